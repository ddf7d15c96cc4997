### Alarms

alarm-store-damaged = The store is damaged: nothing is booked. Call for help
    .short = Store damaged
alarm-disk-waits = The disk is full: nothing is booked, scans wait. Make room
    .short = Disk full: waiting
alarm-disk-full = The disk is full, { $mib } MiB are left: make room
    .short = Disk full: { $mib } MiB
alarm-disk-low = The disk is nearly full: { $mib } MiB are left
    .short = Disk low: { $mib } MiB
alarm-disk-low-hours = The disk is nearly full: { $mib } MiB, enough for { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
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
alarm-pictures-failed = Old pictures could not be removed: see the log
    .short = Old pictures stay
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
    .short = Damaged: get help
store-damaged-line = Nothing is booked. Leave the box switched on, and call for help.
    .short = Nothing is booked.
store-damaged = Not booked: the store is damaged. Call for help
    .short = Not booked
alarm-head-file = The signed head of the book cannot be written: { $reason }. Call maintenance
    .short = No head file
