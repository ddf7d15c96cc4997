### Deutsch. Was die Halle sagt (Schlüssel aus edge/core) und was der Bildschirm selbst sagt (ui-, command-, help-).
### `.short` gilt auf Bildschirmen unter 32 Spalten: 18 Spalten je Zeile. Werte werden gezeigt, nie gedeutet.

## Bildschirm

ui-title = Warehouse edge
    .short = Edge
ui-connecting = Verbindung zur Box …
    .short = Verbinde …
ui-no-view = Dieser Bildschirm hat keinen Platz. Das Pult liegt auf F6 bis F8.
    .short = Kein Platz. Pult: F6
ui-no-station = Dieser Bildschirm hat keinen Platz: der Scan wurde nicht verwendet
    .short = Kein Platz
ui-no-such-station = Nicht verwendet: der Platz dieses Bildschirms ist hier unbekannt
    .short = Nicht verwendet
no-such-station = Einen Platz { $station } gibt es hier nicht
    .short = { $station }: unbekannt
there-are-stations = Diese Box hat: { $stations }. Bildschirm mit einem davon starten (wedge tui --station NAME).
    .short = Hier: { $stations }
ui-connected = verbunden
    .short = an
ui-wait = WARTEN: die Box antwortet nicht
    .short = WARTEN
ui-online = online
ui-offline = OFFLINE
ui-local = nur lokal
ui-unsent = { $n ->
    [0] alles gesendet
   *[other] { $n } ungesendet
}
ui-one-copy = NUR EINE KOPIE
    .short = 1 KOPIE
ui-devices-down = { $n ->
    [one] { $n } Gerät gestört
   *[other] { $n } Geräte gestört
}
ui-versions-differ = Bildschirm und Box haben verschiedene Versionen: Bildschirm neu starten
    .short = Neu starten
ui-refused = Die Box hat das nicht angenommen: { $reason }
    .short = Nein: { $reason }
ui-away = Die Box antwortet nicht. Das wurde nicht verwendet: später noch einmal scannen
    .short = Nicht verwendet
ui-full = Es warten zu viele Scans. Dieser wurde nicht verwendet
    .short = Zu schnell
ui-too-long = Der Code ist zu lang und wurde nicht verwendet
    .short = Code zu lang
ui-no-choice = { $digit } steht nicht zur Wahl
    .short = Keine Wahl: { $digit }
ui-left = { $text } weggelassen: stand vor dem Scan
    .short = Weggelassen: { $text }
ui-waiting = { $n ->
    [one] { $n } Scan wartet
   *[other] { $n } Scans warten
}
    .short = { $n } warten
ui-held = { $n ->
    [one] { $n } Scan steht an: F4 verwenden, F3 verwerfen
   *[other] { $n } Scans stehen an: F4 verwenden, F3 verwerfen
}
    .short = { $n } stehen an
ui-use = Nehmen
ui-drop = Weg
ui-recent = Letzte Antworten
ui-level-ok = OK
ui-level-info = INFO
ui-level-warn = PRÜFEN
ui-level-refuse = NEIN
ui-menu = Menü
ui-leave = Beenden
ui-leave-title = Beenden
ui-leave-ask = Diesen Bildschirm schließen?
ui-leave-line = Ihre Arbeit bleibt, wie sie ist. Am Bildschirm geht es später weiter.
    .short = Die Arbeit bleibt.
