### What to do at each question: a sentence of help, beyond its keys. `help-ask-` and the key of the question.

## Sign-in, menu, tasks

help-ask-ask-badge = Whoever works here scans a badge and types the PIN. A locked screen goes on where that badge was.
help-ask-ask-pin = Your PIN is not shown. After five wrong ones this station is locked for five minutes.
help-ask-ask-work = Choose the kind of work. What you left unfinished stands in the tasks.
help-ask-ask-relieved = Somebody else goes on with your work. Confirm that you have seen it; what was booked stays.
help-ask-tasks-ask = First comes what you began or were handed, then what is urgent. It goes on where it was left.
help-ask-tasks-none = There is no open work for this station. New work appears here by itself.

## A supervisor's leave, and reasons

help-ask-ask-supervisor = A supervisor allows this once, with badge, PIN and a reason. Back leaves everything as it was.
help-ask-ask-reason = The reason is written into the book beside your name. Take the one that comes closest.
help-ask-ask-lot = The lot stands on the label, often after LOT or (10). If there is no label, ask your supervisor.

## Receiving

help-ask-receive-ask-document = Scan the delivery note, choose it, or simply scan the first goods: the receipt is found by them.
help-ask-receive-ask-which = The goods are expected on several receipts. The delivery note says which one it is.
help-ask-receive-ask-item = Scan goods or a pallet label. A pallet that was announced comes in whole with one scan.
help-ask-receive-ask-expiry = Take the date that is printed on the goods. A two-digit year is enough.
help-ask-receive-ask-serial = Each piece has its own number. Scan the numbers one after the other.
help-ask-receive-ask-weight = Only the goods that were just counted belong on the scale, without the pallet.
help-ask-receive-ask-target = Scan each piece or type how many, then scan where you put them down: that books them.
help-ask-receive-ask-unit = Scan each piece or type how many. Done books them into the pallet whose label was scanned.
help-ask-receive-ask-damage = Damaged goods come in, but are kept apart and told to a supervisor.
help-ask-receive-ask-damage-next = What you scan next comes in as damaged. Choose what is wrong with it.
help-ask-receive-ask-name = Nobody knows this code. Type brand, kind and size, so that others can tell what it is.

## Putting away

help-ask-putaway-ask-what = Scan what you take with you. The screen says where it goes.
help-ask-putaway-ask-target = Scan the place when the goods stand there. Another place is possible: scan it twice. Full: F2.
help-ask-putaway-ask-any = No place could be found for it. Take one that is free and allowed, and scan it.
help-ask-carrier-ask-put-down = Your forklift or cart still carries something. Scan what you put down, then its place.

## Picking

help-ask-pick-ask-order = Choose an order or scan it. Before the first tote you can scan more orders for the same walk.
help-ask-pick-ask-tote = The tote belongs to this order from now on. Without a tote, scan the staging place.
help-ask-pick-ask-begun-tote = Part of this order is already in that tote. Go on with the same one.
help-ask-pick-ask-begun-at = Part of this order already stands at that place. The rest goes there too.
help-ask-pick-ask-lies-there = Everything was picked. Scanning the place ends the order.
help-ask-pick-ask-next-tote = The full tote stays with the order. Take an empty one for what is still missing.
help-ask-pick-ask-location = Go there and scan the label of the place, not the goods. Not reachable: F2, skip.
help-ask-pick-ask-item = Take only what is asked for. Not enough there: F2, short. Broken: F2, damaged.
help-ask-pick-ask-into-tote = The tote confirms the pick. A wrong tote is refused.
help-ask-pick-ask-onto-place = Put the goods down there and scan the place: that books them.
help-ask-pick-ask-damaged = Only what is broken, not what you take. It is kept apart, and other stock is looked for.
help-ask-pick-ask-empty = The book thinks the place is empty. Confirm it, or type what is still there.
help-ask-pick-ask-wait = Others have been promised the rest. Look again, go on without it (skip), or close it as short.
help-ask-pick-ask-stage = All is in the tote. It is booked at the place you scan.
help-ask-pick-ask-any-stage = All is in the tote. Any staging place will do; packing finds it there.

## Counting and approving

help-ask-count-ask-place = Counts that were asked for come first. You may count any place or pallet by scanning it.
help-ask-count-ask-items = Say what you see, not what you expect. Pallets by their label. All said: done.
help-ask-count-ask-again = The first count was off. Count everything once more, without looking at the first one.
help-ask-count-ask-expiry = The label does not tell the date. Read it from the goods; different dates are counted apart.
help-ask-approve-ask = These counts were off twice. Choose one to see what was found beside the book.
help-ask-approve-none = No count is off. New ones appear here by themselves.
help-ask-approve-supervisors-only = Only supervisors see what the book says of a counted place.
help-ask-approve-ask-count = Confirm puts the book right by the difference. If you doubt it, send it back to be counted again.
help-ask-approve-gone = Somebody else or a later count has settled it. Go back to the list.
help-ask-approve-ask-cause = The cause stands in the book with the adjustment. It helps to find out why counts are off.

## Moving

