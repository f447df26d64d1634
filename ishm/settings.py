"""Settings, read from the environment; every one has a default that is safe right after a clone.

Two configurations, one code (docs/architecture.md):

embedded
    No setting at all. SQLite, a private Redis on a socket, mail caught locally;
    everything that is written lies under ``DATA_DIR``.
production
    ``DATABASE_URL``, ``REDIS_URL``, ``EMAIL_URL``, ``SITE_URL`` and ``SECRET_KEY`` are given.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url

from bulletins.rendering.marks import ckeditor_config
from ishm import embedded, logs, policies, social
from ishm.environment import DATABASE_SCHEMES, EMAIL_SCHEMES, REDIS_SCHEMES, Environment

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# --- The site ---------------------------------------------------------------------------------

SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
IS_SECURE = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
# What the shell calls itself; publications carry their own names.
SITE_NAME = env.text("SITE_NAME", "ISHM")
SITE_TITLE = env.text("SITE_TITLE", "Iraq Security and Humanitarian Monitor")

DEBUG = env.flag("DEBUG", False)
HAS_OWN_SECRET_KEY = bool(env.text("SECRET_KEY", ""))
SECRET_KEY = env.text("SECRET_KEY", "") or embedded.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.texts("ALLOWED_HOSTS", [SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.texts("CSRF_TRUSTED_ORIGINS", [SITE_URL])

ROOT_URLCONF = "ishm.urls"
WSGI_APPLICATION = "ishm.wsgi.application"
ASGI_APPLICATION = "ishm.asgi.application"

INSTALLED_APPS = [
    "ishm.apps.IshmConfig",
    "bulletins.accounts",
    "bulletins.publications",
    "bulletins.rendering",
    "bulletins.revisions",
    "bulletins.gazetteer",
    "bulletins.guide",
    "bulletins.incidents",
    "bulletins.tracker",
    "bulletins.issues",
    "bulletins.subscribers",
    "bulletins.importing",
    "bulletins.preflight",
    "bulletins.desk",
    "bulletins.public",
    "ckeditor",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Simple: the back office is found by ishm.urls, so that workers do not carry it.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "ishm.metrics.measure",
    "django.middleware.security.SecurityMiddleware",
    "ishm.static_files.StaticFiles",
    "bulletins.public.crowds.one_answer",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bulletins.accounts.middleware.known_methods",
    "bulletins.accounts.middleware.whole_addresses",
    "bulletins.accounts.middleware.who_acts",
    "bulletins.accounts.middleware.second_factor",
    "bulletins.importing.redirects.OldAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ishm.context.site",
            ],
        },
    },
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Data ---------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE_URL = env.url("DATABASE_URL", DATABASE_SCHEMES)
if DATABASE_URL:
    parsed = dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    DATABASES = {"default": dict(parsed)}
else:
    DATABASES = {"default": embedded.database(DATA_DIR)}

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FILES = 400  # a folder of old issues, chosen at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "bulletins.accounts.uploads.KnownPeopleOnly",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Of django-leaflet only the files: Leaflet for the web map, served by the site itself.
LEAFLET_DIR = Path(str(find_spec("leaflet").origin)).parent / "static"  # type: ignore[union-attr]
STATICFILES_DIRS = [BASE_DIR / "static", LEAFLET_DIR]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "bulletins.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Every account begins with a link from our mail; a new address is proved before it counts.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
# A person who mistypes is let in again after a while; nobody can be locked out for good.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/h/key",
    "reauthenticate": "10/m/user",
    "signup": "10/h/ip",
}
# The counters are in the database: shared by all web processes, there when Redis is not.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counters",
    },
    # Reading the API writes nothing, not even a count: each process keeps its own in memory.
    "api": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "api"},
}
# Services readers may sign in by; their apps are loaded only where some are configured.
SOCIALACCOUNT_PROVIDERS = social.read(env.mapping("SOCIAL_LOGIN"), env.problems)
SOCIAL_LOGINS = social.names(SOCIALACCOUNT_PROVIDERS)
SOCIALACCOUNT_ADAPTER = "bulletins.tracker.social.SocialAdapter"
INSTALLED_APPS += social.apps_for(SOCIALACCOUNT_PROVIDERS)
MFA_ADAPTER = "bulletins.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE
# For everybody who can publish. Off on a machine of one's own, where it would only be in the way.
MFA_REQUIRED = env.flag("MFA_REQUIRED", IS_SECURE)

# --- Browser security (reference: OWASP ASVS 5.0, chapter 3) --------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
if IS_SECURE:
    # The prefix makes browsers refuse the cookie from a sibling host or over plain HTTP.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    # Asked from inside, over plain HTTP, by whoever watches over the process.
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", True)
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.STRICT}
EDITOR_CONTENT_SECURITY_POLICY = policies.WITH_EDITOR

# --- Public pages ---------------------------------------------------------------------------------

# How long a composed page is served before its state is looked up again (bulletins.public.frozen).
PAGES_FRESH_SECONDS = env.decimal("PAGES_FRESH_SECONDS", 1.0)
# Published pages as files, which the fronts in deploy/ serve without asking the application.
PAGES_AS_FILES = env.flag("PAGES_AS_FILES", BEHIND_PROXY)
PAGES_DIR = DATA_DIR / "pages"
# From one network, to one process.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 120)

# --- Mail ---------------------------------------------------------------------------------------

# Without a mail server, mail is caught on this machine and shown at /mailbox/, but only to a
# browser on this machine: what is caught holds the keys of subscriptions and accounts.
MAILBOX_DIR = DATA_DIR / "mailbox"
EMAIL_URL = env.url("EMAIL_URL", EMAIL_SCHEMES)
HAS_MAILBOX = not EMAIL_URL and SITE_HOST in {"localhost", "127.0.0.1", "::1"}
EMAIL = dj_email_url.parse(
    EMAIL_URL or embedded.email_url(DATA_DIR, catcher_port=env.number("MAIL_CATCHER_PORT", 0))
)
# A mail service instead of SMTP: its Anymail backend here, its keys as JSON in ANYMAIL.
EMAIL_BACKEND = env.text("EMAIL_BACKEND", EMAIL["EMAIL_BACKEND"])
ANYMAIL = env.mapping("ANYMAIL")
if ANYMAIL:  # Its checks of the keys. Whoever sends by SMTP saves 5 MB in each process.
    INSTALLED_APPS.append("anymail")
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = EMAIL["EMAIL_FILE_PATH"]
# Django waits for ever by default; a silent relay would hold a worker until somebody notices.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 60)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"ishm@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A restored backup must never mail anyone by itself.
SENDING_ENABLED = (
    env.flag("SENDING_ENABLED", True) and not (DATA_DIR / "restored-from-backup").exists()
)
# How the bulletin is handed over; each figure is explained in docs/sending.md.
SENDING_WINDOW = env.number("SENDING_WINDOW", 10)  # messages a crash leaves open, per connection
SENDING_CONNECTIONS = env.number("SENDING_CONNECTIONS", 4)  # per worker
SENDING_WORKERS = env.number("SENDING_WORKERS", 2)  # at work on one mailing at a time
SENDING_MAILS_PER_CONNECTION = env.number("SENDING_MAILS_PER_CONNECTION", 100)
SENDING_ROUND = env.number("SENDING_ROUND", 15)  # seconds a task works before it makes room
SENDING_LEASE = env.number("SENDING_LEASE", 300)  # seconds; well above twice EMAIL_TIMEOUT
SENDING_BACKOFF = env.numbers("SENDING_BACKOFF", [60, 300, 900, 3600])  # seconds
SENDING_PER_SECOND = env.number("SENDING_PER_SECOND", 0)  # over all workers; 0 is no limit
SENDING_PER_HOUR = env.number("SENDING_PER_HOUR", 0)
# A sender nobody knows yet: so many on this day, twice as many on each that follows.
SENDING_WARM_UP = env.day("SENDING_WARM_UP")
SENDING_WARM_UP_FIRST_DAY = env.number("SENDING_WARM_UP_FIRST_DAY", 500)
SENDING_KEEPS_TRYING = env.number("SENDING_KEEPS_TRYING", 48)  # hours
# Its MX must lead to the bounce mailbox or hook; empty: bounces go to the sender's address.
BOUNCE_DOMAIN = env.text("BOUNCE_DOMAIN", "")
# Signing at the sender, where no relay signs: an RSA key, and where its public half is in the DNS.
DKIM_KEY_FILE = env.text("DKIM_KEY_FILE", "")
DKIM_SELECTOR = env.text("DKIM_SELECTOR", "")  # also for looking up what the relay signs with
DKIM_DOMAIN = env.text("DKIM_DOMAIN", "")  # empty: the sender's
# The public addresses mail leaves from, for the deliverability page; empty: those of EMAIL_HOST.
SENDING_ADDRESSES = env.texts("SENDING_ADDRESSES", [])
# "Resend-Idempotency-Key", "X-EE-Idempotency-Key": the relay then drops a second copy by itself.
SMTP_IDEMPOTENCY_HEADER = env.text("SMTP_IDEMPOTENCY_HEADER", "")

# --- Celery (reasons for each figure: docs/architecture.md) ---------------------------------------

REDIS_URL = env.url("REDIS_URL", REDIS_SCHEMES)
CELERY_BROKER_URL = REDIS_URL or embedded.broker_url(DATA_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 25,
    # Whoever rings a deaf broker is told at once: a person may wait, and the tick rings again.
    "max_retries": 1,
    "interval_start": 0,
    "global_keyprefix": env.text("REDIS_KEY_PREFIX", "ishm:"),
}
CELERY_VISIBILITY_TIMEOUT = 900
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = TIME_ZONE

# --- Rich text ------------------------------------------------------------------------------------

# The toolbar and the sanitizer's allow-list come from one declaration.
CKEDITOR_CONFIGS = {"default": ckeditor_config()}
# The client asks for django-ckeditor; the risk and its limits are answered in docs/security.md.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

# --- What operators are told ----------------------------------------------------------------------

# Celery would put its own, unmasked log in place of ours.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
LOGGING = logs.configuration(
    is_json=env.flag("LOG_AS_JSON", False), level=env.text("LOG_LEVEL", "INFO")
)
# Who gets a mail when something fails; at most one an hour for the same failure.
ERROR_MAILS_TO = env.texts("ERROR_MAILS_TO", [])
# /metrics answers whoever knows the token, and these networks; without either nobody.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_NETWORKS = env.networks("METRICS_NETWORKS")

# What could not be read, for the system checks to name all at once.
ENVIRONMENT_PROBLEMS = env.problems
