### Wareneingang

receive-title = Wareneingang
receive-ask-document = Welcher Wareneingang?
    .short = Welcher Eingang?
receive-ask-item = Einen Artikel von { $document } scannen
    .short = Artikel { $document }?
receive-ask-expiry = Haltbarkeitsdatum von { $item } scannen oder tippen
    .short = MHD { $item }?
receive-ask-serial = Seriennummer von { $item } scannen oder tippen
    .short = Serie { $item }?
receive-ask-target = Wie viele? Dann { $location } oder eine Palette scannen
    .short = Menge, { $location }
receive-line = { $done } von { $want }  { $item }
    .short = { $done }/{ $want } { $item }
received = Angenommen: { $quantity } { $item } in { $place }
    .short = +{ $quantity } { $place }
lpn-received = Ganz angenommen: { $lpn }, { $lines ->
    [one] { $lines } Position
   *[other] { $lines } Positionen
}
    .short = +{ $lpn }
lpn-already-received = { $lpn } ist schon da, in { $location }
    .short = Schon da: { $location }
lpn-not-announced = { $lpn } steht auf keinem offenen Wareneingang
    .short = Nicht angekündigt
lpn-of-other-document = { $lpn } gehört zu { $document }
    .short = Zu { $document }
lpn-announced = { $lpn } kommt ganz herein. Erst diese Ware abstellen, dann scannen
    .short = Erst diese Ware
not-a-receipt = { $document } ist kein Wareneingang
    .short = Kein Eingang
not-on-document = { $item } steht nicht auf { $document }. Soll es herein, noch einmal scannen
    .short = Fremd. Nochmal?
line-complete = { $item } von { $document } ist vollständig
    .short = Schon vollständig
over-receipt = Zu viele: { $quantity }, erwartet werden nur noch { $expected }
    .short = Zu viel: { $quantity } statt { $expected }
receipt-short = { $lines ->
    [one] { $lines } Position
   *[other] { $lines } Positionen
} von { $document } unvollständig. Noch einmal Fertig streicht den Rest, Später lässt ihn offen
    .short = { $lines } offen. Nochmal?
receive-ask-which = Mehrere Wareneingänge erwarten { $item }. Welcher?
    .short = Welcher? { $item }
receive-ask-unit = Wie viele? Dann Fertig: sie kommen in { $lpn }
    .short = Menge, { $lpn }
receive-ask-weight = Alle { $quantity } auf die Waage stellen oder ihr Gewicht in Gramm tippen
    .short = { $quantity } wiegen, in g
receive-ask-damage = Welchen Schaden haben diese { $quantity }?
    .short = Welcher Schaden?
receive-ask-damage-next = Welchen Schaden hat, was als Nächstes kommt?
    .short = Welcher Schaden?
receive-ask-name = Was ist das? Tippen, was zu sehen ist
    .short = Was ist das?
receive-code-line = Code { $code }
receive-damaged-line = Alle { $quantity } sind beschädigt
    .short = Beschädigt: { $quantity }
receive-damaged-next = Was als Nächstes gescannt wird, ist beschädigt
    .short = Nächstes: beschädigt
receive-tracked-now = { $item }: jetzt muss mehr davon bekannt sein. Erst die Frage beantworten, dann abstellen
    .short = Erst antworten
receive-again = Noch einmal { $quantity } { $item }? Die nächste neue Einheit scannen
    .short = Nochmal: { $quantity } { $item }
receive-several = Mehrere Wareneingänge erwarten { $item }: einen wählen
    .short = Eingang wählen
receive-nobody-expects = Kein offener Wareneingang erwartet { $item }. Erst einen Eingang wählen
    .short = Erst Eingang wählen
receive-in-unit = { $item } ist in { $lpn } angekündigt: diese scannen. Kam es anders, den Artikel noch einmal scannen
    .short = In { $lpn }. Nochmal?
receive-into-unit = Diese Ware gehört in { $lpn }
    .short = In { $lpn }
