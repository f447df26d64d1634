"""The entry point for ASGI servers."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from ishm.checks import refuse_wrong_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")

application = get_asgi_application()
refuse_wrong_setup()
