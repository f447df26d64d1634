"""The weekly: issues, takeaways, entries, and their frozen editions."""
