### Umlagern

transfer-title = Umlagern
transfer-ask-from = Den Platz scannen, von dem etwas wegkommt, oder eine Einheit
    .short = Von? Platz, Einheit
transfer-ask-item = Artikel oder Einheit scannen. Alles: Fertig
    .short = Artikel? Einheit?
transfer-ask-target = Wie viele? Dann das Ziel scannen
    .short = Wie viele? Wohin?
transfer-ask-unit = Das Ziel scannen, oder einen Artikel, der herauskommt
    .short = Wohin? Oder Artikel
transfer-ask-all = Alles kommt weg: das Ziel scannen
    .short = Alles: wohin?
transfer-from-line = Von { $place }
transfer-to-line = Zuletzt nach { $place }: Fertig bucht auch diese dorthin
    .short = Zuletzt { $place }
transfer-status-line = Status: { $status ->
    [sellable] verkäuflich
    [hold] gesperrt
    [damaged] beschädigt
    [returned] zurückgekommen
   *[other] { $status }
}
    .short = { $status ->
    [sellable] verkäuflich
    [hold] gesperrt
    [damaged] beschädigt
    [returned] zurückgekommen
   *[other] { $status }
}
transfer-from = Von { $place }
transfer-unit-taken = { $lpn } aus { $location }
    .short = Habe { $lpn }
transferred = { $quantity } { $item } nach { $place } umgelagert
    .short = { $quantity } in { $place }
transferred-unit = { $lpn } steht in { $place }
    .short = In { $place }
transferred-all = Alles aus { $source } steht in { $place }
    .short = Alles in { $place }
transfer-all-sure = Alles aus { $place }? Dann noch einmal Fertig
    .short = Alles? Nochmal
transfer-all-taken = Alles aus { $place } ist genommen
    .short = Alles: { $place }
transfer-all-counted = { $place } wird gezählt: einzeln umlagern, oder warten, bis das vorbei ist
    .short = Wird gezählt
transfer-all-too-much = In { $place } steht zu viel für eine Buchung: in Teilen umlagern
    .short = Zu viel: in Teilen
transfer-empty = Im Buch steht nichts in { $place }
    .short = Leer: { $place }
transfer-same-place = Das steht schon in { $place }
    .short = Schon dort
transfer-there-already = { $lpn } steht schon in { $location }
    .short = Schon dort
transfer-unit-moved = { $lpn } wurde inzwischen bewegt oder ist an einer anderen Station
    .short = { $lpn } bewegt
transfer-in-unit = { $item } steckt in Einheit { $lpn }: erst die Einheit scannen
    .short = Erst { $lpn } scannen
transfer-too-many = Im Buch sind weniger als { $quantity } { $item } in { $place }
    .short = Keine { $quantity } hier
transfer-reserved = { $item } ist reserviert für { $order }
    .short = Für { $order }
transfer-unit-reserved = { $lpn } ist reserviert für { $order }
    .short = Für { $order }
transfer-new-unit = Neue Einheit { $lpn }? Noch einmal scannen
    .short = Neu { $lpn }? Nochmal
transfer-in-itself = { $lpn } kann nicht in sich selbst stehen
    .short = Nicht in sich
transfer-too-deep = { $lpn } stünde tiefer als { $levels } Einheiten ineinander
    .short = Zu tief
transfer-status = Unterwegs werden sie: { $status ->
    [sellable] verkäuflich
    [hold] gesperrt
    [damaged] beschädigt
   *[other] { $status }
}
    .short = Jetzt: { $status }
transfer-status-stays = Sie bleiben, was sie sind
    .short = Wie sie sind
transfer-no-other = Hier gibt es keinen anderen Bestand von { $item }
    .short = Kein anderer
transfer-other = Anderer Bestand: { $lot } { $status ->
    [sellable] verkäuflich
    [hold] gesperrt
    [damaged] beschädigt
    [returned] zurückgekommen
   *[other] { $status }
}
    .short = Anders: { $lot }
lpn-aboard = { $lpn } steht auf { $carrier }
