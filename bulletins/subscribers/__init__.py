"""Subscribers, mailings and the delivery ledger."""
