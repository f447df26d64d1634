"""What the issue's templates need beyond Django's own filters."""
