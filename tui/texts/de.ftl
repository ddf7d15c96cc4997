### Deutsch. Was die Halle sagt (Schlüssel aus edge/core) und was der Bildschirm selbst sagt (ui-, command-, help-).
### `.short` gilt auf Bildschirmen unter 32 Spalten: 18 Spalten je Zeile. Werte werden gezeigt, nie gedeutet.

## Bildschirm

ui-title = Warehouse edge
    .short = Edge
ui-connecting = Verbindung zur Box …
    .short = Verbinde …
ui-no-view = Dieser Bildschirm hat keinen Platz. Das Pult liegt auf F6 bis F8.
    .short = Kein Platz. F6: Geräte
ui-no-station = Dieser Bildschirm hat keinen Platz: der Scan wurde nicht verwendet
    .short = Kein Platz
ui-connected = verbunden
    .short = an
ui-wait = WARTEN: die Box antwortet nicht
    .short = WARTEN
ui-online = online
ui-offline = OFFLINE
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
ui-theme-help = Nur auf diesem Bildschirm
ui-lang-en = Sprache: English
ui-lang-de = Sprache: Deutsch
ui-lang-help = Nur auf diesem Bildschirm
ui-screenshot = Bild dieses Bildschirms speichern
ui-screenshot-help = Eine SVG-Datei für den Support

command-help = Hilfe
command-more = Mehr
command-undo = Rückgängig
    .short = Zurück
command-cancel = Zurück
command-done = Fertig
command-confirm = Ja
command-menu = Menü
command-short = Hier fehlt etwas
    .short = Fehlt
command-skip = Später machen
    .short = Später
command-damaged = Beschädigt
    .short = Defekt
command-print = Etikett drucken
    .short = Drucken
command-sign-out = Abmelden

help-more = { $key }: Ausnahmen und anderes
help-undo = { $key }: die letzte Buchung zurücknehmen
help-cancel = { $key }: ein Schritt zurück, nichts wird gebucht
help-done = { $key }: das ist fertig
help-confirm = { $key }: ja
help-kind-scan = Scannen, was verlangt wird.
help-kind-quantity = Jedes Stück scannen, oder die Zahl tippen und Enter drücken.
help-kind-secret = PIN tippen und Enter drücken.
help-kind-choice = Die Nummer drücken oder den Code scannen.
help-kind-confirm = Mit den Tasten unten antworten.
help-panes = F5: Arbeit. F6: Geräte. F7: Bewegungen. F8: Befunde.
help-escape = Esc: Getipptes löschen; noch einmal: zurück
help-signs = Ein Ton: gut. Zwei: hinsehen. Drei: nicht gebucht.
help-leave = F10: diesen Bildschirm schließen

## Anmelden und Menü

sign-in-title = Anmelden
menu-title = Menü
ask-badge = { $station }: bitte den Ausweis scannen
    .short = Ausweis scannen
ask-pin = { $name }, bitte die PIN tippen
    .short = PIN, { $name }
ask-work = Was steht an?
badge-read = Hallo { $name }, jetzt die PIN
    .short = Jetzt die PIN
operator-gone = Du bist hier nicht mehr zur Arbeit angemeldet
    .short = Nicht mehr erlaubt
badge-inactive = Dieser Ausweis gilt nicht mehr. Bitte die Schichtleitung fragen
    .short = Ausweis ungültig
sign-in-locked = Zu viele falsche PINs. Fünf Minuten warten oder die Schichtleitung fragen
    .short = Gesperrt: 5 min
signed-in-elsewhere = Sie sind noch an { $station } angemeldet. Bitte dort zuerst abmelden
    .short = Noch: { $station }
checking-pin = Die PIN wird geprüft
    .short = Prüfe …
pin-wanted = Bitte die PIN tippen oder einen anderen Ausweis scannen
    .short = Bitte die PIN
wrong-pin = Falsche PIN
welcome = Willkommen, { $name }
signed-out = Abgemeldet
idle-signed-out = Abgemeldet: hier hat eine Weile niemand gearbeitet
    .short = Pause: abgemeldet
