### English. What the floor says (keys of edge/core) and what the screen itself says (ui-, command-, help-).
### `.short` is used on screens under 32 columns: 18 columns a line. Values are shown, never interpreted.

## Screen

ui-title = Warehouse edge
    .short = Edge
ui-connecting = Connecting to the box…
    .short = Connecting…
ui-no-view = This screen has no station. The desk is under F6 to F8.
    .short = No station. Desk: F6
ui-no-station = This screen has no station: the scan was not used
    .short = No station
ui-no-such-station = Not used: this screen is set up for a station that is not here
    .short = Not used
no-such-station = There is no station { $station } here
    .short = No { $station } here
there-are-stations = This box has: { $stations }. Start the screen with one of them (wedge tui --station NAME).
    .short = Here: { $stations }
ui-connected = connected
    .short = on
ui-wait = WAIT: no answer from the box
    .short = WAIT
ui-online = online
ui-offline = OFFLINE
ui-local = local only
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
ui-no-choice = { $digit } is not on the list
    .short = Not listed: { $digit }
ui-left = { $text } left out: typed before the scan
    .short = Left out: { $text }
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
ui-theme-help-dark = Light letters on black, for the hall at night
ui-theme-help-light = Black letters on white, for bright light
ui-theme-help-contrast = Only the strongest colours, for tired eyes and poor displays
ui-theme-help-colour-blind = Blue for good, orange for bad
ui-theme-help-ascii = For terminals that draw signs wrongly
ui-lang-en = Language: English
ui-lang-de = Language: Deutsch
ui-lang-help-en = This screen in English, until it ends
ui-lang-help-de = This screen in German, until it ends
ui-screenshot = Save a picture of this screen
ui-screenshot-help = An SVG file, for support

command-help = Help
command-more = Other
command-undo = Undo
command-cancel = { $ask ->
    [approve-ask-count] Count it again
    [pick-ask-empty] No, something is left
   *[other] Back
}
    .short = { $ask ->
        [approve-ask-count] Count again
        [pick-ask-empty] Not empty
       *[other] Back
    }
command-done = Done
command-confirm = { $ask ->
    [approve-ask-count] Put the book right
    [ask-relieved] Seen, to the menu
   *[other] Yes
}
command-menu = Menu
command-short = { $ask ->
    [pick-ask-wait] Do not wait, write it short
   *[other] Not enough here
}
    .short = { $ask ->
        [pick-ask-wait] Do not wait
       *[other] Short
    }
command-skip = { $ask ->
    [pack-ask-box] Without a box
    [pack-ask-weight] Without weighing
    [transfer-ask-target] Other stock
   *[other] Do it later
}
    .short = { $ask ->
        [pack-ask-box] No box
        [pack-ask-weight] Not weighed
        [transfer-ask-target] Other
       *[other] Later
    }
command-damaged = Damaged
command-print = Print label
    .short = Print
command-override = Supervisor allows
    .short = Allow
command-full = It is full
    .short = Full
command-empty = It is empty
    .short = Empty
command-new = New one
    .short = New
command-provisional = Unknown goods
    .short = Unknown
command-tasks = Tasks
command-sign-out = Sign out

help-more = { $key }: exceptions and other choices
help-undo = { $key }: take back the last booking
help-cancel = { $ask ->
    [approve-ask-count] { $key }: have it counted again
    [pick-ask-empty] { $key }: no, something is left there
   *[other] { $key }: one step back, nothing is booked
}
help-done = { $key }: this is finished
help-confirm = { $ask ->
    [approve-ask-count] { $key }: put the book right
    [ask-relieved] { $key }: seen, the menu opens
   *[other] { $key }: yes
}
help-kind-scan = Scan what is asked for.
help-kind-quantity = Scan each piece, or type the number and press Enter.
help-kind-secret = Type your PIN and press Enter.
help-kind-choice = Press the number, or scan the code.
help-kind-confirm = Answer with the keys below.
help-panes = F5: work. F6: live. F7: goods. F8: findings.
help-escape = Esc: clear what is typed; again: back
help-signs = One beep: good. Two: look. Three: not booked.
help-leave = F10: close this screen
