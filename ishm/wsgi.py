"""The entry point for WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from ishm.checks import refuse_wrong_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")

application = get_wsgi_application()
refuse_wrong_setup()
