"""The link upstream: what goes, what was acknowledged, what comes from central."""
