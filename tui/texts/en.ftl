### English. What the floor says (keys of edge/core) and what the screen itself says (ui-, command-, help-).
### `.short` is used on screens under 32 columns: 18 columns a line. Values are shown, never interpreted.

## Screen

ui-title = Warehouse edge
    .short = Edge
ui-connecting = Connecting to the box…
    .short = Connecting…
ui-no-view = This screen has no station. The desk is under F6 to F8.
    .short = No station. F6: devices
ui-no-station = This screen has no station: the scan was not used
    .short = No station
ui-connected = connected
    .short = on
ui-wait = WAIT: no answer from the box
    .short = WAIT
ui-online = online
ui-offline = OFFLINE
ui-unsent = { $n ->
    [0] all sent
   *[other] { $n } unsent
}
ui-one-copy = ONE COPY
    .short = 1 COPY
ui-devices-down = { $n ->
    [one] { $n } device down
   *[other] { $n } devices down
}
ui-versions-differ = Screen and box have different versions: restart this screen
    .short = Restart this screen
ui-refused = The box did not take that: { $reason }
    .short = Not taken: { $reason }
ui-away = The box does not answer. This was not used: scan it again later
    .short = Not used, wait
ui-full = Too many scans are waiting. This one was not used
    .short = Not used, too fast
ui-too-long = The code is too long and was not used
    .short = Code too long
ui-waiting = { $n ->
    [one] { $n } scan waits
   *[other] { $n } scans wait
}
    .short = { $n } wait
ui-held = { $n ->
    [one] { $n } scan held: F4 use it, F3 drop it
   *[other] { $n } scans held: F4 use them, F3 drop them
}
    .short = { $n } held
ui-use = Use
ui-drop = Drop
ui-recent = Last answers
ui-level-ok = OK
ui-level-info = NOTE
ui-level-warn = CHECK
ui-level-refuse = NO
ui-menu = Menu
ui-leave = Leave
ui-leave-title = Leave
ui-leave-ask = Close this screen?
ui-leave-line = Your work stays as it is. Open the screen again to go on.
    .short = Your work stays.
ui-more-title = Exceptions
ui-more-ask = What is it?
ui-help-title = Help
ui-help-ask = Keys
ui-pane-work = Work
ui-pane-live = Live
ui-pane-movements = Movements
ui-pane-findings = Findings
ui-table-devices = { $n ->
    [one] { $n } device
   *[other] { $n } devices
}
ui-table-zones = Tags in the zones
ui-table-reads = Live reads
ui-table-movements = Movements
ui-table-findings = Open findings
ui-empty-devices = No device has reported
ui-empty-zones = No tag is there
ui-empty-reads = Nothing has been read
ui-empty-movements = Nothing has been moved since this screen came
ui-empty-findings = Nothing is open
ui-tag-arrived = { $epc } came
ui-tag-departed = { $epc } went
ui-column-device = Device
ui-column-zone = Zone
ui-column-tags = Tags
ui-column-kind = Kind
ui-column-place = Place
ui-column-per_min = /min
ui-column-last = Last
ui-column-what = What
ui-column-time = Time
ui-column-point = Read point
ui-column-text = Text
ui-column-seq = No.
ui-column-qty = Qty
ui-column-source = From
ui-column-target = To
ui-column-operator = Who
ui-theme-dark = Colours: dark
ui-theme-light = Colours: light
ui-theme-contrast = Colours: high contrast
ui-theme-help = Only on this screen
ui-lang-en = Language: English
ui-lang-de = Language: Deutsch
ui-lang-help = Only on this screen
ui-screenshot = Save a picture of this screen
ui-screenshot-help = An SVG file, for support

command-help = Help
command-more = Other
command-undo = Undo
command-cancel = Back
command-done = Done
command-confirm = Yes
command-menu = Menu
command-short = Not enough here
    .short = Short
command-skip = Do it later
    .short = Later
command-damaged = Damaged
command-print = Print label
    .short = Print
command-sign-out = Sign out

