"""The editors' workspace."""
