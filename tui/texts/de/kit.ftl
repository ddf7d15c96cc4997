### Sets

kit-title = Set
kit-apart-title = Set zerlegen
kit-ask-order = Set-Auftrag wählen oder scannen. Zum Zerlegen das Set scannen
    .short = Auftrag oder Set?
kit-ask-part = { $document }: nächstes Teil scannen. Genug: Fertig
    .short = Nächstes Teil?
kit-ask-complete = { $document }: alle Teile sind drin. Sets bauen, dann Fertig
    .short = Alles drin: Fertig
kit-ask-quantity = Jedes Stück scannen oder Menge tippen, dann Fertig
    .short = Wie viele? Fertig
kit-ask-expiry = Datum von { $item } scannen oder tippen
    .short = Datum { $item }?
kit-ask-serial = Seriennummer des nächsten { $item } scannen oder tippen
    .short = Serie: { $item }
kit-ask-target = Ziel der Sets scannen. Bleiben sie hier: Fertig
    .short = Sets: wohin?
kit-ask-apart = Wie viele werden zerlegt? Dann Fertig
    .short = Wie viele? Fertig
kit-ask-back = Die Teile mit Charge oder Nummer scannen
    .short = Teile scannen
kit-ask-back-target = Ziel der Teile scannen. Bleiben sie hier: Fertig
    .short = Teile: wohin?
kit-line = { $item }: noch { $left }
    .short = { $item }: { $left }
kit-made-line = { $quantity } { $item }
kit-from = Von { $place }
kit-not-one = { $document } ist kein Set-Auftrag
    .short = Kein Set-Auftrag
kit-no-recipe = Woraus { $document } besteht, sagt niemand: bitte der Schichtleitung melden
    .short = Keine Stückliste
kit-unknown-item = Das Set von { $document } ist hier kein Artikel: bitte der Schichtleitung melden
    .short = Set unbekannt
kit-no-kit = { $item } ist kein Set
    .short = Kein Set
kit-wrong-part = { $item } gehört nicht in { $kit }
    .short = Nicht in { $kit }
kit-part-complete = { $item } ist schon genug drin
    .short = Genug { $item }
kit-too-many = { $quantity } { $item } sind zu viel: { $left } fehlen
    .short = Nur { $left }
kit-not-sellable = { $item } darf nicht verwendet werden: { $status ->
    [hold] gesperrt
    [damaged] beschädigt
    [returned] zurückgekommen
   *[other] { $status }
}
    .short = Nicht frei: { $status }
kit-recalled = Charge { $lot } von { $item } ist zurückgerufen
    .short = Rückruf: { $lot }
kit-part-in = Drin: { $quantity } { $item }
    .short = { $quantity } drin
kit-uneven = Keine ganzen Sets: es fehlen { $missing } { $item }
    .short = { $missing } { $item } fehlen
kit-nothing-in = In { $document } ist noch nichts drin
    .short = Noch nichts drin
kit-short = Fertige Sets: { $made } von { $want }. Keine weiteren? Noch einmal Fertig
    .short = { $made } von { $want }? Nochmal
kit-details = { $item }: Charge, Datum oder Seriennummer fehlt
    .short = Charge/Datum/Serie?
kit-no-lot = { $item } braucht eine Charge
    .short = Charge scannen
kit-no-date = { $item } braucht ein Datum
    .short = Datum scannen
kit-no-serial = { $item } braucht eine Seriennummer
    .short = Serie scannen
kit-made = { $quantity } { $item } fertig: wohin?
    .short = { $quantity } fertig: wohin?
kit-changed = { $document } hat sich inzwischen geändert: ansehen, noch einmal Fertig
    .short = Geändert: ansehen
kit-booked = { $quantity } { $item } gefertigt, jetzt in { $place }
    .short = { $quantity } in { $place }
kit-apart = Zerlegt wird: { $quantity } { $item }
    .short = { $quantity } zerlegt
kit-part-back = { $quantity } { $item } kommen zurück
    .short = { $quantity } zurück
kit-not-owed = Es kommt kein { $item } mehr heraus
    .short = Kein { $item } mehr
kit-parts-missing = Erst { $missing } { $item } scannen
    .short = Erst { $missing } { $item }
kit-taken-apart = { $quantity } { $item } zerlegt, Teile in { $place }
    .short = Teile in { $place }
finding-kit-left = { $document } wurde storniert, nach { $made ->
    [one] { $made } Set
   *[other] { $made } Sets
} waren noch Teile darin: zurückbuchen
kit-take-back = { $document } ist storniert: die Teile kommen zurück
    .short = Storno: Teile zurück
kit-back-booked = { $document }: Teile sind in { $place }
    .short = Teile in { $place }
