"""What Django is told of one node. What the people who run it may say is read and looked at in `configured`."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.own_keys import own_key
from twinward.foundation.kernel.sight import EVERYTHING
from twinward.foundation.kernel.sqlite_reading import NAME, is_read_only, to_read
from twinward.site import configured, logs
from twinward.site.folders import default_home

PACKAGE = Path(__file__).resolve().parent.parent

HOME = default_home().resolve()
try:
    configured.load_file(HOME)
    told = configured.read()
except configured.SettingsWrong as wrong:
    raise ImproperlyConfigured(str(wrong)) from None
READ_ONLY = is_read_only(HOME)  # commands that only ask can still be asked


def _secret_key() -> str:
    """The node's own key, made once and kept in its home where only its owner may read it."""
    if told.secret_key:
        return told.secret_key
    kept = HOME / "secret.key"
    is_missed = READ_ONLY and not os.access(kept, os.R_OK)  # nothing is signed by whoever only asks
    is_kept = kept.exists() or (HOME.is_dir() and os.access(HOME, os.W_OK))
    return own_key(kept, _drawn) if is_kept and not is_missed else _drawn()


def _drawn() -> str:
    return secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(address.host for address in told.address)]

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
    "twinward.foundation.mail",
    "twinward.foundation.registry",
    "twinward.foundation.identity",
    "twinward.programme.letters",
    "twinward.programme.instruments",
    "twinward.programme.twinning",
    "twinward.outward.figures",
    "twinward.outward.portal",
    "twinward.site",
    "allauth.account",
    "allauth.mfa",
]
AUTH_USER_MODEL = "identity.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

MIDDLEWARE = [
    "twinward.site.logs.Logged",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "twinward.foundation.identity.requiring.Required",
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
PASSWORD_RESET_TIMEOUT = (
    7 * 24 * 60 * 60
)  # of the links for a password, in seconds: one that was sent before a holiday still works after it
CSRF_FAILURE_VIEW = "twinward.foundation.identity.stale_views.stale"
ACCOUNT_ADAPTER = "twinward.foundation.identity.entering.Entrance"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; this is what fits signing in by e-mail
ACCOUNT_EMAIL_VERIFICATION = "none"
# Counted for each account, not for each address: behind a proxy, or in one ministry, all readers come from one.
ACCOUNT_RATE_LIMITS = {"sign_in": "10/5m/key", "login_failed": "5/5m/key,20/d/key", "reauthenticate": "5/5m/user,20/d/user"}
MFA_ADAPTER = "twinward.foundation.identity.factor_secrets.Factors"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators open accounts, and know whose e-mail it is
MFA_TOTP_TOLERANCE = 1  # the code before and the code after: RFC 6238, 5.2
# In the store, since what one process counts the others must know: wrong codes, and codes that were used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SECOND_FACTOR_REQUIRED = told.second_factor == "required"
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
    store = told.database_url
    if store is None and READ_ONLY:
        return _sqlite_to_read(HOME / NAME)
    if store is None:
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
    return _postgresql(store) | {"CONN_MAX_AGE": 60}


def _postgresql(store: configured.Database) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": store.name,
        "USER": store.user,
        "PASSWORD": store.password,
        "HOST": store.host,
        "PORT": store.port,
    }


DATABASES = {"default": _database()}
if told.owner_database_url:  # shown every row by what its connections begin with: see foundation/kernel/row_security.py
    shown = " ".join(f"-c {name}={value}" for name, value in EVERYTHING)
    DATABASES["owner"] = _postgresql(told.owner_database_url) | {"OPTIONS": {"options": shown}}

USE_TZ = True
TIME_ZONE = told.time_zone
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
MAIL_SERVER, MAIL_FROM = told.mail_url, told.mail_from
MAP_FILE = told.map_file
DEMO = (HOME / "demo").exists()
NODE_NAME = told.node_name or (configured.OF_THE_DEMO if DEMO else "")
NODE_COUNTRY = told.node_country
PUBLICATION_DELAY_DAYS = told.publication_delay_days

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = told.is_https
ADDRESSES = told.address
CSRF_TRUSTED_ORIGINS = [str(address) for address in told.address]
if told.is_https:  # the proxy in front speaks TLS, and says by which way a reader came
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT, SECURE_REDIRECT_EXEMPT = True, [r"^health/", r"^ready/"]
    SECURE_HSTS_SECONDS = 31_536_000
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
LOGGING = logs.configured(told.log_level)
