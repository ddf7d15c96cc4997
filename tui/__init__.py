"""The operator's screen: a separate process that draws what the daemon says."""
