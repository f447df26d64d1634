"""Handing messages to the mail server. Nothing here touches the database or the queue."""
