### The desk: panes, lists, and what their keys do.

ui-back = Back
ui-turn = Turn order
    .short = Turn
ui-enter-history = History
ui-enter-entry = Open
ui-enter-settle = Settle
ui-search = Search this list
ui-search-help = Type / for the same
ui-search-keys = Enter: search   Esc: close
ui-list-hint = / search   ←→ sort   Enter open
ui-theme-colour-blind = Colours: for the colour-blind
ui-theme-ascii = Signs: ASCII only, or all again
ui-menu-search = Search a command
ui-pane-help-work = What this station is asked now, and its last answers
ui-pane-help-live = Devices, zones, weights and the newest reads
ui-pane-help-portal = What passes a portal: expected and seen
ui-pane-help-sync = What central has, and what waits for it
ui-pane-help-movements = What is moved, as it happens
ui-pane-help-stock = All that stands in the house
ui-pane-help-history = The ledger, or the history of one thing: item:…, loc:…, lpn:…
ui-pane-help-map = The racks, a letter a bin
ui-pane-help-findings = What waits for a decision
ui-pane-help-sessions = Who works where; a supervisor may take over
ui-nothing-found = Nothing is like that
ui-search-words = Words are looked for here: type { $word } alone. Subjects are for Stock and History (F7)
    .short = Type { $word } alone
ui-table-points = Weights and signals
ui-empty-points = Nothing was measured
ui-column-state = { "" }
ui-column-trend = Trend
ui-column-item = Item
ui-screenshot-saved = Picture { $name } is in { $folder }
ui-screenshot-failed = The picture could not be written: { $reason }
ui-no-station-row = This screen has no station, so it cannot decide. Start it with one: wedge tui --station NAME
    .short = No station

ui-enter-take = Take over
ui-asking = Asking the box…
ui-under-count = counting
ui-pane-stock = Stock
ui-pane-history = History
ui-pane-map = Map
ui-pane-portal = Portal
ui-pane-sync = Sync
ui-pane-sessions = Sessions
ui-table-stock = Stock
ui-table-history = History
ui-table-sessions = Sessions
ui-table-live = Devices
ui-empty-stock = Nothing is in stock
ui-empty-history = Nothing has happened yet
ui-empty-sessions = No station has a session
ui-empty-live = No device has reported
ui-empty-portal = No portal is set up here
ui-empty-map = No bins are known: import the locations
ui-column-name = Name
ui-column-location = Place
ui-column-unit = Unit
ui-column-lot = Lot
ui-column-expiry = Expiry
ui-column-received_on = Came
ui-column-status = Status
ui-column-station = Station
ui-column-title = Work
ui-column-ask = Asked now
ui-column-document = Document
ui-column-screens = Screens
ui-column-when = When
ui-column-evidence = Ev.
ui-column-approver = Approved by
ui-column-reason = Reason
ui-column-corrects = Corrects
ui-column-of = About
ui-column-id = Id

ui-entry = Entry { $seq }
ui-entry-hint = ↑↓ move   ←→ picture   Esc closes
ui-entry-evidence = What speaks for it, and against it
ui-entry-no-evidence = Nobody else saw it
ui-entry-corrected = Put right by entry { $seq }
ui-entry-picture = Picture of { $device }
ui-picture-comes = The picture is being read…
ui-picture-none = The picture cannot be read from here:
ui-witness-code = a code was read
ui-witness-tag = a tag was read
ui-witness-weight = the weight was right
ui-witness-camera = a camera saw it

ui-map-letters = .FBMCL
ui-map-e = empty
ui-map-f = filled
ui-map-b = blocked
ui-map-m = finding
ui-map-c = being counted
ui-map-l = low
ui-map-lit = just moved
ui-map-nothing = Nothing stands there

ui-portal-waiting = Waiting
ui-portal-passing = PASSING
ui-portal-passed = Passed
ui-portal-seen = Seen
ui-portal-missing = Missing
ui-portal-extra = Too much
ui-portal-tags = Tags

ui-sync-connected = Central is there
ui-sync-away = Central is not there
ui-sync-local = No central is set up: nothing is sent
ui-sync-nothing = Nothing is known yet
ui-sync-queue = { $n ->
    [0] Central has everything
    [one] { $n } entry waits to be sent
   *[other] { $n } entries wait to be sent
}
ui-sync-trend = What waited, over time; the newest at the right
ui-sync-last = Last entry
ui-sync-acked = Acknowledged up to
ui-sync-oldest = Waits since
ui-sync-resends = Sent again

evidence-shelf = the shelf says { $shelf }, { $said } were said
evidence-measured = weighed { $measured_g } g, expected { $expected_g } g
evidence-tags = { $tags ->
    [one] { $tags } tag was
   *[other] { $tags } tags were
} seen in { $zone }

movement-opening = opening
movement-return = return
movement-kit = kit
movement-replenish = refill
movement-outcome = outcome
movement-finding = finding
movement-evidence = evidence
movement-audit = act
movement-clock = clock
movement-checkpoint = signature
movement-archived = archived
movement-not-an-entry = damaged

help-desk-panes-again = The same key again shows the next pane of that key.
help-desk-move = Arrows, Page, Home and End move in a list.
help-desk-search = / looks for something in a list, Enter starts it, Esc closes it. Nothing of it is booked.
help-desk-sort = Left and right choose the column to sort by, F2 turns the order.
help-desk-enter = Enter or F4 opens the row.
help-desk-scan = A scan does here what it does at F5. With the search line open it is looked for instead.
