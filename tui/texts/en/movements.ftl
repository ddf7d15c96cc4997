### Movements

movement-receive = receive
movement-putaway = put away
movement-pick = pick
movement-count = count
movement-move = move
movement-transfer = transfer
movement-ship = ship
movement-adjust = adjust
movement-shelf = shelf
movement-pack = pack
