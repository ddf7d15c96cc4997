### Wer wo arbeitet, Übernahme und Übergabe

menu-sessions = Wer arbeitet wo
sessions-title = Wer arbeitet wo
session-ask = Welche Station? Nummer eintippen
    .short = Welche Station?
session-none = An keiner anderen Station arbeitet jemand
    .short = Sonst niemand da
session-supervisors-only = Andere Stationen sieht nur die Leitung
    .short = Nur die Leitung
session-option = { $station }  { $name }
session-chosen = Das ist { $station }
    .short = { $station }
session-ask-what = { $station }: Was soll mit der Arbeit dort geschehen?
    .short = { $station }: was tun?
session-who = { $name } arbeitet dort
    .short = { $name }
session-work = Arbeit: { $work ->
    [tasks] Aufgaben
    [receive] Wareneingang
    [putaway] Einlagern
    [pick] Kommissionieren
    [count] Zählen
    [transfer] Umlagern
    [return] Retouren
    [pack] Packen
    [ship] Verladen
    [kit] Sets
    [replenish] Nachschub
   *[other] { $work }
}
    .short = { $work ->
        [tasks] Aufgaben
        [receive] Eingang
        [putaway] Einlagern
        [pick] Komm.
        [count] Zählen
        [transfer] Umlagern
        [return] Retouren
        [pack] Packen
        [ship] Verladen
        [kit] Sets
        [replenish] Nachschub
       *[other] { $work }
    }
session-no-work = Dort ist nichts angefangen
    .short = Nichts angefangen
session-document = Beleg: { $document }
    .short = { $document }
session-since = { $minutes ->
    [0] Gerade eben benutzt
    [one] Zuletzt vor { $minutes } Minute benutzt
   *[other] Zuletzt vor { $minutes } Minuten benutzt
}
    .short = vor { $minutes } min
session-take = Die Arbeit übernehmen
    .short = Übernehmen
session-sign-out = Dort abmelden, die Arbeit aufheben
    .short = Dort abmelden
session-take-over = { $name } ist an { $station } mitten dabei. Dasselbe noch einmal übernimmt die Arbeit
    .short = { $station }: nochmal?
session-ask-out = { $name } ist an { $station } angemeldet. Dasselbe noch einmal meldet dort ab
    .short = { $station } ab: nochmal?
session-taken = Die Arbeit von { $name } an { $station } geht hier weiter
    .short = Von { $station }: weiter
session-kept = { $document } von { $station } steht in Ihren Aufgaben
    .short = Aufgabe: { $document }
session-signed-out = { $name } ist an { $station } abgemeldet. Angefangenes bleibt erhalten
    .short = { $station }: abgemeldet
session-no-work-there = An { $station } ist nichts angefangen: Es gibt nichts zu übernehmen
    .short = Nichts angefangen
session-not-here = Diese Arbeit lässt sich nicht aufheben und geht nicht an { $station }: dort beenden lassen
    .short = Nicht an { $station }
session-nobody = An { $station } arbeitet niemand
    .short = { $station }: niemand
session-changed = An { $station } hat sich etwas geändert: noch einmal ansehen
    .short = Geändert: ansehen
session-own = Das ist Ihre eigene Station
    .short = Eigene Station
session-unknown = Es gibt keine Station { $station }
    .short = Kein { $station }
signed-out-by = { $name } hat Sie hier abgemeldet. Angefangenes bleibt erhalten
    .short = Abgemeldet von { $name }

## Übergabe

menu-handover = Arbeit übergeben
    .short = Übergeben
hand-title = Übergabe
hand-ask = Welche Arbeit übergeben Sie? Nummer eintippen
    .short = Welche Arbeit?
hand-none = Sie haben nichts angefangen, das übergeben werden könnte
    .short = Nichts angefangen
hand-option = { $work ->
    [receive] Annehmen
    [pick] Kommissionieren
    [pack] Packen
    [count] Zählen
    [return] Retoure
    [ship] Verladen
    [kit] Set
   *[other] { $work }
}  { $document }
    .short = { $work ->
        [receive] Ann.
        [return] Ret.
        [pick] Kom.
        [pack] Pack.
        [count] Zähl.
        [ship] Verl.
        [kit] Set
       *[other] { $work }
    } { $document }
hand-chosen = { $document }: Wer macht weiter?
    .short = { $document }: wer?
hand-ask-badge = Ausweis der Person scannen, die weitermacht. Noch niemand: fertig
    .short = Ausweis oder fertig
hand-left = Noch offen: { $left } von { $lines }
    .short = Offen: { $left }/{ $lines }
handed-over = { $document } gehört jetzt { $name } und steht oben in den Aufgaben
    .short = Jetzt bei { $name }
handed-to-all = { $document } wartet auf die nächste Person
    .short = { $document } wartet
hand-self = Das ist Ihr eigener Ausweis: den der anderen Person scannen
    .short = Eigener Ausweis
hand-gone = Damit macht schon jemand weiter, oder es ist beendet
    .short = Schon vergeben
task-handed = Von { $name }: { $work ->
    [receive] Annehmen
    [pick] Kommissionieren
    [pack] Packen
    [count] Zählen
    [return] Retoure
    [ship] Verladen
    [kit] Set
   *[other] { $work }
}  { $document }  { $about }
    .short = + { $document } { $name }
task-apart-handed = Von { $name }: Zerlegen  { $quantity } { $item }
    .short = + Zerl. { $quantity } { $item }
task-taken-on = { $document }: weiter, wo { $name } aufgehört hat
    .short = Weiter: { $document }
task-taken-left = { $document }: weiter, wo { $name } aufgehört hat, { $left } von { $lines } noch offen
    .short = { $document }: { $left }/{ $lines } offen
welcome-on = Willkommen zurück, { $name }: weiter, wo Sie waren
    .short = Weiter, { $name }
welcome-handed = { $waiting ->
    [one] Willkommen, { $name }. 1 Aufgabe wartet, { $handed } von anderen übergeben: oben in Ihren Aufgaben
   *[other] Willkommen, { $name }. { $waiting } Aufgaben warten, { $handed } von anderen übergeben: oben in Ihren Aufgaben
}
    .short = { $handed } für Sie übergeben
