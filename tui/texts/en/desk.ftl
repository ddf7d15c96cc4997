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
ui-pane-help = { $key }
ui-nothing-found = Nothing is like that
ui-table-points = Weights and signals
ui-empty-points = Nothing was measured
ui-column-state = { "" }
ui-column-trend = Trend
ui-column-item = Item
ui-screenshot-saved = The picture is in { $path }
ui-screenshot-failed = The picture could not be written: { $reason }
ui-no-station-row = This screen has no station, so it cannot decide. Start it with one: wedge tui --station NAME
    .short = No station

help-desk-panes-again = The same key again shows the next pane of that key.
help-desk-move = Arrows, Page, Home and End move in a list.
help-desk-search = / looks for something in a list, Enter starts it, Esc closes it. Nothing of it is booked.
help-desk-sort = Left and right choose the column to sort by, F2 turns the order.
help-desk-enter = Enter or F4 opens the row.
help-desk-scan = A scan does here what it does at F5. With the search line open it is looked for instead.