menu-opened = Bitte die Arbeit wählen
    .short = Arbeit wählen
work-chosen = { $work ->
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
   *[other] { $work }
} begonnen
    .short = { $work ->
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
   *[other] { $work }
}
menu-receive = Wareneingang
menu-putaway = Einlagern
menu-pick = Kommissionieren
menu-count = Zählen

## Überall

cancelled = Ein Schritt zurück, nichts wurde gebucht
    .short = Zurück
screen-was-old = Etwas war schneller: Bildschirm ansehen und noch einmal scannen
    .short = Noch mal scannen
label-prints = Das Etikett von { $lpn } wird noch einmal gedruckt
    .short = Etikett kommt
no-printer = { $station } hat keinen Etikettendrucker
    .short = Kein Drucker hier
no-unit-in-hand = Welches Etikett? Erst die Einheit scannen
    .short = Erst Einheit scannen
nothing-to-undo = Es gibt nichts zurückzunehmen
    .short = Nichts zurück
undo-moved-on = Das wurde inzwischen weiterbewegt und lässt sich hier nicht zurücknehmen
    .short = Schon bewegt
undone = { $movements ->
    [one] Zurückgenommen: { $movements } Bewegung
   *[other] Zurückgenommen: { $movements } Bewegungen
}
    .short = { $movements } zurück
put-aside = Das ließ sich nicht buchen und wurde beiseitegelegt: bitte der Schichtleitung melden
    .short = Nicht gebucht
past-waiting = Nicht gebucht: diese Box wurde wiederhergestellt und wartet auf die Zentrale. Ware beiseite, später neu scannen
    .short = Nicht gebucht
unknown-code = Diesen Code kennt niemand: { $code }
    .short = Fremd: { $code }
is-item = Das ist ein Artikel, gefragt ist etwas anderes: { $code }
    .short = Artikel: { $code }
is-lpn = Das ist eine Ladeeinheit, gefragt ist etwas anderes: { $code }
    .short = Einheit: { $code }
is-location = Das ist ein Lagerplatz, gefragt ist etwas anderes: { $code }
    .short = Platz: { $code }
is-document = Das ist ein Beleg, gefragt ist etwas anderes: { $code }
    .short = Beleg: { $code }
is-badge = Das ist ein Ausweis, gefragt ist etwas anderes
    .short = Ein Ausweis
is-detail = Das ist nur eine Charge, ein Datum oder eine Seriennummer: { $code }
    .short = Nur: { $code }
is-command = Dieser Befehl bewirkt hier nichts: { $code }
    .short = Hier nicht: { $code }
not-a-quantity = Das ist keine Zahl: { $text }
    .short = Keine Zahl: { $text }
quantity-implausible = Zu groß für eine Menge: { $text }
    .short = Zu groß: { $text }
quantity-zero = Die Menge kann nicht null sein
    .short = Nicht null
quantity-open = Erst { $quantity } von { $want }
counted = { $quantity } gezählt
    .short = Gezählt: { $quantity }
document-option = { $document }  { $partner }
document-opened = { $document } ist offen
    .short = { $document }
document-closed = { $document } ist schon fertig
    .short = Fertig: { $document }
document-done = { $document } ist fertig
    .short = Fertig: { $document }
item-line = { $item }  { $name }
lot-line = Charge { $lot }
expiry-line = Haltbar bis { $expiry }
    .short = MHD { $expiry }
lpn-line = Einheit { $lpn }
more-details = { $item }: Charge oder Datum fehlt
    .short = Charge, Datum?
ask-lot = Charge von { $item } scannen oder tippen
    .short = Charge { $item }?
scan-lot = { $item } hat Chargen: den Code mit der Charge scannen
    .short = Charge scannen
other-lot = Andere Charge: das ist { $scanned }, verlangt ist { $expected }
    .short = { $scanned }, nicht { $expected }
lot-like-lpn = { $code } sieht nach einer Einheit aus. Ist es die Charge, noch einmal scannen
    .short = Charge { $code }? Nochmal
