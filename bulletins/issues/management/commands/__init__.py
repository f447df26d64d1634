"""The commands of the issues room."""
