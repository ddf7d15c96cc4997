### Zählungen freigeben

approve-title = Zählungen freigeben
approve-ask = Welche Zählung? Die Nummer tippen
    .short = Welche Zählung?
approve-none = Keine Zählung wartet auf eine Entscheidung
    .short = Nichts wartet
approve-supervisors-only = Über Zählungen entscheidet nur die Schichtleitung
    .short = Nur Schichtleitung
approve-option = { $place }  { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
}
approve-chosen = Zählung von { $place }
approve-ask-count = { $place }: das Buch berichtigen oder noch einmal zählen lassen?
    .short = { $place }: stimmt es?
approve-line = { $item }: { $found } gefunden, { $book } im Buch
    .short = { $item }: { $found } statt { $book }
approve-lot-line = { $item }, Charge { $lot }: { $found } gefunden, { $book } im Buch
    .short = { $item } { $lot }: { $found } statt { $book }
approve-unit = { $lpn } steht im Buch und war nicht da
    .short = { $lpn } fehlt
approve-more = und { $lines } weitere
approve-ask-cause = Warum war das Buch falsch?
    .short = Warum?
approve-gone = Das ist inzwischen erledigt
    .short = Schon erledigt
approve-not-at-hand = Die Zählung von { $place } liegt im Archiv: noch einmal zählen lassen
    .short = Neu zählen lassen
approve-in-hand = Ware aus { $place } ist gerade in Händen: entscheiden, wenn sie gebucht ist
    .short = Ware ist in Händen
approved = { $place }: das Buch ist berichtigt
    .short = { $place } berichtigt
approved-partly = { $place }: berichtigt bis auf { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
}; es wird noch einmal gezählt
    .short = Teilweise: nochmal
approve-sent-back = { $place } wird noch einmal gezählt
    .short = { $place } nochmal
cause-missing-transaction = Eine Buchung fehlte
cause-miscounted = Vorher falsch gezählt
    .short = Falsch gezählt
cause-found = Wiedergefunden
cause-expired = Abgelaufen, entsorgt
cause-lost = Verloren
cause-damaged = Beschädigt
cause-other = Etwas anderes
