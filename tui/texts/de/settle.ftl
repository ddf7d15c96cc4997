### Meldungen erledigen, und Zeilen, die am Leitstand gewählt werden

menu-settle = Meldungen erledigen
    .short = Meldungen
settle-title = Meldungen
settle-ask = Welche? Nummer eintippen
    .short = Welche?
settle-none = Keine Meldung ist offen
    .short = Nichts ist offen
settle-supervisors-only = Meldungen erledigt nur die Leitung
    .short = Nur die Leitung
settle-option = { $code ->
    [negative-stock] Unter null
    [catch-weight-off] Gewicht stimmt nicht
    [short-pick] Fehlmenge
    [zero-check] Platz nicht leer
    [reserve-missing] Reserve fehlt
    [count-again] Nachzählen
    [count-variance] Zählung weicht ab
    [shelf-differs] Regal sagt anderes
    [shelf-unclaimed] Niemand nahm es
    [shelf-odd-weight] Krummes Gewicht
    [lpn-misplaced] Einheit steht falsch
    [bin-full] Platz voll
    [bin-blocked] Platz unbrauchbar
    [no-bin] Kein Platz dafür
    [damaged-stock] Bestand beschädigt
    [damaged-goods] Beschädigt angekommen
    [damaged-unit] Einheit beschädigt angekommen
    [not-on-document] Nicht angekündigt
    [provisional-item] Unbekannte Ware
    [receipt-differs] Eingang weicht ab
    [no-stock] Kein Bestand
    [goods-left] Ware übrig
    [kit-left] Set unfertig
    [return-unlisted] Retoure nicht gelistet
    [return-blind] Retoure ohne Beleg
    [portal-foreign-tags] Fremde Tags
    [portal-expired] Abgelaufen am Tor
    [portal-recalled] Rückruf am Tor
    [portal-short-life] Zu alt am Tor
    [portal-older] Älter als der Bestand
    [portal-incomplete] Unvollständig angekündigt
    [not-on-shipment] Nicht auf der Sendung
    [put-aside] Nicht buchbar
    [entry-rejected] Von der Zentrale abgelehnt
    [reference-refused] Datensatz abgelehnt
    [ack-refused] Seltsame Antwort der Zentrale
    [book-set-back] Buch zurückgesetzt
    [past-missing] Einträge fehlen
    [past-contradicts] Alter Eintrag nicht gebucht
    [past-differs] Zentrale weicht ab
    [past-gap] Lücke in alten Einträgen
    [past-unbooked] Gesehen, nicht gebucht
   *[other] { $code }
}  { $place }
    .short = { $code ->
        [negative-stock] Unter 0
        [catch-weight-off] Gewicht
        [short-pick] Fehlmenge
        [zero-check] Nicht leer
        [reserve-missing] Reserve
        [count-again] Nachzählen
        [count-variance] Abweichung
        [shelf-differs] Regal
        [shelf-unclaimed] Regal
        [shelf-odd-weight] Regal
        [lpn-misplaced] Falsch
        [bin-full] Voll
        [bin-blocked] Gesperrt
        [no-bin] Kein Platz
        [damaged-stock] Beschädigt
        [damaged-goods] Beschädigt
        [damaged-unit] Beschädigt
        [not-on-document] Unangekünd.
        [provisional-item] Unbekannt
        [receipt-differs] Eingang
        [no-stock] Ohne Bestand
        [goods-left] Übrig
        [kit-left] Set offen
        [return-unlisted] Retoure
        [return-blind] Retoure
        [not-on-shipment] Nicht dabei
        [put-aside] Ungebucht
        [entry-rejected] Abgelehnt
       *[other] { $code }
    } { $place }
settle-chosen = Was darüber bekannt ist, steht unten
    .short = Siehe unten
settle-ask-what = Was soll damit geschehen?
    .short = Was tun?
settle-item = Artikel: { $item }  { $name }
    .short = { $name }
settle-place = Platz: { $place }
settle-since = Offen seit { $at }
    .short = { $at }
settle-led-mark = Bis zur Erledigung wird nichts auf diesen Platz geschickt
    .short = Platz bleibt zu
settle-led-hidden = Bis zur Erledigung erfährt niemand, was dort steht
    .short = Bestand verdeckt
settle-led-count = Der Platz steht auf der Zählliste
    .short = Auf der Zählliste
settle-way-reason = Erledigen, mit Grund
    .short = Erledigen
settle-way-count = Den Platz jetzt zählen
    .short = Jetzt zählen
settle-way-count-later = Den Platz zählen lassen
    .short = Zählen lassen
settle-way-approve = Die Zählung ansehen: freigeben oder zurückgeben
    .short = Zählung ansehen
settle-ask-reason = Warum ist es erledigt?
    .short = Warum?
settled = Erledigt
settle-counted-later = { $place } steht auf der Zählliste
    .short = Zu zählen: { $place }
settle-gone = Das wurde inzwischen erledigt
    .short = Schon erledigt
reason-made-room = Jetzt ist Platz
reason-repaired = Es ist repariert
reason-not-so = Es war nicht so
reason-booked-since = Es ist nachgebucht
reason-seen-to = Es wird erledigt
reason-put-away = Es ist eingelagert
reason-stopped = Es wurde angehalten
reason-received-by-hand = Es wurde von Hand angenommen
    .short = Von Hand angenommen
reason-looked-into = Es wurde geprüft
reason-booked-by-hand = Es wurde von Hand gebucht
    .short = Von Hand gebucht

chosen-sign-in = Erst anmelden: Diese Liste ist für die Leitung
    .short = Erst anmelden
chosen-not-here = Das geht nicht an { $station }: Es fehlt in deren Menü
    .short = Nicht an { $station }
chosen-counting = Erst die Zählung von { $place } beenden oder über das Menü verlassen: Sie wird nicht aufgehoben
    .short = Erst zählen
chosen-unknown = Der Bildschirm hat etwas gewählt, das diese Box nicht kennt
    .short = Unbekannte Auswahl