lot-too-long = Das ist zu lang für eine Charge: { $text }
    .short = Charge zu lang
not-a-date = Das ist kein Datum: { $text }
    .short = Kein Datum: { $text }
expired = { $item } ist abgelaufen: { $expiry }
    .short = Abgelaufen: { $expiry }
serial-missing = { $item } braucht seine Seriennummer
    .short = Serie scannen
serial-twice = Diese Seriennummer wurde schon gescannt: { $serial }
    .short = Doppelt: { $serial }
serials-full = Nicht mehr als { $limit } Seriennummern je Buchung: diese zuerst wegstellen
    .short = Grenze: { $limit }
serial-unknown = { $serial } kennt das Buch nicht: in { $place } sind alle Nummern bekannt
    .short = Nicht in { $place }
serial-elsewhere = { $serial } steht schon im Buch, in { $place }
    .short = Ist in { $place }
scan-serials = { $item } hat Seriennummern: jedes Stück scannen
    .short = Jedes Stück scannen
place-first = Erst { $item } wegstellen; gescannt wurde { $scanned }
    .short = Erst { $item }
wrong-item = Falscher Artikel: das ist { $scanned }, verlangt ist { $expected }
    .short = Gesucht { $expected }
wrong-location = Falscher Platz: das ist { $scanned }, verlangt ist { $expected }
    .short = { $scanned }! Zu { $expected }
wrong-tote = Falscher Behälter: das ist { $scanned }, verlangt ist { $expected }
    .short = Gesucht { $expected }
lpn-unknown = Diese Einheit kennt niemand: { $code }
    .short = Fremd: { $code }
lpn-gone = { $lpn } hat das Haus verlassen
    .short = Weg: { $lpn }
lpn-elsewhere = { $lpn } steht in { $location }, nicht hier
    .short = { $lpn }: { $location }
shelf-agrees = Das Regal stimmt zu: { $quantity } in { $place }
    .short = Regal: { $quantity } ok
shelf-differs = Das Regal in { $place } sagt { $shelf }, Sie sagten { $said }
    .short = Regal { $shelf }, Sie { $said }
shelf-says-more = Das Regal in { $place } sagt { $shelf }, hier waren nur { $available }
    .short = Regal { $shelf } von { $available }

## Wareneingang

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

## Einlagern

putaway-title = Einlagern
putaway-ask-what = Eine Palette oder einen Artikel scannen
    .short = Palette? Artikel?
putaway-ask-target = Nach { $location } stellen und den Platz scannen
    .short = Nach { $location }
putaway-ask-any = Auf einen freien Platz stellen und den Platz scannen
    .short = Freier Platz?
lpn-taken = { $lpn } aus { $location } genommen
    .short = Habe { $lpn }
lpn-put-away = { $lpn } steht in { $place }
    .short = In { $place }
lpn-already-there = { $lpn } steht schon in { $location }
    .short = Schon dort
put-away = { $quantity } { $item } in { $place } gelegt
    .short = { $quantity } in { $place }
put-away-weighed = { $quantity } { $item } in { $place } gelegt, vom Regal gewogen
    .short = { $quantity } in { $place }
item-not-here = In { $location } liegt kein { $item }
    .short = Nicht in { $location }
more-than-here = { $quantity } ist zu viel: hier sind { $available }
    .short = Hier nur { $available }
not-a-bin = { $location } ist kein Lagerplatz
    .short = Kein Lagerplatz
face-of-other = { $location } ist der Platz von { $item }. Soll es dorthin, noch einmal scannen
    .short = Für { $item }. Nochmal?
location-blocked = { $location } ist gesperrt
    .short = Gesperrt
other-bin = { $scanned } statt { $suggested }? { $scanned } noch einmal scannen
    .short = { $scanned }? Nochmal

## Kommissionieren

pick-title = Kommissionieren
    .short = Picken
pick-ask-order = Welcher Auftrag?
pick-ask-tote = Einen leeren Behälter für { $order } scannen
    .short = Box für { $order }
pick-ask-location = Zu { $location } gehen und den Platz scannen
    .short = Gehe zu { $location }
