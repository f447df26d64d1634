"""Every saved version of what people write, and the guard against lost edits."""