help-more = { $key }: exceptions and other choices
help-undo = { $key }: take back the last booking
help-cancel = { $key }: one step back, nothing is booked
help-done = { $key }: this is finished
help-confirm = { $key }: yes
help-kind-scan = Scan what is asked for.
help-kind-quantity = Scan each piece, or type the number and press Enter.
help-kind-secret = Type your PIN and press Enter.
help-kind-choice = Press the number, or scan the code.
help-kind-confirm = Answer with the keys below.
help-panes = F5: work. F6: devices. F7: movements. F8: findings.
help-escape = Esc: clear what is typed; again: back
help-signs = One beep: good. Two: look. Three: not booked.
help-leave = F10: close this screen

## Sign-in and menu

sign-in-title = Sign in
menu-title = Menu
ask-badge = { $station }: scan your badge
ask-pin = { $name }, type your PIN
    .short = PIN, { $name }
ask-work = What will you do?
badge-read = Hello { $name }, now your PIN
    .short = Now your PIN
operator-gone = You are no longer signed up to work here
    .short = No longer allowed
badge-inactive = This badge is not valid any more. Ask your supervisor
    .short = Badge not valid
sign-in-locked = Too many wrong PINs. Wait five minutes or ask your supervisor
    .short = Locked: 5 minutes
signed-in-elsewhere = You are still signed in at { $station }. Sign out there first
    .short = Signed in: { $station }
checking-pin = The PIN is being checked
    .short = Checking…
pin-wanted = Type your PIN, or scan another badge
    .short = PIN, please
wrong-pin = Wrong PIN
welcome = Welcome, { $name }
signed-out = Signed out
idle-signed-out = Signed out: nobody worked here for a while
    .short = Idle: signed out
menu-opened = Choose your work
work-chosen = { $work ->
    [receive] Receive
    [putaway] Put away
    [pick] Pick
    [count] Count
   *[other] { $work }
} started
menu-receive = Receive
menu-putaway = Put away
menu-pick = Pick
menu-count = Count

## Everywhere

cancelled = One step back, nothing was booked
    .short = Back
screen-was-old = Something came first: look at the screen and scan again
    .short = Scan again
label-prints = The label of { $lpn } is printed again
    .short = Label prints
no-printer = { $station } has no label printer
    .short = No printer here
no-unit-in-hand = Which label? First scan the unit
    .short = Scan the unit first
nothing-to-undo = There is nothing to take back
    .short = Nothing to undo
undo-moved-on = That has moved on since and cannot be taken back here
    .short = Moved on since
undone = { $movements ->
    [one] Taken back: { $movements } movement
   *[other] Taken back: { $movements } movements
}
    .short = Undone: { $movements }
put-aside = That could not be booked and was put aside: tell your supervisor
    .short = Put aside: ask
past-waiting = Not booked: this box was restored and waits for central. Put the goods aside, scan again later
    .short = Not booked: wait
unknown-code = Nobody knows this code: { $code }
    .short = Unknown: { $code }
is-item = This is an item, not what is asked: { $code }
    .short = Item: { $code }
is-lpn = This is a handling unit, not what is asked: { $code }
    .short = Unit: { $code }
is-location = This is a location, not what is asked: { $code }
    .short = Place: { $code }
is-document = This is a document, not what is asked: { $code }
    .short = Document: { $code }
is-badge = This is a badge, not what is asked
    .short = This is a badge
is-detail = This is only a lot, a date or a serial number: { $code }
    .short = Only: { $code }
is-command = This command does nothing here: { $code }
    .short = Not here: { $code }
not-a-quantity = This is not a number: { $text }
    .short = No number: { $text }
quantity-implausible = Too large for a quantity: { $text }
    .short = Too large: { $text }
quantity-zero = The quantity cannot be zero
    .short = Not zero
quantity-open = Only { $quantity } of { $want } so far
    .short = Only { $quantity } of { $want }
counted = { $quantity } counted
    .short = Counted: { $quantity }
document-option = { $document }  { $partner }
document-opened = { $document } is open
    .short = { $document }
document-closed = { $document } is already finished
    .short = Done: { $document }
document-done = { $document } is finished
    .short = Done: { $document }
item-line = { $item }  { $name }
lot-line = Lot { $lot }
expiry-line = Best before { $expiry }
    .short = BBE { $expiry }
lpn-line = Unit { $lpn }
more-details = { $item }: lot or date is missing
    .short = Lot or date?
ask-lot = Scan or type the lot of { $item }
    .short = Lot of { $item }?
scan-lot = { $item } has lots: scan the code with the lot
    .short = Scan the lot