pick-ask-item = { $item } nehmen: jedes Stück scannen oder die Zahl tippen
    .short = Nimm { $item }
pick-ask-into-tote = In { $tote } legen und den Behälter scannen
    .short = Box { $tote }?
pick-ask-stage = Den Behälter zu { $stage } bringen und den Platz scannen
    .short = Box zu { $stage }
pick-from-lpn = Aus { $lpn } nehmen
pick-ask-any-stage = Den Behälter auf einen Bereitstellplatz bringen und den Platz scannen
    .short = Box bereitstellen
tote-announced = { $lpn } wird mit einem Wareneingang erwartet: anderen Behälter nehmen
    .short = Andere Box nehmen
tote-in-work = { $lpn } wird an { $station } gefüllt
    .short = Bei { $station }
order-empty = Für { $order } lässt sich jetzt nichts entnehmen
    .short = Kein Bestand
nothing-missing = Es fehlt nichts: alle { $quantity } sind entnommen
    .short = Nichts fehlt
bin-short = { $missing } { $item } fehlen hier: weiter am nächsten Platz
    .short = Weiter: noch { $missing }
not-a-stage = { $location } ist kein Bereitstellplatz
    .short = Kein Bereitstellpl.
not-an-order = { $document } ist kein Auftrag
    .short = Kein Auftrag
order-cancelled = { $document } ist storniert: leg zurück, was du in der Hand hast
    .short = Storniert: { $document }
order-in-work = { $order } ist an { $station } in Arbeit
    .short = Bei { $station }
order-has-tote = { $order } wurde mit { $lpn } begonnen, zu finden auf { $location }
    .short = Nimm { $lpn }
lpn-of-order = In { $lpn } liegt Ware für { $order }
    .short = Ist für { $order }
order-open-again = { $order } hat sich geändert: es fehlt noch etwas
    .short = Noch etwas zu holen
tote-bound = { $tote } ist für { $order }
    .short = { $tote } ok
tote-not-empty = { $lpn } ist nicht leer; er steht in { $location }
    .short = Nicht leer
location-right = Richtig: { $location }
picked = { $quantity } { $item } in { $tote }
    .short = { $quantity } in der Box
pick-short = { $missing } { $item } fehlen? Noch einmal dasselbe bestätigt es
    .short = { $missing } fehlen? Nochmal
line-short = { $missing } { $item } als fehlend vermerkt
    .short = { $missing } fehlen
over-pick = { $quantity } ist zu viel: verlangt sind { $want }
    .short = Nur { $want } verlangt

## Zählen

count-title = Zählen
count-ask-place = Einen Platz scannen oder eine Aufgabe wählen
    .short = Platz, Aufgabe?
count-option = { $place }  { $document }
count-ask-items = Alles in { $place } zählen: jedes Stück scannen, oder den Artikel scannen und die Zahl tippen
    .short = { $place } zählen
count-ask-again = { $place } noch einmal zählen
    .short = Nochmal { $place }
count-line = { $quantity }  { $item } { $lot }
count-started = { $place } zählen
count-in-work = { $place } wird an { $station } gezählt
    .short = Bei { $station }
count-item-first = Erst den Artikel scannen, dann die Zahl tippen
    .short = Erst der Artikel
count-empty = Ist { $place } leer? Noch einmal dasselbe bestätigt es
    .short = Leer? Nochmal
count-again = { $place } weicht vom Buch ab: noch einmal zählen
    .short = Nochmal zählen
count-without-place = { $document } nennt { $place }, das gibt es hier nicht
    .short = Kein Platz { $place }
not-a-count = { $document } ist keine Zählung
    .short = Keine Zählung
count-agreed = { $place } stimmt mit dem Buch überein
    .short = { $place } stimmt
count-adjusted = { $place } gezählt, das Buch ist berichtigt
    .short = { $place } berichtigt
count-review = { $place } weicht ab: die Schichtleitung entscheidet
    .short = Leitung entscheidet

## Codes, die sich nicht lesen lassen

code-empty = Der Scanner hat nichts gesendet
    .short = Nichts gelesen
