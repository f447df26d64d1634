"""What may happen to mailings and to readers, and what follows."""
