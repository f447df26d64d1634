"""What may happen at the desk, and what follows."""
