"""The casualty record: incidents, their table, map and trends."""
