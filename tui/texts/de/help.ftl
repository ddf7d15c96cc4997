### Was bei jeder Frage zu tun ist: ein Satz Hilfe, mehr als ihre Tasten. `help-ask-` und der Schlüssel der Frage.

## Anmelden, Menü, Aufgaben

help-ask-ask-badge = Ausweis scannen, dann die PIN tippen. Nach einer Sperre geht es mit demselben Ausweis weiter.
help-ask-ask-pin = Die PIN wird nicht angezeigt. Nach fünf falschen ist die Station fünf Minuten gesperrt.
help-ask-ask-work = Die Art der Arbeit wählen. Unfertiges steht in den Aufgaben.
help-ask-ask-relieved = Eine andere Person macht mit Ihrer Arbeit weiter. Bestätigen, dass Sie es gesehen haben; Gebuchtes bleibt.
help-ask-tasks-ask = Oben steht, was Sie begonnen oder übernommen haben, dann Dringendes. Begonnenes geht dort weiter, wo es lag.
help-ask-tasks-none = Für diese Station ist nichts offen. Neue Arbeit erscheint von selbst.

## Erlaubnis der Leitung und Gründe

help-ask-ask-supervisor = Die Leitung erlaubt es einmal, mit Ausweis, PIN und Grund. Zurück lässt alles, wie es war.
help-ask-ask-reason = Der Grund steht mit Ihrem Namen im Buch. Den nehmen, der am besten passt.
help-ask-ask-lot = Die Charge steht auf dem Etikett, oft nach LOT oder (10). Fehlt das Etikett, die Leitung fragen.

## Wareneingang

help-ask-receive-ask-document = Lieferschein scannen, wählen oder einfach die erste Ware scannen: Der Eingang wird danach gefunden.
help-ask-receive-ask-which = Die Ware wird in mehreren Eingängen erwartet. Der Lieferschein sagt, welcher es ist.
help-ask-receive-ask-item = Ware oder Palettenetikett scannen. Eine angekündigte Palette kommt mit einem Scan ganz herein.
help-ask-receive-ask-expiry = Das Datum von der Ware nehmen. Ein zweistelliges Jahr genügt.
help-ask-receive-ask-serial = Jedes Stück hat eine eigene Nummer. Die Nummern nacheinander scannen.
help-ask-receive-ask-weight = Nur die eben gezählte Ware gehört auf die Waage, ohne Palette.
help-ask-receive-ask-target = Jedes Stück scannen oder die Zahl tippen, dann scannen, wohin es kommt: Das bucht.
help-ask-receive-ask-unit = Jedes Stück scannen oder die Zahl tippen. Fertig bucht auf die gescannte Palette.
help-ask-receive-ask-damage = Beschädigtes kommt herein, wird aber gesondert geführt und der Leitung gemeldet.
help-ask-receive-ask-damage-next = Was Sie als Nächstes scannen, kommt als beschädigt herein. Wählen, was fehlt.
help-ask-receive-ask-name = Diesen Code kennt niemand. Marke, Art und Größe tippen, damit andere es erkennen.

## Einlagern

help-ask-putaway-ask-what = Scannen, was Sie mitnehmen. Der Bildschirm sagt, wohin es kommt.
help-ask-putaway-ask-target = Den Platz scannen, wenn die Ware dort steht. Ein anderer geht auch: zweimal scannen. Voll: F2.
help-ask-putaway-ask-any = Es fand sich kein Platz. Einen freien, erlaubten nehmen und scannen.
help-ask-carrier-ask-put-down = Auf Stapler oder Wagen liegt noch etwas. Scannen, was Sie abstellen, dann den Platz.

## Kommissionieren

help-ask-pick-ask-order = Einen Auftrag wählen oder scannen. Vor der ersten Kiste können weitere für denselben Weg dazukommen.
help-ask-pick-ask-tote = Die Kiste gehört ab jetzt zu diesem Auftrag. Ohne Kiste den Bereitstellplatz scannen.
help-ask-pick-ask-begun-tote = Ein Teil des Auftrags liegt schon in dieser Kiste. Mit derselben weitermachen.
help-ask-pick-ask-begun-at = Ein Teil des Auftrags steht schon an diesem Platz. Der Rest kommt dazu.
help-ask-pick-ask-lies-there = Alles ist kommissioniert. Den Platz zu scannen beendet den Auftrag.
help-ask-pick-ask-next-tote = Die volle Kiste bleibt beim Auftrag. Für den Rest eine leere nehmen.
help-ask-pick-ask-location = Hingehen und das Etikett des Platzes scannen, nicht die Ware. Nicht erreichbar: F2, Überspringen.
help-ask-pick-ask-item = Nur das Verlangte nehmen. Zu wenig da: F2, Fehlmenge. Kaputt: F2, beschädigt.
help-ask-pick-ask-into-tote = Die Kiste bestätigt die Entnahme. Eine falsche wird abgelehnt.
help-ask-pick-ask-onto-place = Die Ware dort ablegen und den Platz scannen: Das bucht.
help-ask-pick-ask-damaged = Nur das Kaputte, nicht was Sie nehmen. Es wird gesondert geführt und Ersatz gesucht.
help-ask-pick-ask-empty = Laut Buch ist der Platz leer. Bestätigen oder tippen, was noch da liegt.
help-ask-pick-ask-wait = Der Rest ist anderen versprochen. Noch einmal nachsehen, überspringen oder als Fehlmenge schließen.
help-ask-pick-ask-stage = Alles ist in der Kiste. Gebucht wird sie auf den Platz, den Sie scannen.
help-ask-pick-ask-any-stage = Alles ist in der Kiste. Jeder Bereitstellplatz ist recht; das Packen findet sie dort.

