"""Past documents become drafts."""
