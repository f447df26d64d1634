"""Places, their spellings, and how a phrase becomes a point."""
