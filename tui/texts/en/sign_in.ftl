### Sign-in and menu

sign-in-title = Sign in
menu-title = Menu
ask-badge = { $station }: scan your badge
ask-pin = { $name }, type your PIN
    .short = PIN, { $name }
ask-work = What will you do?
relieved-title = Taken over
ask-relieved = { $name } works on { $document } now, at { $station }. Seen?
    .short = Gone on at { $station }?
badge-first = First scan your badge: the PIN comes after it
    .short = Badge first
badge-read = Hello { $name }, now your PIN
    .short = Now your PIN
operator-gone = You are no longer signed up to work here
    .short = No longer allowed
badge-inactive = This badge is not valid any more. Ask your supervisor
    .short = Badge not valid
sign-in-locked = Too many wrong PINs. Wait five minutes or ask your supervisor
    .short = Locked: 5 minutes
signed-in-elsewhere = You are still signed in at { $station }. To go on here, scan your badge again
    .short = At { $station }. Again?
work-goes-on = Welcome, { $name }. { $station } is signed out, you go on here
    .short = On here, { $name }
work-kept-held = { $waiting ->
    [one] { $station } is signed out, its work is kept. 1 scan waited there and was not used
   *[other] { $station } is signed out, its work is kept. { $waiting } scans waited there and were not used
}
    .short = Scans not used: { $waiting }
work-went-on = Signed out: you went on at { $station }
    .short = You are at { $station }
checking-pin = The PIN is being checked
    .short = Checking…
pin-wanted = Type your PIN, or scan another badge
    .short = PIN, please
wrong-pin = Wrong PIN
welcome = Welcome, { $name }
    .short = { $name }
welcome-back = { $waiting ->
    [one] Welcome, { $name }. You left 1 task unfinished: it is first in your tasks
   *[other] Welcome, { $name }. You left { $waiting } tasks unfinished: they are first in your tasks
}
    .short = { $waiting } unfinished: Tasks
signed-out = Signed out
signed-out-held = { $waiting ->
    [one] Signed out. 1 scan waited and was not used
   *[other] Signed out. { $waiting } scans waited and were not used
}
    .short = Out. Not used: { $waiting }
idle-signed-out = Signed out: nobody worked here for a while
    .short = Idle: signed out
menu-opened = Choose your work
    .short = Choose work
work-chosen = { $work ->
    [tasks] Tasks
    [receive] Receive
    [putaway] Put away
    [pick] Pick
    [count] Count
    [transfer] Move
    [return] Returns
    [pack] Pack
    [ship] Load
    [kit] Kits
    [replenish] Refill
    [approve] Approving counts
    [settle] Settling findings
    [sessions] Who works where
    [handover] Handing over
    [look] Looking up
   *[other] { $work }
} started
menu-receive = Receive
menu-putaway = Put away
menu-pick = Pick
menu-count = Count
menu-tasks = Tasks
menu-transfer = Move
menu-return = Returns
menu-pack = Pack
menu-ship = Load
menu-kit = Kits
menu-replenish = Refill faces
    .short = Refill
menu-approve = Approve counts
    .short = Approve
