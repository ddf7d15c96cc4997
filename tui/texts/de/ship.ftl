### Verladen

ship-title = Verladen
ship-ask-what = Ladung oder ihr Tor scannen, oder wählen
    .short = Ladung oder Tor?
ship-ask-unit = Jede Einheit scannen, die auf den Lkw geht
    .short = Jede Einheit scannen
ship-ask-done = Alles ist verladen: Fertig, wenn er abfährt
    .short = Alles drauf: Fertig
ship-ask-rest = { $units ->
    [one] { $units } Einheit ist
   *[other] { $units } Einheiten sind
} noch zu buchen: Fertig
    .short = Noch { $units }: Fertig
ship-dock-line = { $shipment } an { $dock }
ship-left-line = { $lpn } steht in { $location }
    .short = { $lpn }: { $location }
ship-unpicked-line = { $order } ist noch nicht kommissioniert
    .short = { $order } fehlt noch
shipment-opened = { $shipment } an { $dock }: { $units } zu verladen
    .short = { $units } zu verladen
not-a-shipment = { $document } ist keine Ladung
    .short = Keine Ladung
no-shipment-here = Von { $location } fährt keine Ladung ab
    .short = Keine an { $location }
several-shipments-here = Von { $location } fahren { $shipments } Ladungen ab: die Ladung selbst scannen
    .short = { $shipments } hier: eine wählen
ship-no-dock = { $shipment } hat kein bekanntes Tor: { $dock }. Schichtleitung fragen
    .short = Kein Tor: fragen
shipment-cancelled = { $shipment } ist storniert: wieder abladen
    .short = Storniert: abladen
loaded = { $lpn } ist verladen, noch { $left }
    .short = Verladen, noch { $left }
already-loaded = { $lpn } ist schon auf { $shipment }
    .short = Schon verladen
loaded-elsewhere = { $lpn } ist auf einem anderen Lkw: { $shipment }
    .short = Auf { $shipment }
load-outer = { $lpn } steht in { $outer }: diese Einheit scannen
    .short = { $outer } scannen
not-planned = { $lpn } ist für { $shipment } nicht geplant
    .short = Nicht geplant
of-other-shipment = { $lpn } gehört zu { $shipment } an { $dock }
    .short = Von { $shipment }
wrong-carrier = { $lpn } geht mit { $carrier }, dieser Lkw ist von { $truck }
    .short = Geht mit { $carrier }
order-not-picked = { $lpn }: { $order } ist noch nicht ganz kommissioniert
    .short = Nicht ganz geholt
load-recalled = In { $lpn } liegt eine zurückgerufene Charge von { $item }: { $lot }. Bleibt hier
    .short = Rückruf: { $lot }
load-expired = In { $lpn } liegt { $item }, abgelaufen am { $expiry }. Bleibt hier
    .short = Abgelaufen: { $expiry }
load-on-hold = In { $lpn } liegt { $item }, das nicht verkauft werden darf. Bleibt hier
    .short = Gesperrte Ware
load-from-elsewhere = Laut Buch steht { $lpn } in { $location }, nicht an { $dock }. Ist die Einheit hier, noch einmal scannen
    .short = In { $location }? Nochmal
ship-nothing = Auf dem Lkw von { $shipment } ist noch nichts
    .short = Nichts verladen
ship-in-work = { $shipment } wird an { $station } noch verladen
    .short = Belegt: { $station }
ship-confirm = { $units ->
    [one] Fährt 1 Einheit mit { $shipment } ab? Noch einmal dasselbe bucht sie
   *[other] Fahren { $units } Einheiten mit { $shipment } ab? Noch einmal dasselbe bucht sie
}
    .short = { $units } weg? Nochmal
ship-partial = { $missing ->
    [one] { $lpn } fehlt noch
   *[other] { $missing } fehlen noch, etwa { $lpn }
}. Nur mit { $units } abfahren? Noch einmal dasselbe
    .short = { $missing } fehlen? Nochmal
ship-goes-on = Teilweise gebucht: { $units ->
    [one] { $units } Einheit fehlt
   *[other] { $units } Einheiten fehlen
} noch
    .short = Noch { $units } zu buchen
shipped = { $shipment } ist abgefahren
    .short = Ab: { $shipment }
loaded-cancelled = { $order } ist storniert: { $lpn } wieder abladen (Umlagern)
    .short = { $lpn } abladen
ship-short = Es fehlen: { $missing } { $item }. { $units ->
    [one] Fährt { $units } Einheit
   *[other] Fahren { $units } Einheiten
} so ab? Noch einmal dasselbe
    .short = { $missing } fehlen? Nochmal
