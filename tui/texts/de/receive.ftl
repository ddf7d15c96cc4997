### Wareneingang

receive-title = Wareneingang
receive-ask-document = Welcher Wareneingang?
    .short = Welcher Eingang?
receive-ask-item = Einen Artikel von { $document } scannen
    .short = Artikel { $document }?
receive-ask-expiry = Haltbarkeitsdatum von { $item } scannen oder tippen
    .short = MHD { $item }?
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
lpn-announced = { $lpn } kommt ganz herein: im Artikelschritt scannen
    .short = Kommt ganz herein
not-a-receipt = { $document } ist kein Wareneingang
    .short = Kein Eingang
not-on-document = { $item } steht nicht auf { $document }
    .short = Nicht: { $document }
line-complete = { $item } von { $document } ist vollständig
    .short = Schon vollständig
over-receipt = Zu viele: { $quantity }, erwartet werden nur noch { $expected }
    .short = { $quantity }, nur { $expected }
receipt-short = { $lines ->
    [one] { $lines } Position
   *[other] { $lines } Positionen
} von { $document } unvollständig. Noch einmal dasselbe schließt ab
    .short = { $lines } offen. Nochmal?
