"""What a page may load and run: the two content security policies of the site."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

# Where browsers report what a policy kept them from (bulletins.accounts.policy_reports).
REPORTS = "/csp/report/"

# No other origin, no inline script or style without this answer's nonce.
STRICT: dict[str, Any] = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "font-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "report-uri": [REPORTS],
}

# CKEditor 4 carries inline handlers and styles. Only pages with an editor get this policy; it is
# the narrowest one under which every button works (measured, docs/security.md).
WITH_EDITOR: dict[str, Any] = {
    **STRICT,
    "script-src": [SELF],
    "script-src-attr": [UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}
