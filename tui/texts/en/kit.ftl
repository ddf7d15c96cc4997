### Kits

kit-title = Kit
kit-apart-title = Take a kit apart
    .short = Take apart
kit-ask-order = Choose or scan the kit order. To take a kit apart, scan the kit
    .short = Kit order, or a kit?
kit-ask-part = { $document }: scan the next component. Enough: Done
    .short = Component?
kit-ask-complete = { $document }: all components are in. Make the kits, then Done
    .short = All in: Done
kit-ask-quantity = Scan each piece or type how many, then Done
    .short = How many? Done
kit-ask-expiry = Scan or type the date of { $item }
    .short = Date of { $item }?
kit-ask-serial = Scan or type the serial number of the next { $item }
    .short = Serial: { $item }
kit-ask-target = Scan where the kits go. They stay here: Done
    .short = Kits: where to?
kit-ask-apart = How many are taken apart? Then Done
    .short = How many? Done
kit-ask-back = Scan the components with lots or numbers
    .short = Scan components
kit-ask-back-target = Scan where the components go. They stay here: Done
    .short = Parts: where to?
kit-line = { $item }: { $left } more
    .short = { $item }: { $left }
kit-made-line = { $quantity } { $item }
kit-from = From { $place }
kit-not-one = { $document } is no kit order
    .short = No kit order
kit-no-recipe = Nobody says what { $document } is made of: tell your supervisor
    .short = No recipe: ask
kit-unknown-item = The kit of { $document } is no item here: tell your supervisor
    .short = Unknown kit: ask
kit-no-kit = { $item } is no kit
    .short = Is no kit
kit-wrong-part = { $item } is no component of { $kit }
    .short = Not of { $kit }
kit-part-complete = There is enough { $item } in it already
    .short = Enough { $item }
kit-too-many = { $quantity } { $item } are too many: { $left } are missing
    .short = Only { $left }
kit-not-sellable = { $item } is not free to use: { $status ->
    [hold] on hold
    [damaged] damaged
    [returned] returned
   *[other] { $status }
}
    .short = Not free: { $status }
kit-recalled = Lot { $lot } of { $item } is recalled
    .short = Recalled: { $lot }
kit-part-in = { $quantity } { $item } are in
    .short = { $quantity } in
kit-uneven = No whole number of kits: { $missing } { $item } missing
    .short = { $missing } { $item }!
kit-nothing-in = Nothing is in { $document } yet
    .short = Nothing in yet
kit-short = Kits made: { $made } of { $want }. No more? Done again
    .short = { $made } of { $want }? Again
kit-details = { $item }: lot, date or serial number is missing
    .short = Lot, date, serial?
kit-no-lot = { $item } needs a lot
    .short = Scan the lot
kit-no-date = { $item } needs a date
    .short = Scan the date
kit-no-serial = { $item } needs a serial number
    .short = Scan the serial
kit-made = { $quantity } { $item } made: where to?
    .short = { $quantity } made: where?
kit-changed = { $document } has changed meanwhile: look, then Done again
    .short = Changed: look
kit-booked = { $quantity } { $item } made, now in { $place }
    .short = { $quantity } in { $place }
kit-apart = { $quantity } { $item } are taken apart
    .short = { $quantity } taken apart
kit-part-back = { $quantity } { $item } come back
    .short = { $quantity } back
kit-not-owed = No more { $item } comes out of it
    .short = No more { $item }
kit-parts-missing = First scan { $missing } { $item }
    .short = { $missing } { $item } first
kit-taken-apart = { $quantity } { $item } taken apart, components in { $place }
    .short = Parts in { $place }
finding-kit-left = { $document } was cancelled with components in it, after { $made ->
    [one] { $made } kit
   *[other] { $made } kits
}: book them back
kit-take-back = { $document } is cancelled: its components come back
    .short = Cancelled: put back
kit-back-booked = { $document }: components are in { $place }
    .short = Parts in { $place }
