"""The commands of the subscribers room."""
