"""From blocks to a bulletin: find the parts by their shape, then read each. Nothing is guessed."""
