"""The project's settings, for tests: the same code, quicker passwords, no mail leaves.

Everything a run writes lies in one folder that is removed afterwards, never in ``DATA_DIR``.
Processes a test starts (workers, servers) read these settings too, and find the same folder, the
same database and the same mail server through the environment.
"""

import json
import os
import tempfile

# Playwright keeps an event loop in the thread of the test, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
if "TEST_DATA_DIR" not in os.environ:
    os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="ishm-")
os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"]

# A service to sign in by, so that every page is tested with its button; nobody is at its address.
os.environ["SOCIAL_LOGIN"] = json.dumps(
    {
        "openid_connect": {
            "name": "Example",
            "server_url": "https://localhost",
            "client_id": "ishm",
            "secret": "of the test",
        }
    }
)

from ishm.settings import *  # noqa: F403
from ishm.settings import DATA_DIR, DATABASES, STATIC_ROOT

STATIC_ROOT.mkdir(exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since workers and servers must see it; without waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
if name := os.environ.get("TEST_DATABASE_NAME"):
    DATABASES["default"]["NAME"] = name
if folder := os.environ.get("TEST_MEDIA_ROOT"):
    MEDIA_ROOT = folder

if "TEST_BROKER_URL" in os.environ:
    CELERY_BROKER_URL = os.environ["TEST_BROKER_URL"]
else:
    # Tasks started by a test without the `broker` fixture wait in memory and are forgotten.
    CELERY_BROKER_URL = "memory://"
if "TEST_EMAIL_PORT" in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_EMAIL_PORT"])
    EMAIL_USE_TLS = EMAIL_USE_SSL = False
    EMAIL_HOST_USER = EMAIL_HOST_PASSWORD = os.environ.get("TEST_EMAIL_USER", "")
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A page is looked up anew for every request, since every test has its own database.
PAGES_FRESH_SECONDS = 0
