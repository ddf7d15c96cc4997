"""Files of others, a line at a time: opening stock first."""
