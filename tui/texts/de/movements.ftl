### Bewegungen

movement-receive = Eingang
movement-putaway = Einlagern
movement-pick = Picken
movement-count = Zählung
movement-move = Umlagern
movement-transfer = Umlagern
movement-ship = Versand
movement-adjust = Korrektur
movement-shelf = Regal
movement-pack = Packen
