### Playing a recording

ui-replay-keys = Space , . < > n + - s   F1 help
ui-replay-nothing-sent = A recording: nothing is sent
    .short = Nothing is sent
ui-replay-no-list = A recording has no such lists: only the work and the feeds
    .short = Not in a recording
ui-replay-no-more = No further refusal and no further finding
    .short = No more
ui-replay-see = Station { $station }
ui-replay-see-help = Show this station at the same moment
help-replay-play = Space: stop and go on
    .short = Space: stop, go on
help-replay-back = , 10 seconds back; at the work also ←
    .short = , 10 s back
help-replay-on = . 10 seconds on; at the work also →
    .short = . 10 s on
help-replay-far-back = < one minute back
    .short = < 1 min back
help-replay-far-on = > one minute on
    .short = > 1 min on
help-replay-next = n: to the next refusal or finding
    .short = n next refusal
help-replay-faster = + faster, up to 20 times
    .short = + faster
help-replay-slower = - slower
help-replay-station = s: the next station
    .short = s next station

### Recording

ui-record = Record from now on
ui-record-help = What all stations' screens and the desk hear, into a file
ui-record-end = End the recording
ui-record-end-help = It is written into { $path }
ui-recording = Recording into { $path }
    .short = Recording
ui-recorded = Recorded: wedge tui --replay { $path }
    .short = Recorded
ui-record-failed = It cannot be recorded: { $reason }
    .short = Not recorded
