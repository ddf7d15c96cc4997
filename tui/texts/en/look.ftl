### Looking up what stands where

menu-look = What stands where
    .short = Look up
look-title = What stands where
    .short = Look up
look-ask = Scan an item, a place, a unit, a document or a serial number
    .short = Scan anything
look-ask-more = This is { $code }. Scan the next
    .short = { $code }
look-ask-serial = This is the piece { $serial }. Scan the next
    .short = { $serial }
looked = { $code }: see below
    .short = { $code }
look-name = { $item }  { $name }
    .short = { $name }
look-at = { $place }: { $quantity }{ $lots ->
    [0] { "" }
   *[other] , lot { $lot }
}{ $dated ->
    [0] { "" }
   *[other] , until { $expiry }
}{ $status ->
    [sellable] { "" }
    [hold] , on hold
    [damaged] , damaged
    [returned] , returned
    [provisional] , provisional
   *[other] , { $status }
}
    .short = { $place }: { $quantity }{ $status ->
        [sellable] { "" }
           *[other] !
    } { $lot }
look-goods = { $quantity } { $name }{ $lots ->
    [0] { "" }
   *[other] , lot { $lot }
}{ $dated ->
    [0] { "" }
   *[other] , until { $expiry }
}{ $status ->
    [sellable] { "" }
    [hold] , on hold
    [damaged] , damaged
    [returned] , returned
    [provisional] , provisional
   *[other] , { $status }
}
    .short = { $quantity }{ $status ->
        [sellable] { "" }
           *[other] !
    } { $name } { $lot }
look-unit = Unit { $lpn }
    .short = { $lpn }
look-counted = { $place } is being counted: nothing is told of it now
    .short = { $place }: counted
look-nowhere = Nothing of it is in the house
    .short = None here
look-empty = { $place } is empty
    .short = { $place }: empty
look-blocked = { $place } is blocked
    .short = { $place }: blocked
look-stands = Stands in { $place }
    .short = In { $place }
look-inside = Inside { $lpn }
    .short = In { $lpn }
look-gone = { $lpn } is not in the house
    .short = { $lpn }: not here
look-serial-unknown = Nobody knows the piece { $serial }
    .short = Unknown: { $serial }
look-serial-gone = The piece { $serial } is not in the house
    .short = Not here: { $serial }
look-document = { $type ->
    [receipt] Receipt
    [order] Order
    [count] Count
    [return] Return
    [shipment] Shipment
    [kit] Kit
   *[other] { $type }
}  { $about }, { $state ->
    [closed] ended
   *[open] open
}
    .short = { $about } { $state ->
        [closed] ended
       *[open] open
    }
look-document-gone = { $document } is not known any more
    .short = { $document }: gone
look-line = { $want } { $name }, { $state ->
    [done] done
    [begun] begun
   *[open] open
}
    .short = { $state ->
        [done] +
        [begun] >
       *[open] -
    } { $want } { $name }
look-line-only = { $name }
look-units = Units loaded: { $loaded } of { $planned }
    .short = { $loaded }/{ $planned } loaded
look-more = and { $lines } more