receive-recalled = Charge { $lot } von { $item } ist zurückgerufen: sie darf nicht herein
    .short = Rückruf: { $lot }
receive-blocked = { $location } ist gesperrt
    .short = Gesperrt: { $location }
receive-other-dock = { $location } ist ein anderes Tor, hier ist { $here }. Soll es dorthin, noch einmal scannen
    .short = { $location }, nicht { $here }?
receive-unknown = { $code } kennt niemand. Soll die Ware herein, noch einmal scannen
    .short = Unbekannt. Nochmal?
receive-describe = Unbekannte Ware: tippen, was es ist
    .short = Tippen, was es ist
receive-known-now = Diese Ware ist inzwischen bekannt: { $item }. Noch einmal scannen
    .short = Bekannt: neu scannen
receive-no-name = In Worten tippen, was es ist, nicht { $text }
    .short = In Worten tippen
receive-name-long = Mit weniger Worten sagen: { $text }
    .short = Zu lang
receive-weigh = { $item } geht nach Gewicht: erst wiegen
    .short = Erst wiegen
receive-weighed = { $quantity } wiegen { $grams } g
    .short = { $quantity }: { $grams } g
receive-no-weight = Die Waage zeigt nichts: Ware auflegen
    .short = Ware auflegen
over-receipt-warn = Zu viele: { $quantity }, erwartet werden nur noch { $expected }. Noch einmal dasselbe nimmt sie an
    .short = { $quantity } von { $expected }? Nochmal
short-life = { $item } hält noch { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}. Verlangt sind mindestens { $least }
    .short = { $days } statt { $least } Tagen
older-than-stock = { $item } hält bis { $expiry }, der Bestand bis { $earliest }
    .short = Älter als { $earliest }
older-than-stock-warn = { $item } hält bis { $expiry }, der Bestand bis { $earliest }. Noch einmal dasselbe nimmt es an
    .short = Alt { $earliest }? Nochmal
asn-differs = { $item }: auf dem Etikett steht { $scanned }, angekündigt ist { $announced }. Noch einmal dasselbe nimmt es an
    .short = Soll { $announced }? Nochmal
lpn-differs = Auf dem Etikett von { $lpn } stehen andere Chargen oder Daten als angekündigt. Noch einmal dasselbe nimmt es an
    .short = Anders als gemeldet?
lpn-needs-detail = { $lpn }: Charge, Datum oder Gewicht ist nicht angekündigt. Die Ware darin einzeln scannen
    .short = Ware einzeln scannen
lpn-in-parts = { $lpn } ist zum Teil da: den Rest der Ware scannen
    .short = Den Rest scannen
unit-left = { $lpn } bleibt, wie sie ist: zurück zum Wareneingang
    .short = Zurück zum Eingang
receipt-close-blind = Ist { $document } fertig? Noch einmal dasselbe schließt ab
    .short = Fertig? Nochmal
receipt-later = { $lines ->
    [one] { $lines } Position
   *[other] { $lines } Positionen
} von { $document } unvollständig. Noch einmal dasselbe lässt den Rest offen
    .short = Rest später? Nochmal
receipt-later-blind = Kommt von { $document } später noch mehr? Noch einmal dasselbe lässt ihn offen
    .short = Rest später? Nochmal
receipt-complete = { $document } ist vollständig: abschließen
    .short = Alles da: Fertig
receipt-left-open = { $document } bleibt für den Rest offen
    .short = Offen: { $document }
damage-why = Beschädigt: den Schaden wählen
    .short = Welcher Schaden?
damage-marked = Alle { $quantity } sind beschädigt. Jetzt abstellen
    .short = Beschädigt: { $quantity }
damage-off = Doch nicht beschädigt
    .short = Nicht beschädigt
damage-next = Beschädigt. Jetzt die Einheit oder die Ware scannen
    .short = Beschädigtes scannen
damage-crushed = Zerdrückt
damage-wet = Nass
damage-broken = Zerbrochen
damage-leaking = Läuft aus
damage-too-warm = Zu warm
damage-other = Etwas anderes
