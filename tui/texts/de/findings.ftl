### Befunde

finding-book-set-back = Die Box hat { $signed ->
    [one] { $signed } Eintrag
   *[other] { $signed } Einträge
} signiert, ihr Buch endete aber bei { $last }: jemand oder die Platte hat es zurückgesetzt
finding-negative-stock = { $place } steht unter null: { $quantity } von { $item }. Bitte zählen
finding-catch-weight-off = { $place }: dort liegen { $quantity } von { $item }, ihr Gewicht im Buch ist { $weight } mg. Bitte zählen und wiegen
finding-put-aside = Etwas von { $source } ließ sich nicht buchen: { $error }
finding-ack-refused = Die Zentrale bestätigt Eintrag { $upto }, dieses Buch endet aber bei { $last }: nichts gilt deshalb als gesendet
finding-entry-rejected = Die Zentrale kann Eintrag { $entry } nicht buchen: { $reason }
finding-reference-refused = { $dataset } aus der Zentrale: ein Satz wurde nicht übernommen: { $error }
finding-past-missing = Es wird gearbeitet, obwohl Einträge von vor der Wiederherstellung fehlen (Epoche { $epoch }, nach Eintrag { $entry })
finding-past-contradicts = Eintrag { $entry } von vor der Wiederherstellung wurde nicht gebucht: { $error }. Mit dem Regal vergleichen
finding-past-differs = Die Zentrale hat andere Einträge der Epoche { $epoch } als dieses Buch: { $error }
finding-past-gap = Einträge der zweiten Kopie schließen nicht an die der Zentrale an und wurden nicht gebucht ({ $file }): { $error }
finding-past-unbooked = { $source } wurde gesehen, während Einträge von vor der Wiederherstellung fehlten: nicht gebucht
finding-portal-foreign-tags = { $count ->
    [one] { $count } fremdes Tag ging
   *[other] { $count } fremde Tags gingen
} durch { $zone }: { $tags }
finding-shelf-differs = { $place }: das Regal sagt { $shelf }, gemeldet wurden { $said }
finding-shelf-unclaimed = { $quantity } { $item } in { $location } bewegt, und niemand sagt warum
finding-shelf-odd-weight = { $location } änderte sich um { $grams } g: das sind keine ganzen Stücke
finding-count-variance = Die Zählung von { $place } weicht ab, in { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
}
finding-portal-expired = { $lpn } kam durch { $zone } mit { $item }, abgelaufen am { $expiry }: nicht angenommen
finding-not-on-shipment = { $lpn } ging durch { $zone }, gehört aber nicht zu { $shipment }: anhalten, bevor das Tor zugeht
finding-goods-left = { $order } entfällt: Ware aus { $lpn } wieder einlagern
finding-short-pick = { $missing } { $item } fehlen in { $location } für { $order }
finding-no-stock = Kein Bestand für { $missing } { $item } von { $order }
finding-count-again = { $place } ist noch einmal zu zählen
finding-lpn-misplaced = { $lpn } steht in { $place }, im Buch aber in { $stands }: im Buch umlagern oder { $place } noch einmal zählen
finding-under-count = { $place } wird gezählt: was dort nicht stimmt, steht nachher hier
finding-zero-check = { $location } sollte leer sein und ist es nicht: zählen
finding-damaged-stock = { $quantity } { $item } beschädigt auf { $location }
finding-portal-recalled = { $lpn } kam durch { $zone } mit einer zurückgerufenen Charge von { $item }: nicht angenommen
finding-portal-short-life = { $lpn } kam durch { $zone } mit { $item }, das zu bald abläuft: nicht angenommen
finding-portal-older = { $lpn } kam durch { $zone } mit { $item }, älter als der Bestand: nicht angenommen
finding-portal-incomplete = { $lpn } kam durch { $zone }, Charge, Datum oder Gewicht von { $item } ist nicht angekündigt: von Hand annehmen
finding-damaged-goods = { $document }: { $quantity } { $item } kamen beschädigt an
finding-damaged-unit = { $document }: { $lpn } kam beschädigt an
finding-not-on-document = { $document }: { $quantity } { $item } kamen, die niemand angekündigt hat
finding-provisional-item = Unbekannte Ware kam an: { $quantity } { $name }, Code { $code }. Sie heißt { $item }, bis jemand sagt, was sie ist
finding-receipt-differs = { $document }: { $received } { $item } kamen, { $expected } waren erwartet ({ $lines ->
    [one] { $lines } Position weicht ab
   *[other] { $lines } Positionen weichen ab
})
finding-bin-full = { $location } ist voll, sagt die Halle: { $item } passte nicht hinein. Bis zur Klärung wird nichts dorthin geschickt
finding-bin-blocked = { $location } ist nicht nutzbar, sagt die Halle: { $item } sollte dorthin. Bis zur Klärung wird nichts dorthin geschickt
finding-no-bin = Kein Platz nimmt { $item } aus { $location } auf: einen frei machen oder die Regeln der Plätze ändern
finding-reserve-missing = Die Reserve von { $item } in { $location } fehlt ganz oder zum Teil. Zählen