## Zählen und Freigeben

help-ask-count-ask-place = Verlangte Zählungen stehen oben. Jeder Platz und jede Palette lässt sich durch Scannen zählen.
help-ask-count-ask-items = Angeben, was Sie sehen, nicht was Sie erwarten. Paletten über ihr Etikett. Alles gesagt: Fertig.
help-ask-count-ask-again = Die erste Zählung wich ab. Alles noch einmal zählen, ohne auf die erste zu sehen.
help-ask-count-ask-expiry = Das Etikett nennt kein Datum. Von der Ware ablesen; verschiedene Daten getrennt zählen.
help-ask-approve-ask = Diese Zählungen wichen zweimal ab. Eine wählen, um Befund und Buch zu sehen.
help-ask-approve-none = Keine Zählung weicht ab. Neue erscheinen von selbst.
help-ask-approve-supervisors-only = Nur die Leitung sieht, was das Buch über einen gezählten Platz sagt.
help-ask-approve-ask-count = Bestätigen berichtigt das Buch um die Differenz. Im Zweifel noch einmal zählen lassen.
help-ask-approve-gone = Jemand anders oder eine spätere Zählung hat es erledigt. Zurück zur Liste.
help-ask-approve-ask-cause = Die Ursache steht mit der Berichtigung im Buch. So lässt sich finden, warum Zählungen abweichen.

## Umlagern

help-ask-transfer-ask-from = Den Platz scannen, den die Ware verlässt, oder eine Palette, die ganz umzieht.
help-ask-transfer-ask-item = Scannen, was Sie nehmen. Fertig zieht alles um, was dort steht.
help-ask-transfer-ask-target = Jedes Stück scannen oder die Zahl tippen. Der Platz danach bucht die Umlagerung.
help-ask-transfer-ask-unit = Ein Platz zieht die Palette ganz um. Ein Artikel nimmt etwas heraus.
help-ask-transfer-ask-all = Alles von dort kommt auf den Platz, den Sie scannen, auch Paletten.

## Retouren

help-ask-return-ask-what = Mit Papieren diese scannen: Zurück kann nur, was verschickt wurde. Ohne die Ware scannen.
help-ask-return-ask-item = Jedes Stück scannen, das zurückkam. Nichts mehr: Fertig.
help-ask-return-ask-expiry = Das Datum von der Ware nehmen. Abgelaufenes kommt nicht in den Verkauf zurück.
help-ask-return-ask-quantity = Jedes Stück scannen oder tippen, wie viele im selben Zustand zurückkamen.
help-ask-return-ask-reason = Was der Kunde angibt. Es steht im Buch.
help-ask-return-ask-grade = Auf die Ware sehen, nicht auf die Papiere. Nur Neuwertiges wird wieder verkauft.
help-ask-return-ask-target = Scannen, wohin die Ware kommt. Fertig lässt sie, wo sie angenommen wurde.

## Packen

help-ask-pack-ask-what = Eine gefüllte Kiste scannen. Ihr Auftrag wird danach gefunden.
help-ask-pack-ask-tote = Der Auftrag liegt in mehreren Kisten. Eine nach der anderen nehmen.
help-ask-pack-ask-box = Kartontyp oder ein neues Etikett scannen. Die Kiste kann auch selbst gehen.
help-ask-pack-ask-plate = Das Etikett benennt das Paket ab jetzt: auf dem Lkw und beim Kunden.
help-ask-pack-ask-item = Jedes Stück beim Einlegen scannen. Karton voll: F2. Falsches wird abgelehnt.
help-ask-pack-ask-done = Alle Positionen sind drin. Karton schließen; das Etikett wird gedruckt.
help-ask-pack-ask-weight = Das Gewicht zeigt, ob etwas fehlt oder zu viel ist. Warten, bis die Waage ruht.

## Verladen

