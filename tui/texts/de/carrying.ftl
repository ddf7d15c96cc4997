### Stapler und Wagen

carrier-taken = Ab jetzt mit { $carrier }
    .short = Mit { $carrier }
carrier-left = Ab jetzt ohne { $carrier }
    .short = Ohne { $carrier }
carrier-is-mounted = Dieses Gerät ist fest auf { $carrier }
    .short = Ist auf { $carrier }
carrier-in-use = { $carrier } wird an { $station } benutzt
    .short = An { $station }
carrier-loaded = Erst abstellen, was auf { $carrier } ist: { $thing }
    .short = Ab: { $thing }
carrier-keeps = { $thing } bleibt auf { $carrier }: bald abstellen
    .short = Noch auf { $carrier }
carrier-line = Unterwegs mit { $carrier }
    .short = Mit { $carrier }
carrier-unit-line = Auf { $carrier }: { $lpn }
    .short = { $carrier }: { $lpn }
carrier-item-line = Auf { $carrier }: { $item }
    .short = Drauf: { $item }
carrier-goods-line = Auf { $carrier }: { $quantity } { $item }
    .short = Drauf: { $quantity } { $item }
carrier-ask-put-down = Scannen, was von { $carrier } abgestellt wird
    .short = Was kommt ab?