other-lot = Other lot: this is { $scanned }, wanted is { $expected }
    .short = Lot { $scanned }, want { $expected }
lot-like-lpn = { $code } looks like a unit. If it is the lot, scan it again
    .short = Lot { $code }? Again
lot-too-long = This is too long for a lot: { $text }
    .short = Lot too long
not-a-date = This is not a date: { $text }
    .short = No date: { $text }
expired = { $item } is past its date: { $expiry }
    .short = Expired: { $expiry }
serial-missing = { $item } needs its serial number
    .short = Scan the serial
serial-twice = This serial number was scanned already: { $serial }
    .short = Twice: { $serial }
serials-full = No more than { $limit } serial numbers in one booking: put these away first
    .short = Limit: { $limit }
serial-unknown = The book does not know { $serial }: all in { $place } are known by other numbers
    .short = Not in { $place }
serial-elsewhere = { $serial } is in the book already, in { $place }
    .short = Is in { $place }
scan-serials = { $item } has serial numbers: scan each piece
    .short = Scan each piece
place-first = First put { $item } in its place; you scanned { $scanned }
    .short = First { $item }
wrong-item = Wrong item: this is { $scanned }, wanted is { $expected }
    .short = Want { $expected }
wrong-location = Wrong place: this is { $scanned }, wanted is { $expected }
    .short = { $scanned }! Go: { $expected }
wrong-tote = Wrong tote: this is { $scanned }, wanted is { $expected }
    .short = Want { $expected }
lpn-unknown = Nobody knows this unit: { $code }
    .short = Unknown: { $code }
lpn-gone = { $lpn } has left the site
    .short = Left: { $lpn }
lpn-elsewhere = { $lpn } stands in { $location }, not here
    .short = { $lpn }: { $location }
shelf-agrees = The shelf agrees: { $quantity } in { $place }
    .short = Shelf: { $quantity } ok
shelf-differs = The shelf in { $place } says { $shelf }, you said { $said }
    .short = Shelf { $shelf }, you { $said }
shelf-says-more = The shelf in { $place } says { $shelf }, but only { $available } were here
    .short = Shelf { $shelf } of { $available }

## Receive

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

## Put away

putaway-title = Put away
putaway-ask-what = Scan a pallet or an item
    .short = Pallet or item?
putaway-ask-target = Put it in { $location } and scan the place
    .short = To { $location }
putaway-ask-any = Put it in a free place and scan the place
    .short = Scan a free place
lpn-taken = { $lpn } taken from { $location }
    .short = Have { $lpn }
lpn-put-away = { $lpn } stands in { $place }
    .short = In { $place }
lpn-already-there = { $lpn } stands in { $location } already
    .short = There already
put-away = { $quantity } { $item } put in { $place }
    .short = { $quantity } in { $place }
put-away-weighed = { $quantity } { $item } put in { $place }, weighed by the shelf
    .short = { $quantity } in { $place }
item-not-here = There is no { $item } in { $location }
    .short = Not in { $location }
more-than-here = { $quantity } is too many: { $available } are here
    .short = Only { $available } here
not-a-bin = { $location } is not a storage place
    .short = No storage place
face-of-other = { $location } is the place of { $item }. If you want it there, scan it again
    .short = Of { $item }. Again?
location-blocked = { $location } is blocked
    .short = Blocked
other-bin = { $scanned } instead of { $suggested }? Scan { $scanned } again
    .short = { $scanned }? Scan again

## Pick

pick-title = Pick
pick-ask-order = Which order?
pick-ask-tote = Scan an empty tote for { $order }
    .short = Tote for { $order }
pick-ask-location = Go to { $location } and scan it
    .short = Go to { $location }
pick-ask-item = Take { $item }: scan each piece or type the number
    .short = Take { $item }
pick-ask-into-tote = Put it in { $tote } and scan the tote
    .short = Scan tote { $tote }
pick-ask-stage = Bring the tote to { $stage } and scan it
    .short = Tote to { $stage }
pick-ask-any-stage = Bring the tote to a staging place and scan it
    .short = Tote to a stage
tote-announced = { $lpn } is expected with a receipt: take another tote
    .short = Other tote please
tote-in-work = { $lpn } is being filled at { $station }
    .short = Busy: { $station }
order-empty = Nothing can be picked for { $order } now
    .short = No stock
