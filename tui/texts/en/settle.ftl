### Settling findings, and rows chosen at the desk

menu-settle = Settle findings
    .short = Findings
settle-title = Findings
settle-ask = Which one? Type its number
    .short = Which one?
settle-none = Nothing waits for a decision
    .short = Nothing waits
settle-supervisors-only = Only a supervisor settles findings
    .short = Supervisors only
settle-option = { $code ->
    [negative-stock] Below zero
    [catch-weight-off] Weight is off
    [short-pick] Short pick
    [zero-check] Bin not empty
    [reserve-missing] Reserve missing
    [count-again] To be counted again
    [count-variance] Count is off
    [shelf-differs] Shelf says otherwise
    [shelf-unclaimed] Nobody took it
    [shelf-odd-weight] Odd weight
    [lpn-misplaced] Unit misplaced
    [bin-full] Bin full
    [bin-blocked] Bin unusable
    [no-bin] No place for it
    [damaged-stock] Damaged stock
    [damaged-goods] Came in damaged
    [damaged-unit] Unit came in damaged
    [not-on-document] Not announced
    [provisional-item] Unknown goods
    [receipt-differs] Receipt differs
    [no-stock] No stock
    [goods-left] Goods left over
    [kit-left] Kit left unfinished
    [return-unlisted] Return not listed
    [return-blind] Return without papers
    [portal-foreign-tags] Foreign tags
    [portal-expired] Expired at the door
    [portal-recalled] Recalled at the door
    [portal-short-life] Too old at the door
    [portal-older] Older than stock
    [portal-incomplete] Not fully announced
    [not-on-shipment] Not on the shipment
    [put-aside] Could not be booked
    [entry-rejected] Rejected by central
    [reference-refused] Record refused
    [ack-refused] Odd word of central
    [book-set-back] Book was set back
    [past-missing] Entries missing
    [past-contradicts] Old entry not booked
    [past-differs] Central differs
    [past-gap] Gap in old entries
    [past-unbooked] Seen, not booked
   *[other] { $code }
}  { $place }
    .short = { $code ->
        [negative-stock] Below 0
        [catch-weight-off] Weight
        [short-pick] Short
        [zero-check] Not empty
        [reserve-missing] Reserve
        [count-again] Recount
        [count-variance] Count off
        [shelf-differs] Shelf
        [shelf-unclaimed] Shelf
        [shelf-odd-weight] Shelf
        [lpn-misplaced] Misplaced
        [bin-full] Full
        [bin-blocked] Unusable
        [no-bin] No place
        [damaged-stock] Damaged
        [damaged-goods] Damaged
        [damaged-unit] Damaged
        [not-on-document] Unannounced
        [provisional-item] Unknown
        [receipt-differs] Receipt
        [no-stock] No stock
        [goods-left] Left over
        [kit-left] Kit left
        [return-unlisted] Return
        [return-blind] Return
        [not-on-shipment] Not on it
        [put-aside] Not booked
        [entry-rejected] Rejected
       *[other] { $code }
    } { $place }
settle-chosen = What is told of it stands below
    .short = Read below
settle-ask-what = What shall become of it?
    .short = What to do?
settle-item = Item: { $item }  { $name }
    .short = { $name }
settle-place = Place: { $place }
settle-since = Open since { $at }
    .short = { $at }
settle-led-mark = Until it is settled, nothing is sent to this place
    .short = Nothing goes there
settle-led-hidden = Until it is settled, nobody is told what stands there
    .short = Stock is hidden
settle-led-count = It stands in the list of places to be counted
    .short = In the count list
settle-way-reason = Settle it, and say why
    .short = Settle it
settle-way-count = Count the place now
    .short = Count now
settle-way-count-later = Let the place be counted
    .short = Let it be counted
settle-way-approve = Look at the count: approve it or send it back
    .short = Look at the count
settle-ask-reason = Why is it settled?
    .short = Why?
settled = Settled
settle-counted-later = { $place } stands in the list of places to be counted
    .short = To count: { $place }
settle-gone = This was settled meanwhile
    .short = Settled meanwhile
reason-made-room = There is room now
reason-repaired = It is repaired
reason-not-so = It was not so
reason-booked-since = It was booked since
reason-seen-to = It is being seen to
    .short = Being seen to
reason-put-away = It was put away
reason-stopped = It was stopped
reason-received-by-hand = It was received by hand
    .short = Received by hand
reason-looked-into = It was looked into
    .short = Looked into
reason-booked-by-hand = It was booked by hand
    .short = Booked by hand

chosen-sign-in = Sign in first: this list is for supervisors
    .short = Sign in first
chosen-not-here = This is not done at { $station }. Its menu does not have it
    .short = Not at { $station }
chosen-counting = Finish the count of { $place } first, or leave it by the menu: it is not kept
    .short = Count first
chosen-unknown = The screen chose something this box does not know
    .short = Unknown choice
