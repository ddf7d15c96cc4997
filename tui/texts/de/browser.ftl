### Die Seiten, die ein Browser vor dem Bildschirm und um ihn herum zeigt

ui-web-badge = Ausweis: scannen oder die Nummer tippen
ui-web-pin = PIN
ui-web-sign-in = Anmelden
ui-web-sign-out = Abmelden
ui-web-welcome = { $name }, wo wird gearbeitet?
ui-web-free = frei
ui-web-yours = Sie arbeiten hier
ui-web-taken = { $name } arbeitet hier
ui-web-desk = Leitstand
ui-web-desk-help = alles sehen, nichts buchen
ui-web-open = Öffnen
ui-web-take = Übernehmen
ui-web-back = Andere Stationen
ui-web-again = Noch einmal versuchen
ui-web-pin-again = { $name }, bitte noch einmal die PIN tippen
ui-web-ask-here = Hier arbeitet { $name }. Wenn Sie weitermachen, wird { $name } abgemeldet; die Arbeit ist vermerkt.
ui-web-ask-there = Sie sind an { $station } angemeldet. Wenn Sie weitermachen, werden Sie dort abgemeldet und die Arbeit geht hier weiter.
ui-web-full = { $screens ->
    [one] 1 Bildschirm ist offen, mehr bedient diese Box nicht. Bitte schließen oder die Schichtleitung fragen.
   *[other] { $screens } Bildschirme sind offen, mehr bedient diese Box nicht. Bitte einen schließen, der nicht gebraucht wird, oder die Schichtleitung fragen.
}
ui-web-starting = Einen Augenblick …
ui-web-lost = Keine Verbindung zur Box. Neuer Versuch läuft … Was jetzt gescannt wird, geht verloren.
ui-web-elsewhere = Diese Seite wurde von einer neueren abgelöst.
ui-web-noscript = Diese Seite braucht JavaScript.
ui-web-keys = Tasten
ui-web-more = Weitere Tasten
ui-web-erase = Löschen
ui-web-enter = Eingabe
ui-web-smaller = Kleiner
ui-web-larger = Größer
ui-web-fault-refused = Ausweis oder PIN ist falsch
ui-web-fault-locked = Zu viele falsche PINs. Fünf Minuten warten oder die Schichtleitung fragen
ui-web-fault-busy = Gerade melden sich viele an. Bitte noch einmal versuchen
ui-web-fault-damaged = Die Box steht: der Speicher ist beschädigt. Bitte der Schichtleitung sagen
ui-web-fault-away = Die Box antwortet nicht. Bitte gleich noch einmal versuchen
