### Nachsehen, was wo steht

menu-look = Was steht wo
    .short = Nachsehen
look-title = Was steht wo
    .short = Nachsehen
look-ask = Artikel, Platz, Einheit, Beleg oder Seriennummer scannen
    .short = Etwas scannen
look-ask-more = Das ist { $code }. Das Nächste scannen
    .short = { $code }
look-ask-serial = Das ist das Stück { $serial }. Das Nächste scannen
    .short = { $serial }
looked = { $code }: siehe unten
    .short = { $code }
look-name = { $item }  { $name }
    .short = { $name }
look-at = { $place }: { $quantity }{ $lots ->
    [0] { "" }
   *[other] , Charge { $lot }
}{ $dated ->
    [0] { "" }
   *[other] , bis { $expiry }
}{ $status ->
    [sellable] { "" }
    [hold] , gesperrt
    [damaged] , beschädigt
    [returned] , Retoure
    [provisional] , vorläufig
   *[other] , { $status }
}
    .short = { $place }: { $quantity }{ $status ->
        [sellable] { "" }
           *[other] !
    } { $lot }
look-goods = { $quantity } { $name }{ $lots ->
    [0] { "" }
   *[other] , Charge { $lot }
}{ $dated ->
    [0] { "" }
   *[other] , bis { $expiry }
}{ $status ->
    [sellable] { "" }
    [hold] , gesperrt
    [damaged] , beschädigt
    [returned] , Retoure
    [provisional] , vorläufig
   *[other] , { $status }
}
    .short = { $quantity }{ $status ->
        [sellable] { "" }
           *[other] !
    } { $name } { $lot }
look-unit = Einheit { $lpn }
    .short = { $lpn }
look-counted = { $place } wird gezählt: Darüber wird jetzt nichts gesagt
    .short = { $place }: Zählung
look-nowhere = Davon ist nichts im Haus
    .short = Nicht im Haus
look-empty = { $place } ist leer
    .short = { $place }: leer
look-blocked = { $place } ist gesperrt
    .short = { $place }: gesperrt
look-stands = Steht in { $place }
    .short = In { $place }
look-inside = In { $lpn }
look-gone = { $lpn } ist nicht im Haus
    .short = { $lpn }: nicht da
look-serial-unknown = Das Stück { $serial } kennt niemand
    .short = Unbekannt: { $serial }
look-serial-gone = Das Stück { $serial } ist nicht im Haus
    .short = Nicht da: { $serial }
look-document = { $type ->
    [receipt] Wareneingang
    [order] Auftrag
    [count] Zählung
    [return] Retoure
    [shipment] Sendung
    [kit] Set
   *[other] { $type }
}  { $about }, { $state ->
    [closed] beendet
   *[open] offen
}
    .short = { $about } { $state ->
        [closed] beendet
       *[open] offen
    }
look-document-gone = { $document } ist nicht mehr bekannt
    .short = { $document }: fort
look-line = { $want } { $name }, { $state ->
    [done] erledigt
    [begun] begonnen
   *[open] offen
}
    .short = { $state ->
        [done] +
        [begun] >
       *[open] -
    } { $want } { $name }
look-line-only = { $name }
look-units = Verladene Einheiten: { $loaded } von { $planned }
    .short = { $loaded }/{ $planned } verladen
look-more = und { $lines } weitere