help-ask-ship-ask-what = Ladung oder Tor scannen oder wählen. Einen Lkw können mehrere beladen.
help-ask-ship-ask-unit = Jede Einheit beim Verladen scannen. Was nicht dazugehört, wird abgelehnt.
help-ask-ship-ask-done = Nichts fehlt. Fertig bucht alles aus, wenn der Lkw abfährt.
help-ask-ship-ask-rest = Die Buchung wurde unterbrochen. Fertig bucht den Rest; nichts wird doppelt gebucht.

## Sets

help-ask-kit-ask-order = Ein Auftrag macht aus Teilen Sets. Ein gescanntes Set wird zerlegt.
help-ask-kit-ask-part = Die Teile beim Nehmen scannen. Der Bildschirm zählt, für wie viele Sets sie reichen.
help-ask-kit-ask-complete = Jetzt die Sets bauen. Fertig bucht Teile aus und Sets ein.
help-ask-kit-ask-quantity = Wie viele Sets Sie gebaut haben. Mehr, als die Teile hergeben, wird abgelehnt.
help-ask-kit-ask-target = Scannen, wohin die Sets kommen. Fertig lässt sie an dieser Station.
help-ask-kit-ask-apart = Wie viele Sets Sie öffnen. Ihre Teile kommen in den Bestand zurück.
help-ask-kit-ask-back = Teile mit Charge oder Nummer einzeln scannen; die anderen kommen von selbst zurück.
help-ask-kit-ask-back-target = Scannen, wohin die Teile kommen. Fertig lässt sie an dieser Station.
help-ask-kit-ask-expiry = Das Datum vom Teil selbst nehmen.
help-ask-kit-ask-serial = Jedes dieser Teile hat eine eigene Nummer. Die des Teils in der Hand scannen.

## Nachschub

help-ask-replenish-ask-face = Plätze, die knapp werden, stehen hier, leere zuerst. Andere lassen sich scannen.
help-ask-replenish-ask-reserve = Die Ware aus der Reserve holen. Nicht da: F2, Fehlmenge.
help-ask-replenish-ask-take = So viel nehmen wie verlangt, oder weniger, wenn es nicht passt. Tippen, was Sie wirklich nahmen.
help-ask-replenish-ask-some = Die Reserve wird gezählt, darum steht keine Menge da. Nehmen, was passt, und tippen.
help-ask-replenish-ask-put = Den aufgefüllten Platz scannen. Voll: F2; der Rest geht zurück oder woandershin.
help-ask-replenish-ask-put-all = Den aufgefüllten Platz scannen: Alles Genommene wird dort gebucht.
help-ask-replenish-ask-put-unit = Den aufgefüllten Platz scannen: Die Einheit wird dort ganz gebucht.

## Meldungen

help-ask-settle-ask = Die ältesten zuerst. Am Leitstand lässt sich jede aus der Liste wählen.
help-ask-settle-none = Nichts ist offen. Neue Meldungen erscheinen von selbst.
help-ask-settle-supervisors-only = Nur die Leitung erledigt Meldungen. Bitte dort fragen.
help-ask-settle-gone = Jemand anders oder die Arbeit im Lager hat es erledigt. Zurück zur Liste.
help-ask-settle-ask-what = Erledigen beendet es, mit Ihrem Namen und einem Grund. Eine Zählung klärt, was wirklich da ist.
help-ask-settle-ask-reason = Der Grund steht im Buch. Zurück lässt die Meldung offen.

## Andere Stationen, Übergabe, Nachsehen

help-ask-session-ask = Stationen, an denen jemand angemeldet ist. Ihre eigene ist nicht dabei.
help-ask-session-none = Nirgends sonst ist jemand angemeldet.
help-ask-session-nobody = Dort ist niemand angemeldet. Zurück zur Liste.
help-ask-session-supervisors-only = Nur die Leitung sieht andere Stationen. Bitte dort fragen.
help-ask-session-ask-what = Dieselbe Nummer zweimal drücken. Wer dort arbeitet, erfährt es mit Ihrem Namen; Gebuchtes bleibt.
help-ask-hand-ask = Was Sie begonnen haben und heute nicht beenden. Es geht dort weiter, wo Sie aufhörten.
help-ask-hand-none = Nur Arbeit an einem Beleg lässt sich übergeben. Begonnenes erscheint hier.
help-ask-hand-ask-badge = Die andere Person findet es oben in den Aufgaben. Fertig überlässt es der nächsten.
help-ask-look-ask = Hier wird nichts gebucht. Was gerade gezählt wird, steht nicht da.
help-ask-look-ask-more = Gleich das Nächste scannen oder ins Menü. Hier wird nichts gebucht.
help-ask-look-ask-serial = Wo dieses eine Stück steht. Gleich das Nächste scannen.