help-ask-transfer-ask-from = Scan the place the goods leave, or a pallet that moves whole.
help-ask-transfer-ask-item = Scan what you take. Done moves everything that stands there.
help-ask-transfer-ask-target = Scan each piece or type how many. The place you scan then books the move.
help-ask-transfer-ask-unit = Scanning a place moves the pallet whole. Scanning an item takes something out of it.
help-ask-transfer-ask-all = Everything that stands there goes to the place you scan, pallets included.

## Returns

help-ask-return-ask-what = With papers, scan them: only what was shipped can come back. Without, scan the goods.
help-ask-return-ask-item = Scan each piece that came back. Nothing more: done.
help-ask-return-ask-expiry = Take the date from the goods. Expired goods are not put back for sale.
help-ask-return-ask-quantity = Scan each piece or type how many came back in the same state.
help-ask-return-ask-reason = What the customer says. It is written into the book.
help-ask-return-ask-grade = Look at the goods, not at the papers. Only what is as new can be sold again.
help-ask-return-ask-target = Scan where the goods are put. Done leaves them where they were booked in.

## Packing

help-ask-pack-ask-what = Scan a picked tote. Its order is found by it.
help-ask-pack-ask-tote = The order lies in several totes. Take them one after the other.
help-ask-pack-ask-box = Scan the box's type or a fresh label. The tote can also go as it is.
help-ask-pack-ask-plate = The label names this package from now on: on the truck and at the customer.
help-ask-pack-ask-item = Scan each piece as you lay it in. Box full: F2. What is wrong is refused.
help-ask-pack-ask-done = Every line is in. Close the box; its label is printed.
help-ask-pack-ask-weight = The weight shows whether something is missing or too much. Wait until the scale is still.

## Loading

help-ask-ship-ask-what = Scan the shipment, the dock's label, or choose. Several people may load one truck.
help-ask-ship-ask-unit = Scan each unit as it goes onto the truck. What does not belong on it is refused.
help-ask-ship-ask-done = Nothing is missing. Done books everything out when the truck leaves.
help-ask-ship-ask-rest = The booking was interrupted. Done books the rest; nothing is booked twice.

## Kits

help-ask-kit-ask-order = An order makes kits of components. Scanning a kit itself takes it apart.
help-ask-kit-ask-part = Scan the parts as you take them. The screen counts for how many kits they are enough.
help-ask-kit-ask-complete = Put the kits together now. Done books the parts out and the kits in.
help-ask-kit-ask-quantity = How many kits you made. More than the parts allow is refused.
help-ask-kit-ask-target = Scan where the kits are put. Done leaves them at this station.
help-ask-kit-ask-apart = How many kits you open. Their parts come back into stock.
help-ask-kit-ask-back = Parts with lots or numbers are scanned one by one; the others come back by themselves.
help-ask-kit-ask-back-target = Scan where the parts are put. Done leaves them at this station.
help-ask-kit-ask-expiry = Take the date from the part itself.
help-ask-kit-ask-serial = Each of these parts has its own number. Scan the one you hold.

## Refilling

help-ask-replenish-ask-face = Places that run low are listed, empty ones first. Any other can be scanned.
help-ask-replenish-ask-reserve = Fetch the goods from the reserve. Not there: F2, short.
help-ask-replenish-ask-take = Take as much as asked, or less if it does not fit. Type what you really took.
help-ask-replenish-ask-some = The reserve is being counted, so no quantity is told. Take what fits and type it.
help-ask-replenish-ask-put = Scan the place you fill. Full: F2; what is left goes back or elsewhere.
help-ask-replenish-ask-put-all = Scan the place you fill: everything you took is booked there.
help-ask-replenish-ask-put-unit = Scan the place you fill: the unit is booked there whole.

## Findings

help-ask-settle-ask = The oldest come first. At the desk you can choose any of them from the list.
help-ask-settle-none = Nothing is open. New findings appear here by themselves.
help-ask-settle-supervisors-only = Only supervisors settle findings. Ask yours.
help-ask-settle-gone = Somebody else has settled it, or work on the floor has. Go back to the list.
help-ask-settle-ask-what = Settling ends it, with your name and a reason. A count finds out what really stands there.
help-ask-settle-ask-reason = The reason is written into the book. Back leaves it open.

## Other stations, handing over, looking up

help-ask-session-ask = Stations where somebody is signed in. Your own is not among them.
help-ask-session-none = Nobody is signed in elsewhere.
help-ask-session-nobody = Nobody is signed in there. Go back to the list.
help-ask-session-supervisors-only = Only supervisors see other stations. Ask yours.
help-ask-session-ask-what = Press the same number twice. Whoever works there is told, by your name; what was booked stays.
help-ask-hand-ask = What you began and will not end today. It goes on where you left it.
help-ask-hand-none = Only work on a document can be handed over. Begun work appears here.
help-ask-hand-ask-badge = The other finds it first in the tasks. Done leaves it to whoever comes next.
help-ask-look-ask = Nothing is booked here. What is being counted is not told.
help-ask-look-ask-more = Scan the next thing at once, or open the menu. Nothing is booked here.
help-ask-look-ask-serial = Where this one piece stands. Scan the next thing at once.
