### Carriers: forklifts, carts

carrier-taken = You work with { $carrier } now
    .short = With { $carrier }
carrier-left = You work without { $carrier } now
    .short = Without { $carrier }
carrier-is-mounted = This terminal is mounted on { $carrier }
    .short = Is on { $carrier }
carrier-in-use = { $carrier } is in use at { $station }
    .short = At { $station }
carrier-loaded = First put down what is on { $carrier }: { $thing }
    .short = Put down { $thing }
carrier-keeps = { $thing } stays on { $carrier }: put it down soon
    .short = Still on { $carrier }
carrier-line = Working with { $carrier }
    .short = With { $carrier }
carrier-unit-line = On { $carrier }: { $lpn }
    .short = { $carrier }: { $lpn }
carrier-item-line = On { $carrier }: { $item }
    .short = On it: { $item }
carrier-goods-line = On { $carrier }: { $quantity } { $item }
    .short = On it: { $quantity } { $item }
carrier-ask-put-down = Scan what you put down from { $carrier }
    .short = What comes down?
