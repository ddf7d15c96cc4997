### The pages that a browser shows before and around the screen

ui-web-badge = Badge: scan it, or type its number
ui-web-pin = PIN
ui-web-sign-in = Sign in
ui-web-sign-out = Sign out
ui-web-welcome = { $name }, where will you work?
ui-web-free = free
ui-web-yours = you work here
ui-web-taken = { $name } works here
ui-web-desk = Desk
ui-web-desk-help = see everything, book nothing
ui-web-open = Open
ui-web-take = Take over
ui-web-back = Other stations
ui-web-again = Try again
ui-web-pin-again = { $name }, type your PIN again
ui-web-ask-here = { $name } works here. If you go on, { $name } is signed out; the work is kept.
ui-web-ask-there = You are signed in at { $station }. If you go on, you are signed out there and your work goes on here.
ui-web-full = { $screens ->
    [one] 1 screen is open, and this box serves no more. Close it, or ask your supervisor.
   *[other] { $screens } screens are open, and this box serves no more. Close one that is not needed, or ask your supervisor.
}
ui-web-starting = One moment…
ui-web-lost = No line to the box. Trying again… What you scan now is lost.
ui-web-elsewhere = This page was left for a newer one of yours.
ui-web-noscript = This page needs JavaScript.
ui-web-keys = Keys
ui-web-more = More keys
ui-web-erase = Erase
ui-web-enter = Enter
ui-web-smaller = Smaller
ui-web-larger = Larger
ui-web-fault-refused = Badge or PIN is wrong
ui-web-fault-locked = Too many wrong PINs. Wait five minutes or ask your supervisor
ui-web-fault-busy = Many are signing in at this moment. Try again
ui-web-fault-damaged = The box has stopped: its store is damaged. Tell your supervisor
ui-web-fault-away = The box does not answer. Try again in a moment
