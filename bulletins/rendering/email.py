"""What every mail has in common: how its sender is written, and where a reader's own links go.

Editors never type the links: the mail templates hold them, the mailer puts the reader's in.
"""

from __future__ import annotations

from email.headerregistry import Address

UNSUBSCRIBE_URL = "{{unsubscribe_url}}"
PREFERENCES_URL = "{{preferences_url}}"
MERGE_TOKENS = (UNSUBSCRIBE_URL, PREFERENCES_URL)


def mailbox(name: str, address: str) -> str:
    """“Name <address>” (RFC 5322 §3.4), with the name quoted where it must be."""
    return str(Address(name, addr_spec=address)) if name else address
