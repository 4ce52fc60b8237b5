"""Settings from the environment; `.env.example` lists every variable."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from clustermeet.settings.beats import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from clustermeet.settings.environment import day, flag, listed, secret, with_password
from clustermeet.settings.logs import LOGGING as LOGGING
from clustermeet.settings.parts import INSTALLED_APPS as INSTALLED_APPS
from clustermeet.settings.parts import MIDDLEWARE as MIDDLEWARE

# Lets Django's generic classes be written with their type: `ModelForm[Edition]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]

DEBUG = flag("DEBUG")
# DEMO: the site holds demonstration data, and mail goes to files that staff can read on a page.
DEMO = flag("DEMO")
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in secret("SECRET_KEY_FALLBACKS").split(",") if key]
ALLOWED_HOSTS = listed("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
HTTPS = flag("HTTPS")
SITE_NAME = "clustermeet"
# Where people who found a hole write, an address or a mailto:, and until which day that is right.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
SECURITY_EXPIRES = day("SECURITY_EXPIRES")
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")

ROOT_URLCONF = "clustermeet.urls"
WSGI_APPLICATION = "clustermeet.wsgi.application"

_files = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
_cached = [("django.template.loaders.cached.Loader", _files)]
_loaders: list[Any] = [*_files] if DEBUG else [*_cached]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "interface.context.site",
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "libraries": {"i18n": "interface.templatetags.sentences"},
            "loaders": [("template_partials.loader.Loader", _loaders)],
        },
    }
]

# That there are two libraries called i18n is meant; a test finds any other two of one name.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# One dialect, PostgreSQL; a psycopg pool per process.
DATABASES = {
    "default": {
        **dj_database_url.parse(secret("DATABASE_URL", "postgres:///clustermeet")),
        "OPTIONS": {
            # A statement that a connection has sent so often stays planned on it: planning is
            # most of what the server does for a page (docs/decisions/0011-planned-statements.md).
            "server_side_binding": True,
            "prepare_threshold": 5,
            # A worker forks, and a pool does not survive that: it sets DB_POOL=0.
            "pool": {"min_size": 0, "max_size": 10, "timeout": 5}
            if flag("DB_POOL", default=True)
            else False,
        },
    }
}
# Beside the address, so that it may have any characters.
if password := secret("DATABASE_PASSWORD"):
    DATABASES["default"]["PASSWORD"] = password
# How long an act waits for a row that another one holds, before it begins again.
LOCK_TIMEOUT_MS = int(os.environ.get("LOCK_TIMEOUT_MS", "2000"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis carries wake-ups alone; it may vanish at any moment (docs/architecture.md).
REDIS_URL = secret("REDIS_URL", "redis://localhost:6379/0")
if password := secret("REDIS_PASSWORD"):
    REDIS_URL = with_password(REDIS_URL, password)
# The cache holds what must not vanish: how often somebody tried (docs/decisions/0003-counts.md).
CACHES = {
    "default": {
        "BACKEND": "clustermeet.cache.Counts",
        "LOCATION": "counts",
        "KEY_FUNCTION": "clustermeet.cache.sealed",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Of whom a second step is asked; required, it is given so many days from the first sign-in on.
SECOND_STEP_OF = ["accounts.rules.has_rights", "events.rules.works_at_events"]
SECOND_STEP_REQUIRED = flag("SECOND_STEP_REQUIRED")
SECOND_STEP_DAYS = int(os.environ.get("SECOND_STEP_DAYS", "14"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
# A new address counts when it is confirmed, and the old one is told.
ACCOUNT_CHANGE_EMAIL = ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
# Pages that the start page leads back to when somebody opened an account to reach them.
GO_ON_WITH = ["/claims/new/"]
ACCOUNT_ADAPTER = "accounts.adapter.OutboxAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.entrance.SignupForm",
    "request_login_code": "accounts.entrance.RequestLoginCodeForm",
}
# Who has lost the password, or whose password others guess at, comes in by a code in a mail.
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# A venue is hundreds of people behind one address (ip); one account (key) is guessed at slowly.
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "login_failed": "120/m/ip,10/10m/key",
    "request_login_code": "120/m/ip,5/10m/key",
    "reset_password": "120/m/ip,5/10m/key",
    "reset_password_from_key": "120/m/ip",
    "signup": "120/m/ip",
}
# A forged X-Forwarded-For must not reset the throttle: only the proxy that we run is trusted.
ALLAUTH_TRUSTED_PROXY_COUNT = int(flag("BEHIND_PROXY"))
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "accounts.entrance.AddPasskeyForm",
    "authenticate_webauthn": "accounts.entrance.PasskeyForm",
    "edit_webauthn": "accounts.entrance.RenamePasskeyForm",
    "login_webauthn": "accounts.entrance.PasskeyAloneForm",
    "reauthenticate_webauthn": "accounts.entrance.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# Browsers give passkeys to https and to localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Nobody signs in before the first address is confirmed; a change of address may wait meanwhile.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "1200/m/ip"}

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "clustermeet@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if host := os.environ.get("EMAIL_HOST"):
    # Django's, but no server can hold it for longer than a batch may take.
    EMAIL_BACKEND = "notifications.delivery.line.InterruptibleBackend"
    EMAIL_HOST = host
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
    EMAIL_USE_SSL = flag("EMAIL_USE_SSL")
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = os.environ.get("EMAIL_FILE_PATH", str(BASE_DIR / ".local" / "mail"))

# Where the list of erasures stands, outside the database: what a restored backup is measured by.
ERASURES_DIR = os.environ.get("ERASURES_DIR", str(BASE_DIR / ".local" / "erasures"))
# Mails that could not be delivered come back to this address, each under a token of its own; they
# are read from a maildir, or posted to /mail/bounces/ with the secret (docs/deployment.md).
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS", "").lower()
BOUNCE_MAILDIR = os.environ.get("BOUNCE_MAILDIR", "")
BOUNCE_SECRET = secret("BOUNCE_SECRET")
# What a sent mail said is kept so long, then only that something was sent.
MAIL_KEPT_DAYS = int(os.environ.get("MAIL_KEPT_DAYS", "90"))

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
# What each language calls itself; one ships when its catalogue is there and compiled.
_names = {"en": "English", "es": "Español", "ca": "Català", "it": "Italiano", "fr": "Français"}


def _is_shipped(code: str) -> bool:
    folder = BASE_DIR / "locale" / code / "LC_MESSAGES"
    return code == LANGUAGE_CODE or all(
        (folder / f"django.{kind}").exists() for kind in ("po", "mo")
    )


LANGUAGES = [(code, name) for code, name in _names.items() if _is_shipped(code)]
# PSEUDO: English with accents, brackets and more length, to find texts that nobody can translate.
if flag("PSEUDO"):
    LANGUAGES.append(("en-xa", "Pseudo"))
    LOCALE_PATHS.append(BASE_DIR / ".local" / "locale")
LANGUAGE_COOKIE_AGE = 31_536_000
# The pages that have an address in each language (docs/languages.md).
PUBLIC_URLS = "catalogue.urls"
USE_I18N = True
# UTC in the database and for beat; people see the edition's own zone.
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if flag("HASHED_STATIC", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Static files as they stand in the sources, without `collectstatic`.
WHITENOISE_USE_FINDERS = flag("UNCOLLECTED_STATIC", default=DEBUG)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A grid with many windows, an availability page of two weeks: more is refused in words.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Mail has a queue and a worker of its own: a mail server that is slow holds up no run, and a run
# that takes its ten minutes no mail.
CELERY_TASK_ROUTES = {"notifications.tasks.*": {"queue": "deliver"}}
# A run's own limit is at most ten minutes; the row, not the task, is what must not be lost.
CELERY_TASK_SOFT_TIME_LIMIT = 900
CELERY_TASK_TIME_LIMIT = 960
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "retry_on_timeout": True,
}
# Publishing tries for at most two seconds; its failure does not fail the request.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_max": 0.5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# How long a worker that died keeps a schedule run from the next one.
RUN_LEASE_SECONDS = int(os.environ.get("RUN_LEASE_SECONDS", "60"))
CELERY_TIMEZONE = "UTC"
# What a row of the log can be about: by these an event's or a cluster's log is found.
LOG_SUBJECTS = {"edition": "events.Edition", "organisation": "clusters.Organisation"}
# How long an act can be taken back before anybody is told of it by mail.
QUIET_SECONDS = int(os.environ.get("QUIET_SECONDS", "300"))
