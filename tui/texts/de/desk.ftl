### Das Pult: Seiten, Listen und ihre Tasten.

ui-back = Zurück
ui-turn = Umdrehen
    .short = Drehen
ui-enter-history = Verlauf
ui-enter-entry = Öffnen
ui-enter-settle = Klären
ui-search = In dieser Liste suchen
ui-search-help = Die Taste / tut dasselbe
ui-search-keys = Enter: suchen   Esc: schließen
ui-list-hint = / suchen   ←→ sortieren   Enter öffnen
ui-theme-colour-blind = Farben: für Farbenblinde
ui-theme-ascii = Zeichen: nur ASCII, oder wieder alle
ui-menu-search = Befehl suchen
ui-pane-help-work = Was dieser Platz jetzt gefragt wird, und die letzten Antworten
ui-pane-help-live = Geräte, Zonen, Gewichte und die neuesten Lesungen
ui-pane-help-portal = Was durch ein Tor fährt: erwartet und gesehen
ui-pane-help-sync = Was die Zentrale hat und was noch auf sie wartet
ui-pane-help-movements = Was bewegt wird, während es geschieht
ui-pane-help-stock = Alles, was im Haus liegt
ui-pane-help-history = Das Buch, oder der Verlauf einer Sache: item:…, loc:…, lpn:…
ui-pane-help-map = Die Regale, ein Buchstabe je Fach
ui-pane-help-findings = Was auf eine Entscheidung wartet
ui-pane-help-sessions = Wer wo arbeitet; die Leitung kann übernehmen
ui-nothing-found = So etwas gibt es hier nicht
ui-search-words = Hier werden Wörter gesucht: nur { $word } tippen. Mit Doppelpunkt geht es in Bestand und Verlauf (F7)
    .short = Nur { $word } tippen
ui-table-points = Gewichte und Signale
ui-empty-points = Nichts wurde gemessen
ui-column-state = { "" }
ui-column-trend = Verlauf
ui-column-item = Artikel
ui-screenshot-saved = Bild { $name } liegt in { $folder }
ui-screenshot-failed = Das Bild konnte nicht geschrieben werden: { $reason }
ui-no-station-row = Dieser Bildschirm hat keinen Platz und kann nichts entscheiden. Mit Platz starten: wedge tui --station NAME
    .short = Kein Platz

ui-enter-take = Übernehmen
ui-asking = Die Box wird gefragt …
ui-under-count = Zählung
ui-pane-stock = Bestand
ui-pane-history = Verlauf
ui-pane-map = Karte
ui-pane-portal = Tor
ui-pane-sync = Zentrale
ui-pane-sessions = Plätze
ui-table-stock = Bestand
ui-table-history = Verlauf
ui-table-sessions = Wer wo arbeitet
ui-table-live = Geräte
ui-empty-stock = Es ist kein Bestand da
ui-empty-history = Noch ist nichts geschehen
ui-empty-sessions = Kein Platz ist in Arbeit
ui-empty-live = Kein Gerät hat sich gemeldet
ui-empty-portal = Hier ist kein Tor eingerichtet
ui-empty-map = Keine Fächer bekannt: Lagerorte importieren
ui-column-name = Name
ui-column-location = Ort
ui-column-unit = Einheit
ui-column-lot = Charge
ui-column-expiry = Ablauf
ui-column-received_on = Eingang
ui-column-status = Status
ui-column-station = Platz
ui-column-title = Arbeit
ui-column-ask = Gefragt wird
ui-column-document = Beleg
ui-column-screens = Schirme
ui-column-when = Wann
ui-column-evidence = Bel.
ui-column-approver = Freigegeben
ui-column-reason = Grund
ui-column-corrects = Berichtigt
ui-column-of = Zu
ui-column-id = Kennung

ui-entry = Eintrag { $seq }
ui-entry-hint = ↑↓ bewegen   ←→ Bild   Esc schließt
ui-entry-evidence = Was dafür und was dagegen spricht
ui-entry-no-evidence = Sonst hat es niemand gesehen
ui-entry-corrected = Berichtigt durch Eintrag { $seq }
ui-entry-picture = Bild von { $device }
ui-picture-comes = Das Bild wird gelesen …
ui-picture-none = Das Bild ist von hier aus nicht lesbar:
ui-witness-code = ein Code wurde gelesen
ui-witness-tag = ein Tag wurde gelesen
ui-witness-weight = das Gewicht stimmte
ui-witness-camera = eine Kamera sah es

ui-map-letters = .VSBZN
ui-map-e = leer
ui-map-f = voll
ui-map-b = gesperrt
ui-map-m = Befund
ui-map-c = in Zählung
ui-map-l = nachzufüllen
ui-map-lit = eben bewegt
ui-map-nothing = Dort steht nichts

ui-portal-waiting = Wartet
ui-portal-passing = DURCHFAHRT
ui-portal-passed = Durchgefahren
ui-portal-seen = Gesehen
ui-portal-missing = Fehlt
ui-portal-extra = Zu viel
ui-portal-tags = Tags

ui-sync-connected = Die Zentrale ist da
ui-sync-away = Die Zentrale ist nicht da
ui-sync-local = Es ist keine Zentrale eingerichtet: nichts wird gesendet
ui-sync-nothing = Noch ist nichts bekannt
ui-sync-queue = { $n ->
    [0] Die Zentrale hat alles
    [one] { $n } Eintrag wartet auf die Zentrale
   *[other] { $n } Einträge warten auf die Zentrale
}
ui-sync-trend = Was wartete, über die Zeit; das Neueste rechts
ui-sync-last = Letzter Eintrag
ui-sync-acked = Bestätigt bis
ui-sync-oldest = Wartet seit
ui-sync-resends = Noch einmal gesendet

evidence-shelf = das Regal sagt { $shelf }, gesagt wurde { $said }
evidence-measured = gewogen { $measured_g } g, erwartet { $expected_g } g
evidence-tags = { $tags ->
    [one] { $tags } Tag wurde
   *[other] { $tags } Tags wurden
} in { $zone } gesehen

movement-opening = Anfang
movement-return = Rückgabe
movement-kit = Set
movement-replenish = Nachschub
movement-outcome = Ende
movement-finding = Befund
movement-evidence = Beleg
movement-audit = Handlung
movement-clock = Uhr
movement-checkpoint = Signatur
movement-archived = archiviert
movement-not-an-entry = beschädigt

help-desk-panes-again = Dieselbe Taste noch einmal zeigt die nächste Seite dieser Taste.
help-desk-move = Pfeile, Bild auf und ab, Pos1 und Ende bewegen in einer Liste.
help-desk-search = / sucht in einer Liste, Enter startet, Esc schließt. Nichts davon wird gebucht.
help-desk-sort = Links und rechts wählen die Spalte, nach der sortiert wird, F2 dreht um.
help-desk-enter = Enter oder F4 öffnet die Zeile.
help-desk-scan = Ein Scan tut hier dasselbe wie bei F5. Bei offener Suche wird er stattdessen gesucht.
