"""The read-only API: what is published, as JSON, CSV and GeoJSON. Its contract is ``openapi``."""