nothing-missing = Nothing is missing: all { $quantity } are picked
    .short = None missing
bin-short = { $missing } { $item } missing here: go on at the next place
    .short = Next: { $missing } more
not-a-stage = { $location } is no staging place
    .short = No staging place
not-an-order = { $document } is not an order
    .short = Not an order
order-cancelled = { $document } is cancelled: put back what you have in hand
    .short = Cancelled: { $document }
order-in-work = { $order } is in work at { $station }
    .short = Busy: { $station }
order-has-tote = { $order } was begun with { $lpn }: it stands in { $location }
    .short = Take { $lpn }
lpn-of-order = { $lpn } holds what was picked for { $order }
    .short = It is for { $order }
order-open-again = { $order } has changed: there is more to pick
    .short = More to pick
tote-bound = { $tote } is for { $order }
    .short = { $tote } ok
tote-not-empty = { $lpn } is not empty; it stands in { $location }
    .short = Not empty
location-right = Right: { $location }
picked = { $quantity } { $item } in { $tote }
    .short = { $quantity } in tote
pick-short = { $missing } { $item } missing? The same again says so
    .short = { $missing } missing? Again
line-short = { $missing } { $item } noted as missing
    .short = { $missing } missing
over-pick = { $quantity } is too many: { $want } wanted
    .short = Only { $want } wanted

## Count

count-title = Count
count-ask-place = Scan a place, or choose a task
    .short = Place or task?
count-option = { $place }  { $document }
count-ask-items = Count all in { $place }: scan each piece, or an item and type the number
    .short = Count { $place }
count-ask-again = Count { $place } once more
    .short = Again: { $place }
count-line = { $quantity }  { $item } { $lot }
count-started = Count { $place }
count-in-work = { $place } is being counted at { $station }
    .short = Busy: { $station }
count-item-first = Scan the item first, then type the number
    .short = Item first
count-empty = Is { $place } empty? The same again says so
    .short = Empty? Again
count-again = { $place } differs from the book: count once more
    .short = Count once more
count-without-place = { $document } names { $place }, which this site does not have
    .short = No place { $place }
not-a-count = { $document } is not a count
    .short = Not a count
count-agreed = { $place } agrees with the book
    .short = { $place } agrees
count-adjusted = { $place } counted, the book is put right
    .short = { $place } put right
count-review = { $place } differs: a supervisor decides
    .short = Supervisor decides
pick-from-lpn = Take it from { $lpn }

## Codes that cannot be read

code-empty = The scanner sent nothing
    .short = Nothing read
code-too-long = This code is longer than { $limit } characters
    .short = Over { $limit } signs
code-control-characters = This code holds characters that cannot be shown: check the scanner's settings
    .short = Scanner settings!
code-check-digit = { $value } is wrong: its check digit should be { $expected }. Scan or type it again
    .short = Wrong check digit
code-ean-form = A product code has 8, 12 or 13 digits; this one has not
    .short = Not 8, 12, 13 long
code-add-on-alone = This is only the small code beside the product code: scan the large one
    .short = Scan the large one
code-ambiguous = { $value } can mean two products. Set the scanner to send UPC-E expanded
    .short = Two products?
code-unknown-field = The label has a field that does not exist, at { $found }. Does the scanner send separators?
    .short = Unknown: { $found }
code-field-characters = Field ({ $ai }) of the label holds a character that may not stand there: { $found }
    .short = ({ $ai }): { $found }
code-field-too-short = Field ({ $ai }) of the label is cut short: { $value }
    .short = ({ $ai }) too short
code-field-too-long = Field ({ $ai }) of the label is too long: { $value }. Does the scanner send separators?
    .short = ({ $ai }) too long
code-date = The date in field ({ $ai }) of the label is in no calendar: { $value }
    .short = ({ $ai }): no date
code-country = Field ({ $ai }) of the label names a country that does not exist: { $value }
    .short = ({ $ai }): no country
code-currency = Field ({ $ai }) of the label names a currency that does not exist: { $value }
    .short = ({ $ai }): no currency
code-piece-of-total = Field ({ $ai }) of the label says piece { $piece } of { $total }
    .short = Piece { $piece } of { $total }?
code-companion = Field ({ $ai }) of the label says nothing without ({ $needed }). Scan the label's other code too
    .short = ({ $ai }) alone
