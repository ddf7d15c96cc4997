### Anmelden und Menü

sign-in-title = Anmelden
menu-title = Menü
ask-badge = { $station }: bitte den Ausweis scannen
    .short = Ausweis scannen
ask-pin = { $name }, bitte die PIN tippen
    .short = PIN, { $name }
ask-work = Was steht an?
relieved-title = Übernommen
ask-relieved = { $name } hat { $document } jetzt an { $station } in Arbeit. Gesehen?
    .short = Weiter an { $station }?
badge-first = Erst den Ausweis scannen, dann die PIN
    .short = Erst der Ausweis
badge-read = Hallo { $name }, jetzt die PIN
    .short = Jetzt die PIN
operator-gone = Sie sind hier nicht mehr zur Arbeit zugelassen
    .short = Nicht mehr erlaubt
badge-inactive = Dieser Ausweis gilt nicht mehr. Bitte die Schichtleitung fragen
    .short = Ausweis ungültig
sign-in-locked = Zu viele falsche PINs. Fünf Minuten warten oder die Schichtleitung fragen
    .short = Gesperrt: 5 min
signed-in-elsewhere = Sie sind noch an { $station } angemeldet. Um hier weiterzumachen, den Ausweis noch einmal scannen
    .short = An { $station }. Nochmal?
work-goes-on = Willkommen, { $name }. { $station } ist abgemeldet, hier geht es weiter
    .short = Weiter, { $name }
work-kept-held = { $waiting ->
    [one] { $station } ist abgemeldet, die Arbeit ist vermerkt. 1 Scan hat dort gewartet und wurde nicht verwendet
   *[other] { $station } ist abgemeldet, die Arbeit ist vermerkt. { $waiting } Scans haben dort gewartet und wurden nicht verwendet
}
    .short = Scans unbenutzt: { $waiting }
work-went-on = Abgemeldet: Sie arbeiten jetzt an { $station }
    .short = Sie sind an { $station }
checking-pin = Die PIN wird geprüft
    .short = Prüfe …
pin-wanted = Bitte die PIN tippen oder einen anderen Ausweis scannen
    .short = Bitte die PIN
wrong-pin = Falsche PIN
welcome = Willkommen, { $name }
    .short = { $name }
welcome-back = { $waiting ->
    [one] Willkommen, { $name }. 1 Aufgabe ist noch nicht fertig: sie steht oben in Ihren Aufgaben
   *[other] Willkommen, { $name }. { $waiting } Aufgaben sind noch nicht fertig: sie stehen oben in Ihren Aufgaben
}
    .short = { $waiting } offen: Aufgaben
signed-out = Abgemeldet
signed-out-held = { $waiting ->
    [one] Abgemeldet. 1 Scan hat gewartet und wurde nicht verwendet
   *[other] Abgemeldet. { $waiting } Scans haben gewartet und wurden nicht verwendet
}
    .short = Ab. Unbenutzt: { $waiting }
idle-signed-out = Abgemeldet: hier hat eine Weile niemand gearbeitet
    .short = Pause: abgemeldet
menu-opened = Bitte die Arbeit wählen
    .short = Arbeit wählen
work-chosen = { $work ->
    [tasks] Aufgaben
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
    [transfer] Umlagern
    [return] Retouren
    [pack] Packen
    [ship] Verladen
    [kit] Sets
    [replenish] Nachschub
    [approve] Zählungen freigeben
    [settle] Meldungen erledigen
    [sessions] Wer arbeitet wo
    [handover] Übergabe
    [look] Nachsehen
   *[other] { $work }
} begonnen
    .short = { $work ->
    [tasks] Aufgaben
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
    [transfer] Umlagern
    [return] Retouren
    [pack] Packen
    [ship] Verladen
    [kit] Sets
    [replenish] Nachschub
    [approve] Freigeben
    [settle] Meldungen
    [sessions] Wer arbeitet wo
    [handover] Übergabe
    [look] Nachsehen
   *[other] { $work }
}
menu-receive = Wareneingang
menu-putaway = Einlagern
menu-pick = Kommissionieren
    .short = Picken
menu-count = Zählen
menu-tasks = Aufgaben
menu-transfer = Umlagern
menu-return = Retouren
menu-pack = Packen
menu-ship = Verladen
menu-kit = Sets
menu-replenish = Nachschub
menu-approve = Zählungen freigeben
    .short = Freigeben
