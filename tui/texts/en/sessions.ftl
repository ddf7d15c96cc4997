### Who works where, taking over, handing over

menu-sessions = Who works where
sessions-title = Who works where
session-ask = Which station? Type its number
    .short = Which station?
session-none = Nobody works at another station
    .short = Nobody else works
session-supervisors-only = Only a supervisor looks after other stations
    .short = Supervisors only
session-option = { $station }  { $name }
session-chosen = This is { $station }
    .short = { $station }
session-ask-what = { $station }: what shall become of the work there?
    .short = { $station }: what?
session-who = { $name } works there
    .short = { $name }
session-work = Work: { $work ->
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
   *[other] { $work }
}
session-no-work = Nothing is begun there
    .short = Nothing begun
session-document = Document: { $document }
    .short = { $document }
session-since = { $minutes ->
    [0] Used just now
    [one] Last used { $minutes } minute ago
   *[other] Last used { $minutes } minutes ago
}
    .short = { $minutes } min ago
session-take = Take the work over
    .short = Take over
session-sign-out = Sign out there, keep the work
    .short = Sign out there
session-take-over = { $name } is in the middle of it at { $station }. The same again takes it over
    .short = { $station }: again?
session-ask-out = { $name } is signed in at { $station }. The same again signs out there
    .short = { $station } out: again?
session-taken = The work of { $name } at { $station } goes on here
    .short = Taken: { $station }
session-kept = { $document } of { $station } stands in your tasks
    .short = In tasks: { $document }
session-signed-out = { $name } is signed out at { $station }. What was begun is kept
    .short = { $station }: signed out
session-no-work-there = Nothing is begun at { $station }: there is nothing to take over
    .short = Nothing to take over
session-not-here = This work cannot be kept, and is not done at { $station }: have it ended where it is
    .short = Not at { $station }
session-nobody = Nobody works at { $station }
    .short = { $station }: nobody
session-changed = Something has changed at { $station }: look again
    .short = Changed: look again
session-own = This is your own station
    .short = Your own station
session-unknown = There is no station { $station }
    .short = No { $station }
signed-out-by = { $name } has signed you out here. What you began is kept
    .short = You are out, by { $name }

## Hand-over

menu-handover = Hand over work
    .short = Hand over
hand-title = Hand over
hand-ask = Which work do you hand over? Type its number
    .short = Which work?
hand-none = You have begun nothing that could be handed over
    .short = Nothing begun
hand-option = { $work ->
    [receive] Receive
    [pick] Pick
    [pack] Pack
    [count] Count
    [return] Return
    [ship] Load
    [kit] Kit
   *[other] { $work }
}  { $document }
    .short = { $work ->
        [receive] Recv
        [return] Ret
        [pick] Pick
        [pack] Pack
        [count] Count
        [ship] Load
        [kit] Kit
       *[other] { $work }
    } { $document }
hand-chosen = { $document }: who goes on with it?
    .short = { $document }: who?
hand-ask-badge = Scan the badge of who goes on. Nobody yet: done
    .short = Badge, or done
hand-left = Still open: { $left } of { $lines }
    .short = Open: { $left }/{ $lines }
handed-over = { $document } is { $name }'s now, first in the tasks
    .short = Now of { $name }
handed-to-all = { $document } waits for whoever comes next
    .short = { $document } waits
hand-self = This is your own badge: scan that of who goes on
    .short = Your own badge
hand-gone = Somebody goes on with that already, or it has ended
    .short = Gone on already
task-handed = From { $name }: { $work ->
    [receive] Receive
    [pick] Pick
    [pack] Pack
    [count] Count
    [return] Return
    [ship] Load
    [kit] Kit
   *[other] { $work }
}  { $document }  { $about }
    .short = + { $document } { $name }
task-apart-handed = From { $name }: Take apart  { $quantity } { $item }
    .short = + Apart { $quantity } { $item }
task-taken-on = { $document }: on where { $name } left off
    .short = On: { $document }
task-taken-left = { $document }: on where { $name } left off, { $left } of { $lines } still open
    .short = { $document }: { $left }/{ $lines } open
welcome-on = Welcome back, { $name }: on where you were
    .short = On, { $name }
welcome-handed = { $waiting ->
    [one] Welcome, { $name }. 1 task waits for you, { $handed } handed over by others: first in your tasks
   *[other] Welcome, { $name }. { $waiting } tasks wait for you, { $handed } handed over by others: first in your tasks
}
    .short = { $handed } handed to you