code-labels-mixed = These codes are of two labels: { $value } and { $other }. Scan one label after the other
    .short = Two labels
code-no-pieces = The label says that there are 0 pieces in it: count them
    .short = 0 pieces?
code-ambiguous-date = { $value } can be a product and a date: scan the label's other code
    .short = { $value }: date?
code-repeated = The label has field ({ $ai }) twice and different: { $value } and { $other }
    .short = ({ $ai }) twice
code-invalid-pair = Fields ({ $ai }) and ({ $other }) cannot stand on one label
    .short = ({ $ai }) with ({ $other })
code-separator-as-text = The scanner types { $found } for a separator: name it in its gs_aliases
    .short = Separator { $found }
code-link-field = The web address on the label has a number that stands for no field: { $found }
    .short = Unknown: { $found }
code-link-qualifiers = The web address on the label has its fields in the wrong order, at ({ $ai })
    .short = Order at ({ $ai })

## Alarms

alarm-store-damaged = The store is damaged: nothing is booked. Call for help
    .short = Store damaged
alarm-disk-waits = The disk is full: nothing is booked, scans wait. Make room
    .short = Disk full: waiting
alarm-disk-full = The disk is full, { $mib } MiB are left: make room
    .short = Disk full: { $mib } MiB
alarm-disk-low = The disk is nearly full: { $mib } MiB are left
    .short = Disk low: { $mib } MiB
alarm-disk-low-hours = The disk is nearly full: { $mib } MiB, enough for { $hours } hours
    .short = Disk full in { $hours } h
alarm-wal = Something reads the store without an end: its log has grown to { $mib } MiB
    .short = Log too long
alarm-check-failed = The store could not be checked: see the log
    .short = No store check
alarm-backup-failed = The last backup failed: see the log
    .short = No backup
alarm-output-hindered = { $device } does not print: { $why }
    .short = { $device }: { $why }
alarm-output-waits = Labels wait for { $device } for a minute now: is it on?
    .short = No labels: { $device }
alarm-archive-failed = Old entries could not be archived: see the log
    .short = No archive
alarm-archive-unreadable = Central asks for old entries that cannot be sent. Put the archive file back: { $error }
    .short = Archive file missing
alarm-index-failed = The index of the history could not be made: see the log
    .short = No index
alarm-past-waiting = Restored: what was booked since the backup is missing. Nothing is booked until central has sent it
    .short = Restored: wait
alarm-past-differs = Restored: what central has does not fit this book. Nothing is booked. Call for help
    .short = Restored: call help
alarm-past-unreadable = Restored: { $file } beside the book cannot be read ({ $error }). Nothing is booked. Call for help
    .short = Restored: call help
alarm-second-copy = The second copy cannot be written: { $error }. Is its disk or stick plugged in?
    .short = No second copy
store-damaged-title = Stopped
store-damaged-ask = The store is damaged. Call for help
    .short = Damaged. Call for help
store-damaged-line = Nothing is booked. Leave the box switched on, and call for help.
    .short = Nothing is booked.
store-damaged = Not booked: the store is damaged. Call for help
    .short = Not booked
alarm-head-file = The signed head of the book cannot be written: { $reason }. Call maintenance
    .short = Head file not written

## Findings

finding-book-set-back = The box has signed { $signed } entries, but its book ended at { $last }: somebody or the disk has set it back
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
finding-portal-foreign-tags = { $count } foreign tags went through { $zone }: { $tags }
finding-shelf-differs = { $place }: the shelf says { $shelf }, the operator said { $said }
finding-shelf-unclaimed = { $quantity } { $item } left or came to { $location }, and nobody says why
finding-shelf-odd-weight = { $location } changed by { $grams } g: that is no whole number of pieces
finding-count-variance = The count of { $place } is off in { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
}
finding-portal-expired = { $lpn } came through { $zone } with { $item } that expired on { $expiry }: not received
finding-goods-left = { $order } is off: put away what was picked into { $lpn }
finding-short-pick = { $missing } { $item } missing in { $location } for { $order }
finding-no-stock = No stock for { $missing } { $item } of { $order }

## Movements

movement-receive = receive
movement-putaway = put away
movement-pick = pick
movement-count = count
movement-move = move
movement-transfer = transfer
movement-ship = ship
movement-adjust = adjust
movement-shelf = shelf
