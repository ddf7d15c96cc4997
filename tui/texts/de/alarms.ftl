### Alarme

alarm-store-damaged = Der Speicher ist beschädigt: nichts wird gebucht. Hilfe holen
    .short = Speicher defekt
alarm-disk-waits = Die Platte ist voll: nichts wird gebucht, Scans warten. Platz schaffen
    .short = Platte voll: Halt
alarm-disk-full = Die Platte ist voll, noch { $mib } MiB: Platz schaffen
    .short = Platte: { $mib } MiB
alarm-disk-low = Die Platte ist fast voll: noch { $mib } MiB
    .short = Platte: { $mib } MiB
alarm-disk-low-hours = Die Platte ist fast voll: { $mib } MiB, genug für { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}
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
alarm-pictures-failed = Alte Bilder konnten nicht gelöscht werden: siehe Log
    .short = Alte Bilder bleiben
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
    .short = Speicher defekt
store-damaged-line = Nichts wird gebucht. Die Box eingeschaltet lassen und Hilfe holen.
    .short = Nichts wird gebucht.
store-damaged = Nicht gebucht: der Speicher ist beschädigt. Hilfe holen
    .short = Nicht gebucht
alarm-head-file = Der signierte Stand des Buches lässt sich nicht schreiben: { $reason }. Bitte die Technik rufen
    .short = Stand ungesichert
