### Anmelden und Menü

sign-in-title = Anmelden
menu-title = Menü
ask-badge = { $station }: bitte den Ausweis scannen
    .short = Ausweis scannen
ask-pin = { $name }, bitte die PIN tippen
    .short = PIN, { $name }
ask-work = Was steht an?
badge-read = Hallo { $name }, jetzt die PIN
    .short = Jetzt die PIN
operator-gone = Du bist hier nicht mehr zur Arbeit angemeldet
    .short = Nicht mehr erlaubt
badge-inactive = Dieser Ausweis gilt nicht mehr. Bitte die Schichtleitung fragen
    .short = Ausweis ungültig
sign-in-locked = Zu viele falsche PINs. Fünf Minuten warten oder die Schichtleitung fragen
    .short = Gesperrt: 5 min
signed-in-elsewhere = Sie sind noch an { $station } angemeldet. Bitte dort zuerst abmelden
    .short = Noch: { $station }
checking-pin = Die PIN wird geprüft
    .short = Prüfe …
pin-wanted = Bitte die PIN tippen oder einen anderen Ausweis scannen
    .short = Bitte die PIN
wrong-pin = Falsche PIN
welcome = Willkommen, { $name }
signed-out = Abgemeldet
idle-signed-out = Abgemeldet: hier hat eine Weile niemand gearbeitet
    .short = Pause: abgemeldet
menu-opened = Bitte die Arbeit wählen
    .short = Arbeit wählen
work-chosen = { $work ->
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
   *[other] { $work }
} begonnen
    .short = { $work ->
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
   *[other] { $work }
}
menu-receive = Wareneingang
menu-putaway = Einlagern
menu-pick = Kommissionieren
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
