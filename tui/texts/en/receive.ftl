### Receive

receive-title = Receive
receive-ask-document = Which receipt?
receive-ask-item = Scan an item of { $document }
    .short = Item of { $document }?
receive-ask-expiry = Scan or type the best-before date of { $item }
    .short = Date of { $item }?
receive-ask-serial = Scan or type the serial number of { $item }
    .short = Serial of { $item }?
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
    .short = Is here: { $location }
lpn-not-announced = { $lpn } is on no open receipt
    .short = Not announced
lpn-of-other-document = { $lpn } belongs to { $document }
    .short = It is { $document }
lpn-announced = { $lpn } comes in whole. Put these goods down first, then scan it
    .short = Other goods first
not-a-receipt = { $document } is not a receipt
    .short = Not a receipt
not-on-document = { $item } is not on { $document }. If it shall come in, scan it again
    .short = Not { $document }. Again?
line-complete = { $item } of { $document } is complete
    .short = Complete already
over-receipt = Too many: { $quantity }, only { $expected } still expected
    .short = Too many: { $quantity } of { $expected }
receipt-short = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} of { $document } incomplete. Done again cancels the rest; Do it later leaves it open
    .short = { $lines } open. Again?
receive-ask-which = Several receipts expect { $item }. Which one?
    .short = Which? { $item }
receive-ask-unit = How many? Then done: they go into { $lpn }
    .short = Qty, then { $lpn }
receive-ask-weight = Put all { $quantity } on the scale, or type their weight in grams
    .short = Weigh { $quantity }, in g
receive-ask-damage = What is wrong with these { $quantity }?
    .short = What is wrong?
receive-ask-damage-next = What is wrong with what comes next?
    .short = What is wrong?
receive-ask-name = What is it? Type what you see
    .short = What is it?
receive-code-line = Code { $code }
receive-damaged-line = All { $quantity } are damaged
    .short = Damaged: { $quantity }
receive-damaged-next = What you scan next is damaged
    .short = Next one: damaged
receive-tracked-now = { $item }: more must be known of it now. Answer what is asked, then put it down
    .short = Answer first
receive-again = { $quantity } { $item } again? Scan the next new unit
    .short = Again: { $quantity } { $item }
receive-several = Several receipts expect { $item }: choose one
    .short = Choose a receipt
receive-nobody-expects = No open receipt expects { $item }. Choose a receipt first
    .short = First a receipt
receive-in-unit = { $item } is announced in { $lpn }: scan that. If it came otherwise, scan the item again
    .short = In { $lpn }. Again?
receive-into-unit = These goods belong into { $lpn }
    .short = Into { $lpn }
receive-recalled = Lot { $lot } of { $item } is recalled: it must not come in
    .short = Recalled: { $lot }
receive-blocked = { $location } is blocked
    .short = Blocked: { $location }
receive-other-dock = { $location } is another dock, you work at { $here }. To put it there, scan it again
    .short = { $location }, not { $here }?
receive-unknown = Nobody knows { $code }. If the goods shall come in, scan it again
    .short = Unknown. Again?
receive-describe = Unknown goods: type what they are
    .short = Type what it is
receive-known-now = These goods are known by now: { $item }. Scan them again
    .short = Known now: rescan
receive-no-name = Type in words what it is, not { $text }
    .short = Type it in words
receive-name-long = Say it in fewer words: { $text }
    .short = Too long
receive-weigh = { $item } goes by weight: weigh it first
    .short = Weigh it first
receive-weighed = { $quantity } weigh { $grams } g
    .short = { $quantity }: { $grams } g
receive-no-weight = The scale shows nothing: put the goods on it
    .short = Nothing on it
over-receipt-warn = Too many: { $quantity }, only { $expected } still expected. The same again takes them in
    .short = { $quantity } of { $expected }: again?
short-life = { $item } lasts { $days ->
    [one] { $days } more day
   *[other] { $days } more days
}. At least { $least } are wanted
    .short = Lasts { $days } of { $least } d
older-than-stock = { $item } lasts until { $expiry }, what stands here until { $earliest }
    .short = Older than { $earliest }
older-than-stock-warn = { $item } lasts until { $expiry }, what stands here until { $earliest }. The same again takes it in
    .short = Old { $earliest }? Again
asn-differs = { $item }: the label says { $scanned }, announced is { $announced }. The same again takes it in
    .short = Not { $announced }. Again?
lpn-differs = The label of { $lpn } says other lots or dates than announced. The same again takes it in
    .short = Not as announced?
lpn-needs-detail = { $lpn }: lot, date or weight is not announced. Scan its goods one by one
    .short = Scan its goods
lpn-in-parts = { $lpn } is here in part: scan the rest of its goods
    .short = Scan the rest
unit-left = { $lpn } stays as it is: back to the receipt
    .short = Back to the receipt
receipt-close-blind = Is { $document } finished? The same again closes it
    .short = Finished? Again
receipt-later = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} of { $document } incomplete. The same again leaves it open for the rest
    .short = Rest later? Again
receipt-later-blind = Does more of { $document } come later? The same again leaves it open
    .short = Rest later? Again
receipt-complete = { $document } is complete: close it
    .short = Complete: close it
receipt-left-open = { $document } stays open for the rest
    .short = Open: { $document }
damage-why = Damaged: choose what is wrong
    .short = What is wrong?
damage-marked = All { $quantity } are damaged. Now put them down
    .short = Damaged: { $quantity }
damage-off = Not damaged after all
    .short = Not damaged
damage-next = Damaged. Now scan the unit or the goods
    .short = Scan what is damaged
damage-crushed = Crushed
damage-wet = Wet
damage-broken = Broken
damage-leaking = Leaking
damage-too-warm = Too warm
damage-other = Something else
