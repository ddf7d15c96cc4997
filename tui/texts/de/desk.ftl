### Das Pult: Seiten, Listen und ihre Tasten.

ui-back = Zurück
ui-turn = Umdrehen
    .short = Drehen
ui-enter-history = Verlauf
ui-enter-entry = Öffnen
ui-enter-settle = Klären
ui-search = In dieser Liste suchen
ui-search-help = Die Taste / tut dasselbe
ui-search-keys = Enter: suchen   Esc: schließen
ui-list-hint = / suchen   ←→ sortieren   Enter öffnen
ui-pane-help = { $key }
ui-nothing-found = So etwas gibt es hier nicht
ui-table-points = Gewichte und Signale
ui-empty-points = Nichts wurde gemessen
ui-column-state = { "" }
ui-column-trend = Verlauf
ui-column-item = Artikel
ui-screenshot-saved = Das Bild liegt in { $path }
ui-screenshot-failed = Das Bild konnte nicht geschrieben werden: { $reason }
ui-no-station-row = Dieser Bildschirm hat keinen Platz und kann nichts entscheiden. Mit Platz starten: wedge tui --station NAME
    .short = Kein Platz

help-desk-panes-again = Dieselbe Taste noch einmal zeigt die nächste Seite dieser Taste.
help-desk-move = Pfeile, Bild auf und ab, Pos1 und Ende bewegen in einer Liste.
help-desk-search = / sucht in einer Liste, Enter startet, Esc schließt. Nichts davon wird gebucht.
help-desk-sort = Links und rechts wählen die Spalte, nach der sortiert wird, F2 dreht um.
help-desk-enter = Enter oder F4 öffnet die Zeile.
help-desk-scan = Ein Scan tut hier dasselbe wie bei F5. Bei offener Suche wird er stattdessen gesucht.
