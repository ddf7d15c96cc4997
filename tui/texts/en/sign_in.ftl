### Sign-in and menu

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
