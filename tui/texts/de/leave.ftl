### Freigabe durch die Leitung, Gründe, Scans, die auf eine Taste warten

leave-title = Leitung
ask-supervisor = Leitung: Ausweis scannen
ask-reason = Warum? Grund wählen
    .short = Warum?
badge-wanted = Zuerst den Ausweis der Leitung scannen. Etwas anderes geht hier nicht
    .short = Ausweis scannen
leave-wanted = Das muss die Leitung freigeben
    .short = Leitung nötig
leave-line = Die Leitung kann das freigeben: F2
    .short = F2: Leitung
leave-given = Freigegeben: es wird jetzt gebucht
    .short = Freigegeben
not-a-supervisor = { $name } gehört nicht zur Leitung
    .short = Keine Leitung
nothing-to-allow = Hier gibt es nichts freizugeben
    .short = Nichts freizugeben

ask-reason-over-receipt = Warum kommt mehr als erwartet?
ask-reason-short-life = Warum kommt Ware, die so bald abläuft?
ask-reason-older-than-stock = Warum kommt ältere Ware?
ask-reason-expired = Warum wird abgelaufene Ware angenommen?
ask-reason-recalled = Warum wird eine zurückgerufene Charge angenommen?
ask-reason-other-bin = Warum ein anderer Platz?
ask-reason-other-stock = Warum anderer Bestand?
ask-reason-blocked = Warum wird die Sperre aufgehoben?
ask-reason-short-receipt = Warum kam weniger?
ask-reason-negative = Warum wird mehr entnommen, als gebucht ist?
ask-reason-over-return = Warum kommt mehr zurück, als geliefert wurde?
ask-reason-partial = Warum geht nur ein Teil?
ask-reason-weight-off = Warum wird das Gewicht angenommen?
ask-reason-not-planned = Warum geht es ungeplant mit?
ask-reason-not-on-document = Warum kommt es, obwohl es nicht auf dem Wareneingang steht?
ask-reason-asn-differs = Warum kommt es, obwohl anderes angekündigt war?
ask-reason-other-dock = Warum an einem anderen Tor?
reason-substitute = Kommt als Ersatz
reason-sent-more = Es wurde mehr geschickt
reason-agreed = So vereinbart
reason-sells-fast = Verkauft sich schnell
reason-for-return = Geht zurück
reason-for-disposal = Wird entsorgt
reason-bin-full = Der Platz ist voll
reason-bin-unreachable = Der Platz ist nicht erreichbar
reason-better-place = Passt dort besser
reason-in-front = Steht vorn
reason-customer-wish = Wunsch des Kunden
reason-checked = Ich habe es geprüft
reason-emergency = Notfall
reason-not-delivered = Wurde nicht geliefert
reason-backordered = Der Rest kommt später
reason-refused-at-door = An der Tür abgelehnt
reason-seen-here = Es ist da, ich sehe es
reason-booked-later = Wird später gebucht
reason-goodwill = Kulanz
reason-customer-agrees = Der Kunde ist einverstanden
reason-rest-later = Der Rest geht später
reason-scale-wrong = Die Waage geht falsch
reason-other = Anderer Grund

held-line = { $waiting ->
    [one] 1 Scan wartet: verwenden oder verwerfen
   *[other] { $waiting } Scans warten: verwenden oder verwerfen
}
    .short = Wartend: { $waiting }
scan-held = { $waiting ->
    [one] Noch nicht verwendet: 1 Scan wartet. Ja verwendet ihn, Zurück verwirft ihn
   *[other] Noch nicht verwendet: { $waiting } Scans warten. Ja verwendet sie, Zurück verwirft sie
}
    .short = Wartend: { $waiting }
held-full = Zu viele Scans warten. { $code } wurde nicht verwendet
    .short = Zu viele wartend
held-applied = { $waiting ->
    [one] Der wartende Scan wird verwendet
   *[other] { $waiting } wartende Scans werden verwendet
}
    .short = { $waiting } verwendet
held-dropped = { $waiting ->
    [one] Der wartende Scan ist verworfen
   *[other] { $waiting } wartende Scans sind verworfen
}
    .short = { $waiting } verworfen
gun-moved = { $device } arbeitet jetzt an { $station }
    .short = Jetzt an { $station }
