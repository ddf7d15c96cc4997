### Receive

receive-title = Receive
receive-ask-document = Which receipt?
receive-ask-item = Scan an item of { $document }
    .short = Item of { $document }?
receive-ask-expiry = Scan or type the best-before date of { $item }
    .short = Date of { $item }?
receive-ask-target = How many? Then scan { $location } or a pallet
    .short = Qty, then { $location }
receive-line = { $done } of { $want }  { $item }
    .short = { $done }/{ $want } { $item }
received = Received: { $quantity } { $item } in { $place }
    .short = +{ $quantity } { $place }
lpn-received = Received whole: { $lpn }, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
    .short = +{ $lpn }
lpn-already-received = { $lpn } is here already, in { $location }
    .short = Have it: { $location }
lpn-not-announced = { $lpn } is on no open receipt
    .short = No receipt
lpn-of-other-document = { $lpn } belongs to { $document }
    .short = It is { $document }
lpn-announced = { $lpn } comes in whole: scan it at the item step
    .short = Comes in whole
not-a-receipt = { $document } is not a receipt
    .short = No receipt
not-on-document = { $item } is not on { $document }
    .short = Not on { $document }
line-complete = { $item } of { $document } is complete
    .short = Complete already
over-receipt = Too many: { $quantity }, only { $expected } still expected
    .short = { $quantity }, only { $expected }
receipt-short = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} of { $document } incomplete. The same again closes it short
    .short = { $lines } open. Again?