code-too-long = Dieser Code ist länger als { $limit } Zeichen
    .short = Über { $limit } Zeichen
code-control-characters = Dieser Code enthält Zeichen, die man nicht zeigen kann: Scanner-Einstellung prüfen
    .short = Scanner prüfen!
code-check-digit = { $value } ist falsch: die Prüfziffer müsste { $expected } sein. Noch einmal scannen oder tippen
    .short = Prüfziffer falsch
code-ean-form = Ein Artikelcode hat 8, 12 oder 13 Ziffern; dieser nicht
    .short = Nicht 8, 12, 13
code-add-on-alone = Das ist nur der kleine Code neben dem Artikelcode: den großen scannen
    .short = Großen scannen
code-ambiguous = { $value } kann zwei Artikel bedeuten. Den Scanner auf UPC-E erweitert stellen
    .short = Zwei Artikel?
code-unknown-field = Das Etikett hat ein Feld, das es nicht gibt, bei { $found }. Sendet der Scanner Trennzeichen?
    .short = Fremd: { $found }
code-field-characters = Im Feld ({ $ai }) des Etiketts steht ein Zeichen, das dort nicht stehen darf: { $found }
    .short = ({ $ai }): { $found }
code-field-too-short = Das Feld ({ $ai }) des Etiketts ist abgeschnitten: { $value }
    .short = ({ $ai }) zu kurz
code-field-too-long = Das Feld ({ $ai }) des Etiketts ist zu lang: { $value }. Sendet der Scanner Trennzeichen?
    .short = ({ $ai }) zu lang
code-date = Das Datum im Feld ({ $ai }) des Etiketts gibt es nicht: { $value }
    .short = ({ $ai }): kein Datum
code-country = Das Land im Feld ({ $ai }) des Etiketts gibt es nicht: { $value }
    .short = ({ $ai }): kein Land
code-currency = Die Währung im Feld ({ $ai }) des Etiketts gibt es nicht: { $value }
    .short = ({ $ai }): Währung?
code-piece-of-total = Das Feld ({ $ai }) des Etiketts sagt Stück { $piece } von { $total }
    .short = { $piece } von { $total }?
code-companion = Das Feld ({ $ai }) des Etiketts sagt ohne ({ $needed }) nichts. Auch den anderen Code des Etiketts scannen
    .short = ({ $ai }) allein
code-labels-mixed = Diese Codes sind von zwei Etiketten: { $value } und { $other }. Ein Etikett nach dem anderen scannen
    .short = Zwei Etiketten
code-no-pieces = Das Etikett sagt, es seien 0 Stück: bitte zählen
    .short = 0 Stück?
code-ambiguous-date = { $value } kann ein Artikel und ein Datum sein: den anderen Code des Etiketts scannen
    .short = { $value }: Datum?
code-repeated = Das Etikett hat das Feld ({ $ai }) zweimal und verschieden: { $value } und { $other }
    .short = ({ $ai }) doppelt
code-invalid-pair = Die Felder ({ $ai }) und ({ $other }) können nicht auf einem Etikett stehen
    .short = ({ $ai }) mit ({ $other })
code-separator-as-text = Der Scanner tippt { $found } statt eines Trennzeichens: in gs_aliases eintragen
    .short = Trenner { $found }
code-link-field = Die Webadresse auf dem Etikett hat eine Nummer, die für kein Feld steht: { $found }
    .short = Fremd: { $found }
code-link-qualifiers = Die Webadresse auf dem Etikett hat ihre Felder in falscher Folge, bei ({ $ai })
    .short = Folge bei ({ $ai })

## Alarme

alarm-store-damaged = Der Speicher ist beschädigt: nichts wird gebucht. Hilfe holen
    .short = Speicher defekt
alarm-disk-waits = Die Platte ist voll: nichts wird gebucht, Scans warten. Platz schaffen
    .short = Platte voll: Halt
alarm-disk-full = Die Platte ist voll, noch { $mib } MiB: Platz schaffen
    .short = Platte: { $mib } MiB
