"""Template tags of the daily."""
