"""The publications: who they come from, when they go out, their standing lines."""