alarm-disk-low = Die Platte ist fast voll: noch { $mib } MiB
    .short = Platte: { $mib } MiB
alarm-disk-low-hours = Die Platte ist fast voll: { $mib } MiB, genug für { $hours } Stunden
    .short = Platte: noch { $hours } h
alarm-wal = Jemand liest den Speicher ohne Ende: sein Protokoll ist { $mib } MiB lang
    .short = Protokoll zu lang
alarm-check-failed = Der Speicher konnte nicht geprüft werden: siehe Log
    .short = Prüfung fehlt
alarm-backup-failed = Die letzte Sicherung ist gescheitert: siehe Log
    .short = Sicherung fehlt
alarm-output-hindered = { $device } druckt nicht: { $why }
    .short = { $device }: { $why }
alarm-output-waits = Seit einer Minute warten Etiketten auf { $device }: Ist er an?
    .short = Kein Etikett: { $device }
alarm-archive-failed = Alte Einträge konnten nicht ausgelagert werden: siehe Log
    .short = Archiv fehlt
alarm-archive-unreadable = Die Zentrale fragt nach alten Einträgen, die fehlen. Archivdatei zurücklegen: { $error }
    .short = Archivdatei fehlt
alarm-index-failed = Das Verzeichnis zur Geschichte fehlt: siehe Log
    .short = Verzeichnis fehlt
alarm-past-waiting = Wiederhergestellt: was seit der Sicherung gebucht wurde, fehlt. Gebucht wird erst, wenn die Zentrale es geschickt hat
    .short = Warten: Zentrale
alarm-past-differs = Wiederhergestellt: was die Zentrale hat, passt nicht zu diesem Buch. Nichts wird gebucht. Hilfe holen
    .short = Buch passt nicht
alarm-past-unreadable = Wiederhergestellt: { $file } neben dem Buch ist nicht lesbar ({ $error }). Nichts wird gebucht. Hilfe holen
    .short = Datei nicht lesbar
alarm-second-copy = Die zweite Kopie lässt sich nicht schreiben: { $error }. Steckt ihr Datenträger?
    .short = Zweite Kopie fehlt
store-damaged-title = Angehalten
store-damaged-ask = Der Speicher ist beschädigt. Hilfe holen
    .short = Speicher defekt. Hilfe!
store-damaged-line = Nichts wird gebucht. Die Box eingeschaltet lassen und Hilfe holen.
    .short = Nichts wird gebucht.
store-damaged = Nicht gebucht: der Speicher ist beschädigt. Hilfe holen
    .short = Nicht gebucht
alarm-head-file = Der signierte Stand des Buches lässt sich nicht schreiben: { $reason }. Bitte die Technik rufen
    .short = Stand ungesichert

## Befunde

finding-book-set-back = Die Box hat { $signed } Einträge signiert, ihr Buch endete aber bei { $last }: jemand oder die Platte hat es zurückgesetzt
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
finding-portal-foreign-tags = { $count } fremde Tags gingen durch { $zone }: { $tags }
finding-shelf-differs = { $place }: das Regal sagt { $shelf }, gemeldet wurden { $said }
finding-shelf-unclaimed = { $quantity } { $item } in { $location } bewegt, und niemand sagt warum
finding-shelf-odd-weight = { $location } änderte sich um { $grams } g: das sind keine ganzen Stücke
finding-count-variance = Die Zählung von { $place } weicht ab, in { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
}
finding-portal-expired = { $lpn } kam durch { $zone } mit { $item }, abgelaufen am { $expiry }: nicht angenommen
finding-goods-left = { $order } entfällt: Ware aus { $lpn } wieder einlagern
finding-short-pick = { $missing } { $item } fehlen in { $location } für { $order }
finding-no-stock = Kein Bestand für { $missing } { $item } von { $order }

## Bewegungen

movement-receive = Eingang
movement-putaway = Einlagern
movement-pick = Picken
movement-count = Zählung
movement-move = Umlagern
movement-transfer = Umlagern
movement-ship = Versand
movement-adjust = Korrektur
movement-shelf = Regal
