### Eine Aufzeichnung abspielen

ui-replay-keys = Leertaste , . < > n + - s   F1 Hilfe
ui-replay-nothing-sent = Eine Aufzeichnung: nichts wird gesendet
    .short = Nichts gesendet
ui-replay-no-list = Listen hat eine Aufzeichnung nicht, nur Arbeit und Meldungen
    .short = Nicht aufgezeichnet
ui-replay-no-more = Keine weitere Ablehnung und kein weiterer Befund
    .short = Nichts weiter
ui-replay-see = Station { $station }
ui-replay-see-help = Diese Station im selben Moment zeigen
help-replay-play = Leertaste: anhalten und weiter
    .short = Leertaste: Halt
help-replay-back = , 10 Sekunden zurück; bei der Arbeit auch ←
    .short = , 10 s zurück
help-replay-on = . 10 Sekunden vor; bei der Arbeit auch →
    .short = . 10 s vor
help-replay-far-back = < eine Minute zurück
    .short = < 1 min zurück
help-replay-far-on = > eine Minute vor
    .short = > 1 min vor
help-replay-next = n: zur nächsten Ablehnung oder zum nächsten Befund
    .short = n Ablehnung
help-replay-faster = + schneller, bis 20-fach
    .short = + schneller
help-replay-slower = - langsamer
help-replay-station = s: die nächste Station
    .short = s nächste Station

### Aufzeichnen

ui-record = Ab jetzt aufzeichnen
ui-record-help = Was alle Stationen und die Leitung zu sehen bekommen, in eine Datei
ui-record-end = Aufzeichnung beenden
ui-record-end-help = Geschrieben wird in { $path }
ui-recording = Aufgezeichnet wird in { $path }
    .short = Aufzeichnung läuft
ui-recorded = Aufgezeichnet: wedge tui --replay { $path }
    .short = Aufgezeichnet
ui-record-failed = Die Aufzeichnung geht nicht: { $reason }
    .short = Nicht aufgezeichnet
