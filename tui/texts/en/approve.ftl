### Approving counts

approve-title = Approve counts
approve-ask = Which count? Type its number
    .short = Which count?
approve-none = No count waits for a decision
    .short = Nothing waits
approve-supervisors-only = Only a supervisor decides about counts
    .short = Supervisors only
approve-option = { $place }  { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
approve-chosen = Count of { $place }
approve-ask-count = { $place }: put the book right, or send it back to be counted again?
    .short = { $place }: right?
approve-line = { $item }: { $found } found, { $book } in the book
    .short = { $item }: { $found }, not { $book }
approve-lot-line = { $item }, lot { $lot }: { $found } found, { $book } in the book
    .short = { $item } { $lot }: { $found }, not { $book }
approve-unit = { $lpn } is in the book and was not there
    .short = { $lpn } missing
approve-more = and { $lines } more
approve-ask-cause = Why was the book wrong?
    .short = Why?
approve-gone = This was settled meanwhile
    .short = Settled meanwhile
approve-not-at-hand = The count of { $place } lies in the archive: send it back to be counted again
    .short = Not at hand: again
approve-in-hand = Somebody has goods of { $place } in hand: decide when they are booked
    .short = Goods are in hand
approved = { $place }: the book is put right
    .short = { $place } put right
approved-partly = { $place }: put right but for { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}; it is counted once more
    .short = Partly: again
approve-sent-back = { $place } is counted once more
    .short = { $place } again
cause-missing-transaction = A booking was missing
    .short = Missing booking
cause-miscounted = It was counted wrong before
    .short = Counted wrong
cause-found = Found again
cause-expired = Expired, thrown away
cause-lost = Lost
cause-damaged = Broken
cause-other = Something else
