### Findings

finding-book-set-back = The box has signed { $signed ->
    [one] { $signed } entry
   *[other] { $signed } entries
}, but its book ended at { $last }: somebody or the disk has set it back
finding-negative-stock = { $place } is below zero: { $quantity } of { $item }. Count it
finding-catch-weight-off = { $place }: { $quantity } of { $item } are there, their weight in the book is { $weight } mg. Count and weigh
finding-put-aside = Something from { $source } could not be booked: { $error }
finding-ack-refused = Central acknowledges entry { $upto }, but this book ends at { $last }: no entry was taken for sent
finding-entry-rejected = Central cannot post entry { $entry }: { $reason }
finding-reference-refused = { $dataset } from central: a record was not taken: { $error }
finding-past-missing = Work goes on though entries of before the restore are missing (epoch { $epoch }, after entry { $entry })
finding-past-contradicts = Entry { $entry } of before the restore was not booked: { $error }. Compare with the shelf
finding-past-differs = Central has other entries of epoch { $epoch } than this book: { $error }
finding-past-gap = Entries of the second copy do not follow what central has, and were not booked ({ $file }): { $error }
finding-past-unbooked = { $source } was seen while entries of before the restore were missing: not booked
finding-portal-foreign-tags = { $count ->
    [one] { $count } foreign tag
   *[other] { $count } foreign tags
} went through { $zone }: { $tags }
finding-shelf-differs = { $place }: the shelf says { $shelf }, the operator said { $said }
finding-shelf-unclaimed = { $quantity } { $item } left or came to { $location }, and nobody says why
finding-shelf-odd-weight = { $location } changed by { $grams } g: that is no whole number of pieces
finding-count-variance = The count of { $place } is off in { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
finding-portal-expired = { $lpn } came through { $zone } with { $item } that expired on { $expiry }: not received
finding-not-on-shipment = { $lpn } went through { $zone }, but is not planned on { $shipment }: stop it before the door closes
finding-goods-left = { $order } is off: put away what was picked into { $lpn }
finding-short-pick = { $missing } { $item } missing in { $location } for { $order }
finding-no-stock = No stock for { $missing } { $item } of { $order }
finding-count-again = { $place } is to be counted once more
finding-lpn-misplaced = { $lpn } stands in { $place }, the book has it in { $stands }: move it in the book, or count { $place } again
finding-under-count = { $place } is being counted: what is off there is told afterwards
finding-zero-check = { $location } should be empty, and is not: count it
finding-damaged-stock = { $quantity } { $item } damaged in { $location }
finding-portal-recalled = { $lpn } came through { $zone } with a recalled lot of { $item }: not received
finding-portal-short-life = { $lpn } came through { $zone } with { $item } that expires too soon: not received
finding-portal-older = { $lpn } came through { $zone } with { $item } that is older than what stands here: not received
finding-portal-incomplete = { $lpn } came through { $zone }, lot, date or weight of { $item } is not announced: receive it by hand
finding-damaged-goods = { $document }: { $quantity } { $item } came in damaged
finding-damaged-unit = { $document }: { $lpn } came in damaged
finding-not-on-document = { $document }: { $quantity } { $item } came in that nobody announced
finding-provisional-item = Unknown goods came in: { $quantity } { $name }, code { $code }. They are { $item } until somebody says what they are
finding-receipt-differs = { $document }: { $received } { $item } came, { $expected } were expected ({ $lines ->
    [one] { $lines } line differs
   *[other] { $lines } lines differ
})
finding-bin-full = { $location } is full, says the floor: { $item } did not fit in. Nothing is sent there until this is closed
finding-bin-blocked = { $location } cannot be used, says the floor: { $item } was to go there. Nothing is sent there until this is closed
finding-no-bin = No place takes { $item } from { $location }: free one, or change what the places may hold
finding-reserve-missing = The reserve of { $item } in { $location } is not there, or less of it. Count it