ui-more-title = Ausnahmen
ui-more-ask = Was ist los?
ui-help-title = Hilfe
ui-help-ask = Tasten
ui-pane-work = Arbeit
ui-pane-live = Live
ui-pane-movements = Bewegungen
ui-pane-findings = Befunde
ui-table-devices = { $n ->
    [one] { $n } Gerät
   *[other] { $n } Geräte
}
ui-table-zones = Tags in den Zonen
ui-table-reads = Lesungen
ui-table-movements = Bewegungen
ui-table-findings = Offene Befunde
ui-empty-devices = Kein Gerät hat sich gemeldet
ui-empty-zones = Kein Tag ist da
ui-empty-reads = Nichts wurde gelesen
ui-empty-movements = Nichts bewegt, seit dieser Bildschirm da ist
ui-empty-findings = Nichts ist offen
ui-tag-arrived = { $epc } kam
ui-tag-departed = { $epc } ging
ui-column-device = Gerät
ui-column-zone = Zone
ui-column-tags = Tags
ui-column-kind = Art
ui-column-place = Ort
ui-column-per_min = /min
ui-column-last = Zuletzt
ui-column-what = Was
ui-column-time = Zeit
ui-column-point = Lesepunkt
ui-column-text = Text
ui-column-seq = Nr.
ui-column-qty = Menge
ui-column-source = Von
ui-column-target = Nach
ui-column-operator = Wer
ui-theme-dark = Farben: dunkel
ui-theme-light = Farben: hell
ui-theme-contrast = Farben: hoher Kontrast
ui-theme-help-dark = Helle Schrift auf Schwarz, für die dunkle Halle
ui-theme-help-light = Schwarze Schrift auf Weiß, für helles Licht
ui-theme-help-contrast = Nur die stärksten Farben, für müde Augen und schwache Bildschirme
ui-theme-help-colour-blind = Blau für gut, Orange für schlecht
ui-theme-help-ascii = Für Terminals, die Zeichen falsch darstellen
ui-lang-en = Sprache: English
ui-lang-de = Sprache: Deutsch
ui-lang-help-en = Dieser Bildschirm auf Englisch, bis er endet
ui-lang-help-de = Dieser Bildschirm auf Deutsch, bis er endet
ui-screenshot = Bild dieses Bildschirms speichern
ui-screenshot-help = Eine SVG-Datei für den Support

command-help = Hilfe
command-more = Mehr
command-undo = Rückgängig
    .short = Zurück
command-cancel = { $ask ->
    [approve-ask-count] Noch einmal zählen lassen
    [pick-ask-empty] Nein, es liegt noch etwas da
   *[other] Zurück
}
    .short = { $ask ->
        [approve-ask-count] Neu zählen
        [pick-ask-empty] Nicht leer
       *[other] Zurück
    }
command-done = Fertig
command-confirm = { $ask ->
    [approve-ask-count] Buch berichtigen
    [ask-relieved] Gesehen, zum Menü
   *[other] Ja
}
command-menu = Menü
command-short = { $ask ->
    [pick-ask-wait] Nicht warten, als fehlend melden
   *[other] Hier fehlt etwas
}
    .short = { $ask ->
        [pick-ask-wait] Nicht warten
       *[other] Fehlt
    }
command-skip = { $ask ->
    [pack-ask-box] Ohne Karton
    [pack-ask-weight] Ohne Wiegen
    [transfer-ask-target] Anderer Bestand
   *[other] Später machen
}
    .short = { $ask ->
        [pack-ask-box] Ohne Karton
        [pack-ask-weight] Ohne Wiegen
        [transfer-ask-target] Anderer
       *[other] Später
    }
command-damaged = Beschädigt
    .short = Defekt
command-print = Etikett drucken
    .short = Drucken
command-override = Leitung gibt frei
    .short = Freigabe
command-full = Es ist voll
    .short = Voll
command-empty = Es ist leer
    .short = Leer
command-new = Neu
command-provisional = Unbekannte Ware
    .short = Unbekannt
command-tasks = Aufgaben
command-sign-out = Abmelden

help-more = { $key }: Ausnahmen und anderes
help-undo = { $key }: die letzte Buchung zurücknehmen
help-cancel = { $ask ->
    [approve-ask-count] { $key }: noch einmal zählen lassen
    [pick-ask-empty] { $key }: nein, es liegt noch etwas da
   *[other] { $key }: ein Schritt zurück, nichts wird gebucht
}
help-done = { $key }: das ist fertig
help-confirm = { $ask ->
    [approve-ask-count] { $key }: das Buch berichtigen
    [ask-relieved] { $key }: gesehen, das Menü geht auf
   *[other] { $key }: ja
}
help-kind-scan = Scannen, was verlangt wird.
help-kind-quantity = Jedes Stück scannen, oder die Zahl tippen und Enter drücken.
help-kind-secret = PIN tippen und Enter drücken.
help-kind-choice = Die Nummer drücken oder den Code scannen.
help-kind-confirm = Mit den Tasten unten antworten.
help-panes = F5: Arbeit. F6: Live. F7: Ware. F8: Befunde.
help-escape = Esc: Getipptes löschen; noch einmal: zurück
help-signs = Ein Ton: gut. Zwei: hinsehen. Drei: nicht gebucht.
help-leave = F10: diesen Bildschirm schließen
