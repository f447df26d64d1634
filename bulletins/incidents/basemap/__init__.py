"""Where the lines of the map come from."""
