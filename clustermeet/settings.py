"""Settings from the environment; `.env.example` lists every variable."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

# Lets Django's generic classes be written with their type: `ModelForm[Edition]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


DEBUG = _flag("DEBUG")
# DEMO: the site holds demonstration data, and mail goes to files that staff can read on a page.
DEMO = _flag("DEMO")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = _list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")
HTTPS = _flag("HTTPS")
SITE_NAME = "clustermeet"
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "clustermeet",
    "interface",
    "accounts",
    "notifications",
    "clusters",
    "events",
    "archive",
    "matchmaking",
    "catalogue",
    "meet",
    "organise",
    "demo",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "interface.languages.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "interface.plain_text.PlainInput",
    "interface.middleware.PrivateResponses",
    "interface.middleware.BusyIs503",
]

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
            "loaders": [("template_partials.loader.Loader", _loaders)],
        },
    }
]

# One dialect, PostgreSQL; a psycopg pool per process.
DATABASES = {
    "default": {
        **dj_database_url.parse(os.environ.get("DATABASE_URL", "postgres:///clustermeet")),
        # A worker forks, and a pool does not survive that: it sets DB_POOL=0.
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 10, "timeout": 5}}
        if _flag("DB_POOL", default=True)
        else {},
    }
}
# How long an act waits for a row that another one holds, before it begins again.
LOCK_TIMEOUT_MS = int(os.environ.get("LOCK_TIMEOUT_MS", "2000"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis carries the cache and wake-ups; it may vanish at any moment (docs/architecture.md).
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "clustermeet.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
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
# Pages that the start page leads back to when somebody opened an account to reach them.
GO_ON_WITH = ["/claims/new/"]
ACCOUNT_ADAPTER = "accounts.adapter.OutboxAdapter"
# A forged X-Forwarded-For must not reset the throttle: only the proxy that we run is trusted.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_flag("BEHIND_PROXY"))

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "clustermeet@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if host := os.environ.get("EMAIL_HOST"):
    EMAIL_HOST = host
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = os.environ.get("EMAIL_FILE_PATH", str(BASE_DIR / ".local" / "mail"))

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
if _flag("PSEUDO"):
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
        if _flag("HASHED_STATIC", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A grid with many windows, an availability page of two weeks: more is refused in words.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY") else None
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
CELERY_BEAT_SCHEDULE = {
    "runs-reconcile": {
        "task": "matchmaking.tasks.reconcile",
        "schedule": float(os.environ.get("RECONCILE_SECONDS", "15")),
        # Beats that nobody took in time are worth nothing.
        "options": {"expires": 15},
    },
    "events-keep-states": {
        "task": "events.tasks.keep_states",
        "schedule": float(os.environ.get("CLOCK_SECONDS", "60")),
        "options": {"expires": 60},
    },
    "requests-expire": {
        "task": "matchmaking.tasks.expire_requests",
        "schedule": float(os.environ.get("CLOCK_SECONDS", "60")),
        "options": {"expires": 60},
    },
    "outbox-deliver": {
        "task": "notifications.tasks.deliver",
        "schedule": float(os.environ.get("OUTBOX_SECONDS", "5")),
        "options": {"expires": 15},
    },
}
CELERY_TIMEZONE = "UTC"
# How long an act can be taken back before anybody is told of it by mail.
QUIET_SECONDS = int(os.environ.get("QUIET_SECONDS", "180"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
