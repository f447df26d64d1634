"""Public pages, search, feeds and API."""
