"""The parts of the screen. Each draws what the app hands it; none takes keys or focus."""
