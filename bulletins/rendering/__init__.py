"""HTML cleaning, email, PDF, pictures and guarded fetching. No models."""
