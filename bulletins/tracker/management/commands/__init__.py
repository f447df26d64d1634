"""The commands of the tracker room."""
