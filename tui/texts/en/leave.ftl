### A supervisor's leave, reasons, scans that wait for a key

leave-title = Supervisor
ask-supervisor = Supervisor, scan your badge
ask-reason = Why? Choose a reason
    .short = Why?
badge-wanted = First the supervisor's badge. Nothing else is taken here
    .short = Scan the badge
leave-wanted = A supervisor must allow this
    .short = Supervisor needed
leave-line = A supervisor can allow this: F2
    .short = F2: supervisor
leave-given = Allowed: it is done now
    .short = Allowed
not-a-supervisor = { $name } is no supervisor here
    .short = No supervisor
nothing-to-allow = There is nothing to allow here
    .short = Nothing to allow

ask-reason-over-receipt = Why does more come in than expected?
ask-reason-short-life = Why do goods come in that expire so soon?
ask-reason-older-than-stock = Why do older goods come in?
ask-reason-expired = Why are expired goods taken in?
ask-reason-recalled = Why is a recalled lot taken in?
ask-reason-other-bin = Why another bin?
ask-reason-other-stock = Why other stock?
ask-reason-blocked = Why is the block lifted?
ask-reason-short-receipt = Why did less come?
ask-reason-negative = Why is more taken than the book has?
ask-reason-over-return = Why does more come back than was shipped?
ask-reason-partial = Why does only a part go?
ask-reason-weight-off = Why is the weight accepted?
ask-reason-not-planned = Why does it go although it was not planned?
ask-reason-not-on-document = Why does it come in although it is not on the receipt?
ask-reason-asn-differs = Why does it come in although something else was announced?
ask-reason-other-dock = Why at another dock?
reason-substitute = It comes in place of another
reason-sent-more = More was sent
reason-agreed = It was agreed
reason-sells-fast = It sells fast
reason-for-return = It goes back
reason-for-disposal = It is thrown away
reason-bin-full = The bin is full
reason-bin-unreachable = The bin cannot be reached
reason-better-place = It fits better there
reason-in-front = It stands in front
reason-customer-wish = The customer wants it
reason-checked = I have checked it
reason-emergency = Emergency
reason-not-delivered = It was not delivered
reason-backordered = The rest comes later
reason-refused-at-door = Refused at the door
reason-seen-here = It is here, I see it
reason-booked-later = It will be booked later
reason-goodwill = Goodwill
reason-customer-agrees = The customer agrees
reason-rest-later = The rest goes later
reason-scale-wrong = The scale is wrong
reason-other = Another reason

held-line = { $waiting ->
    [one] 1 scan waits: use it or drop it
   *[other] { $waiting } scans wait: use them or drop them
}
    .short = Waiting: { $waiting }
scan-held = { $waiting ->
    [one] Not used yet: 1 scan waits. Confirm uses it, back drops it
   *[other] Not used yet: { $waiting } scans wait. Confirm uses them, back drops them
}
    .short = Use or drop: { $waiting }
held-full = Too many scans wait. { $code } was not used
    .short = Too many. Not used
held-applied = { $waiting ->
    [one] The waiting scan is used
   *[other] { $waiting } waiting scans are used
}
    .short = { $waiting } used
held-dropped = { $waiting ->
    [one] The waiting scan is dropped
   *[other] { $waiting } waiting scans are dropped
}
    .short = { $waiting } dropped
gun-moved = { $device } works at { $station } now
    .short = Now at { $station }
