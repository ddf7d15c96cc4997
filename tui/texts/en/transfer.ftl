### Move

transfer-title = Move
transfer-ask-from = Scan the place to take from, or a unit
    .short = From? Place or unit
transfer-ask-item = Scan the item or the unit that goes. All of it: Done
    .short = Item or unit?
transfer-ask-target = How many? Then scan where they go
    .short = How many? Where to?
transfer-ask-unit = Scan where it goes, or an item to take out
    .short = Where to? Or item
transfer-ask-all = Everything goes: scan where to
    .short = All: where to?
transfer-from-line = From { $place }
transfer-to-line = The last went to { $place }: Done puts these there too
    .short = Last to { $place }
transfer-status-line = Status: { $status ->
    [sellable] sellable
    [hold] on hold
    [damaged] damaged
    [returned] returned
   *[other] { $status }
}
    .short = { $status ->
    [sellable] sellable
    [hold] on hold
    [damaged] damaged
    [returned] returned
   *[other] { $status }
}
transfer-from = From { $place }
transfer-unit-taken = { $lpn } from { $location }
    .short = Have { $lpn }
transferred = { $quantity } { $item } moved to { $place }
    .short = { $quantity } in { $place }
transferred-unit = { $lpn } stands in { $place }
    .short = In { $place }
transferred-all = Everything from { $source } is in { $place }
    .short = All in { $place }
transfer-all-sure = Everything in { $place }? Done again if so
    .short = All? Done again
transfer-all-taken = Everything from { $place } is taken
    .short = All of { $place }
transfer-all-counted = { $place } is being counted: move single goods or units, or wait until it is over
    .short = Is being counted
transfer-all-too-much = Too much stands in { $place } for one booking: move it in parts
    .short = Too much: in parts
transfer-empty = The book has nothing in { $place }
    .short = Nothing in { $place }
transfer-same-place = They stand in { $place } already
    .short = There already
transfer-there-already = { $lpn } stands in { $location } already
    .short = There already
transfer-unit-moved = { $lpn } was moved meanwhile, or another station has it
    .short = { $lpn } moved
transfer-in-unit = { $item } is in unit { $lpn }: scan the unit first
    .short = Scan { $lpn } first
transfer-too-many = The book has fewer than { $quantity } { $item } in { $place }
    .short = Not { $quantity } here
transfer-reserved = { $item } is reserved for { $order }
    .short = For { $order }
transfer-unit-reserved = { $lpn } is reserved for { $order }
    .short = For { $order }
transfer-new-unit = A new unit { $lpn }? Scan it again
    .short = New { $lpn }? Again
transfer-in-itself = { $lpn } cannot stand in itself
    .short = Not in itself
transfer-too-deep = { $lpn } would stand deeper than { $levels } units in one another
    .short = Too deep
transfer-status = On the way they become: { $status ->
    [sellable] sellable
    [hold] on hold
    [damaged] damaged
   *[other] { $status }
}
    .short = Now: { $status }
transfer-status-stays = They stay what they are
    .short = As they are
transfer-no-other = There is no other stock of { $item } here
    .short = No other here
transfer-other = Other stock: { $lot } { $status ->
    [sellable] sellable
    [hold] on hold
    [damaged] damaged
    [returned] returned
   *[other] { $status }
}
    .short = Other: { $lot }
lpn-aboard = { $lpn } taken onto { $carrier }
