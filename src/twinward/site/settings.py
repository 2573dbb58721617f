"""Settings of one node, from the environment. Every name begins with TWINWARD_; docs/operate/settings.md lists them."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from twinward.foundation.kernel.sqlite_reading import NAME, is_read_only, to_read

env = Env(prefix="TWINWARD_")
PACKAGE = Path(__file__).resolve().parent.parent

HOME = Path(env.str("HOME", str(Path.home() / ".local" / "share" / "twinward"))).resolve()
READ_ONLY = is_read_only(HOME)  # commands that only ask can still be asked


def _make_key(kept: Path) -> None:
    """The file holds a key, whole: of several processes that start together on an empty home, all read the same one."""
    made = kept.with_name(f".{kept.name}-{secrets.token_hex(8)}")
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(48))
    with suppress(FileExistsError):  # another process was first
        os.link(made, kept)
    made.unlink()


def _secret_key() -> str:
    """The node's own key, made once and kept in its home where only its owner may read it."""
    if given := env.str("SECRET_KEY", ""):
        return given
    kept = HOME / "secret.key"
    if not kept.exists() and HOME.is_dir() and os.access(HOME, os.W_OK):
        _make_key(kept)
    is_missed = READ_ONLY and not os.access(kept, os.R_OK)  # nothing is signed by whoever only asks
    return kept.read_text() if kept.exists() and not is_missed else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("HOSTS", ["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "twinward.foundation.kernel",
    "twinward.foundation.registry",
    "twinward.foundation.identity",
    "twinward.programme.letters",
    "twinward.programme.instruments",
    "twinward.programme.twinning",
    "twinward.outward.figures",
    "twinward.outward.portal",
    "twinward.site",
]
AUTH_USER_MODEL = "identity.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "twinward.site.middleware.Answers",
]
ROOT_URLCONF = "twinward.site.urls"
WSGI_APPLICATION = "twinward.site.wsgi.application"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "twinward.foundation.identity.stale_views.stale"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "public"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "twinward.site.shell.shell",
            ],
        },
    }
]


def _sqlite_to_read(path: Path) -> dict[str, object]:
    """The store where nothing can be written beside it."""
    address, first = to_read(path)
    options = {"uri": True, "init_command": f"{first} PRAGMA query_only=ON; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;".lstrip()}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": address, "OPTIONS": options}


def _database() -> dict[str, object]:
    """SQLite in the home, or the PostgreSQL that TWINWARD_DATABASE_URL names."""
    url = urlparse(env.str("DATABASE_URL", ""))
    if not url.scheme and READ_ONLY:
        return _sqlite_to_read(HOME / NAME)
    if not url.scheme:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / NAME,
            # Note [Locking]: IMMEDIATE takes the write lock when a transaction begins; with DEFERRED, racing clicks end in "database is locked".
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
            },
        }
    if url.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"TWINWARD_DATABASE_URL: {url.scheme}:// is not supported. Write postgresql://user@host:port/name")
    try:
        port = str(url.port or "")
    except ValueError:
        raise ImproperlyConfigured("TWINWARD_DATABASE_URL: the port is not a number. Write postgresql://user@host:port/name") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database()}

USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Kyiv")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian")), ("az", _("Azerbaijani")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
STATIC_URL = "static/"
COLLECTED = HOME / "static"  # `serve` gathers the assets there, compressed and under names that change with their content
STATIC_ROOT = COLLECTED if COLLECTED.is_dir() else None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MAP_FILE = env.str("MAP_FILE", "")
NODE_NAME = env.str("NODE_NAME", "Ministry of Health of Ukraine")
DEMO = (HOME / "demo").exists()
NODE_COUNTRY = env.str("NODE_COUNTRY", "UA")
PUBLICATION_DELAY_DAYS = env.int("PUBLICATION_DELAY_DAYS", 0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The largest form is a country's list: 400 lines, each with its answer, what it was shown, kind, place and up to 18 specialities. What a
# request weighs stays bounded by the line above.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 9_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"django.request": {"level": "ERROR"}},  # a person's slip (4xx) is told to that person, not to whoever runs the server
}
