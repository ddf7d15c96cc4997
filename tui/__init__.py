"""The operator's screen: a terminal program of its own that draws what the daemon asks and sends what is scanned.

keys, scans -> capture.LineBuffer -> inputs.Inputs -> client.Client ==socket==> daemon
daemon ==socket==> client.Client -> app.Floor -> screens/* (text by catalogue.Catalogue, all of it through show.show)
"""
