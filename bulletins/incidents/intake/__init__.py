"""Incident tables of other people: read, compared with the record, shown, and only then saved."""
