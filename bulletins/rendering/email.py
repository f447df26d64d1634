"""What stands in a frozen mail where each reader's own address goes.

Editors never type these: the mail templates hold them, the mailer puts the reader's links in.
"""

from __future__ import annotations

UNSUBSCRIBE_URL = "{{unsubscribe_url}}"
PREFERENCES_URL = "{{preferences_url}}"
MERGE_TOKENS = (UNSUBSCRIBE_URL, PREFERENCES_URL)
