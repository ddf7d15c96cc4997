### Die Aufgabenliste

tasks-title = Aufgaben
tasks-ask = Was kommt jetzt? Nummer wählen oder Beleg scannen
    .short = Welche?
tasks-none = Hier ist nichts zu tun. Fragen Sie nach, oder wählen Sie im Menü
    .short = Nichts zu tun
tasks-opened = Das ist zu tun
    .short = Aufgaben
tasks-not-here = { $station } hat keine Aufgabenliste. Bitte im Menü wählen
    .short = Hier keine Aufgaben
task-line = { $work ->
    [receive] Wareneingang
    [pick] Kommissionieren
    [pack] Packen
    [count] Zählen
    [return] Retoure
    [ship] Verladen
    [kit] Set
   *[other] { $work }
}  { $document }  { $about }
    .short = { $work ->
        [receive] WE
        [pick] Pick
        [pack] Pack
        [count] Zähl
        [return] Ret
        [ship] Lad
        [kit] Set
       *[other] { $work }
    } { $document }
task-begun = Begonnen: { $work ->
    [receive] Wareneingang
    [pick] Kommissionieren
    [pack] Packen
    [count] Zählen
    [return] Retoure
    [ship] Verladen
    [kit] Set
   *[other] { $work }
}  { $document }  { $about }
    .short = > { $work ->
        [receive] WE
        [pick] Pick
        [pack] Pack
        [count] Zähl
        [return] Ret
        [ship] Lad
        [kit] Set
       *[other] { $work }
    } { $document }
task-apart = Begonnen: Set zerlegen  { $quantity } { $item }
    .short = > Zerlegen { $quantity } { $item }
task-resumed = { $document }: weiter, wo Sie aufgehört haben
    .short = Weiter: { $document }
task-not-here = { $document } wird an { $station } nicht bearbeitet
    .short = Nicht an { $station }
