"""CarePath's settings, driven by the environment; docs/settings.md explains each variable."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from carepath.config.env import (
    SettingError,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_secret,
    env_text,
    env_zone,
    postgres,
    refuse_unknown,
    smtp,
)
from carepath.ui.assets import ASSET_DIRS

ROOT = Path(__file__).resolve().parent.parent.parent
CAREPATH_HOME = Path(env_text("CAREPATH_HOME", "./var")).resolve()
PORT = env_int("PORT", 8000, least=1)

# -- who may reach it -----------------------------------------------------------------------------
DEBUG = env_bool("CAREPATH_DEBUG", False)
TLS = env_bool("CAREPATH_TLS", False)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env_list("CAREPATH_HOSTS") or LOOPBACK
if DEBUG and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise SettingError("CAREPATH_DEBUG: allowed on loopback only; unset CAREPATH_HOSTS or it.")
if not TLS and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise SettingError("CAREPATH_TLS: must be true when CAREPATH_HOSTS names other hosts.")

SECRET_KEY = env_secret("SECRET_KEY", CAREPATH_HOME / "secrets")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
PSEUDONYM_KEY = env_secret("PSEUDONYM_KEY", CAREPATH_HOME / "secrets")
IDENTITY_KEY = env_secret("IDENTITY_KEY", CAREPATH_HOME / "secrets")
FIELD_KEY = env_secret("FIELD_KEY", CAREPATH_HOME / "secrets")
LEDGER_KEY = env_secret("LEDGER_KEY", CAREPATH_HOME / "secrets")
MAIL_KEY = env_secret("MAIL_KEY", CAREPATH_HOME / "secrets")
SECRETS = [
    "SECRET_KEY",
    "PSEUDONYM_KEY",
    "IDENTITY_KEY",
    "FIELD_KEY",
    "LEDGER_KEY",
    "MAIL_KEY",
]  # a backup is of these

# -- the house ------------------------------------------------------------------------------------
ROOT_URLCONF = "carepath.config.urls"
WSGI_APPLICATION = "carepath.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "carepath.demo",
    "carepath.portal",
    "carepath.reports",
    "carepath.ingestion",
    "carepath.compliance",
    "carepath.outcomes",
    "carepath.protocols",
    "carepath.bottlenecks",
    "carepath.forecasts",
    "carepath.scenarios",
    "carepath.capacity",
    "carepath.journeys",
    "carepath.places",
    "carepath.accounts",
    "carepath.work",
    "carepath.audit",
    "carepath.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "simple_history",
    "django_htmx",
    "template_partials",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "carepath.work.middleware.ReportingEndpoints",
    "carepath.ingestion.middleware.UploadCap",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "carepath.accounts.middleware.SessionLimits",
    "carepath.demo.middleware.Personas",
    "carepath.accounts.middleware.Duties",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "carepath.portal.queries.navigation",
                "carepath.demo.views.frame",
            ],
        },
    }
]

# -- databases ------------------------------------------------------------------------------------
DATABASE_URL = env_text("DATABASE_URL")
DATABASE_OWNER_URL = env_text("DATABASE_OWNER_URL")


def _sqlite(name: str) -> dict[str, object]:
    """Return an embedded file with WAL, one writer at a time and a commit that is on disk."""
    return {
        "ENGINE": "carepath.audit.sqlite",
        "NAME": CAREPATH_HOME / f"{name}.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "cached_statements": 512,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-32000;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;",
        },
    }


DATABASE_OWNER: dict[str, object] = {}  # who migrates; empty = whoever serves
if DATABASE_OWNER_URL:
    DATABASE_OWNER = postgres(DATABASE_OWNER_URL, name="DATABASE_OWNER_URL")
    if not DATABASE_URL or DATABASE_OWNER["NAME"] != postgres(DATABASE_URL)["NAME"]:
        raise SettingError("DATABASE_OWNER_URL: it must name the database of DATABASE_URL.")
if DATABASE_URL:
    DATABASES = {"default": postgres(DATABASE_URL)}
else:
    # Sessions and the read log have their own file: one file has one writer.
    DATABASES = {"default": _sqlite("carepath"), "side": _sqlite("side")}
DATABASE_ROUTERS = ["carepath.audit.router.SideRouter"]

# -- background work ------------------------------------------------------------------------------
REDIS_URL = env_text("REDIS_URL")
EMBEDDED_BROKER_URL = env_text("CAREPATH_BROKER_URL")
CELERY_BROKER_URL = REDIS_URL or EMBEDDED_BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,  # a person never waits for a wake-up
    "interval_start": 0,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The web server, and the first rows of a new home.
BIND = env_text("CAREPATH_BIND", "127.0.0.1")
WEB_WORKERS = env_int("CAREPATH_WEB_WORKERS", 2, least=1)
SITE_NAME = env_text("CAREPATH_SITE_NAME", "Main site")
SITE_TIMEZONE = env_zone("CAREPATH_TIMEZONE", "UTC")
# HL7 v2 over MLLP: no port, no listener.
MLLP_PORT = env_int("MLLP_PORT", 0)
MLLP_HOST = env_text("MLLP_HOST", "127.0.0.1")
MLLP_ALLOW = env_list("MLLP_ALLOW")
MLLP_CERTIFICATE = env_text("MLLP_CERTIFICATE")
MLLP_KEY = env_text("MLLP_KEY")
MLLP_CLIENTS = env_text("MLLP_CLIENTS")
MLLP_PLAIN = env_bool("MLLP_PLAIN", False)
MLLP_CONNECTIONS = env_int("MLLP_CONNECTIONS", 64)
MLLP_PER_ADDRESS = env_int("MLLP_PER_ADDRESS", 16)
MLLP_IDLE = env_int("MLLP_IDLE", 3600)
MLLP_LONGEST_WAIT = env_int("MLLP_LONGEST_WAIT", 300)
MLLP_AE = env_list("MLLP_AE")
MLLP_TYPES = env_list("MLLP_TYPES")
MLLP_LATER = env_text("MLLP_LATER")
MLLP_SITE = env_text("MLLP_SITE")
MLLP_SOURCE = env_text("MLLP_SOURCE", "HL7 v2")
# Mail: without a server it waits in the outbox.
SMTP = smtp(env_text("SMTP_URL"), ca=env_text("SMTP_CA"))
MAIL_FROM = env_text("MAIL_FROM")
if SMTP and not (MAIL_FROM.isascii() and "@" in MAIL_FROM.strip("@<>")):
    raise SettingError("MAIL_FROM: an address such as carepath@hospital.example with SMTP_URL.")
PORTAL_URL = env_text("CAREPATH_URL") or (
    f"https://{ALLOWED_HOSTS[0]}" if TLS else f"http://{ALLOWED_HOSTS[0]}:{PORT}"
)
# FHIR R4 under /fhir/: the feed its resources come into, and the site of their patients.
FHIR_SITE = env_text("FHIR_SITE")
FHIR_SOURCE = env_text("FHIR_SOURCE", "FHIR")
DOWNTIME_FOLDER = env_text("DOWNTIME_FOLDER")
DOWNTIME_PASSPHRASE = env_text("DOWNTIME_PASSPHRASE")
if DOWNTIME_FOLDER and len(DOWNTIME_PASSPHRASE) < 20:
    raise SettingError(
        "DOWNTIME_PASSPHRASE: name one of 20 letters or more, or no DOWNTIME_FOLDER."
    )
DEMO = env_choice("CAREPATH_DEMO", "auto", ["auto", "on", "off"])
DRIVEN = "carepath.demo.queries.is_driven"  # whether the supervisor runs the demo's driver
FIRST_STEPS = "carepath.config.first.first_rows"
FIRST_TOLD = "carepath.config.first.told"  # called when what it returned was printed
WARM_UP = "carepath.config.warm.begin"
SILENT_SPELLS = "carepath.ingestion.queries.silent_spells"  # of feeds, for escalation rules
PRIVATE_JOURNEYS = "carepath.capacity.queries.private_now"  # whom no file names
SILENT_FEEDS = "carepath.ingestion.queries.silent_feeds"  # their names now, for huddles
# What the sweep looks after, in this order: each returns how many rows it worked on.
SWEEPS = [
    "carepath.ingestion.actions.process_feeds",
    "carepath.ingestion.actions.process_waiting",
    "carepath.ingestion.actions.correlate_changed",
    "carepath.ingestion.actions.watch_feeds",
    "carepath.capacity.actions.project_changed",
    "carepath.outcomes.actions.score_sites",
    "carepath.outcomes.actions.take_huddles",
    "carepath.outcomes.actions.mail_huddles",
    "carepath.journeys.actions.keep_store",
    "carepath.audit.actions.look_after",
    "carepath.protocols.actions.follow",
    "carepath.protocols.actions.lapse_overrides",
    "carepath.protocols.actions.run_replays",
    "carepath.compliance.actions.run_due",
    "carepath.compliance.actions.mail_out",
    "carepath.forecasts.actions.run_due",
    "carepath.scenarios.actions.run_waiting",
    "carepath.reports.actions.write_packs",
    "carepath.work.actions.relay",
]

# -- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SITE_CHOICES = "carepath.places.queries.site_choices"  # which sites a role may be granted at
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "carepath.accounts.adapter.SignIn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # ends the others, keeps this one
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key"}  # a ward shares one address
# Where nobody else can reach the portal, second factors may be set up later.
LOOPBACK_ONLY = {*ALLOWED_HOSTS, BIND} <= {*LOOPBACK, "::1"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("CAREPATH_BEHIND_PROXY", False) else 0
MFA_ADAPTER = "carepath.accounts.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "CarePath"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited: an address proves nothing here
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
SESSION_COOKIE_AGE = 43_200
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in the browser

# -- the browser ----------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if TLS else "carepath_session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "carepath_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("CAREPATH_BEHIND_PROXY", False) else None
)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = {"camera": [], "microphone": [], "geolocation": []}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-elem": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # Plotly sets style attributes
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "report-uri": "/policy-reports",
        # The newer way works with https alone, and where it is named the older one is not used.
        **({"report-to": "policy"} if TLS else {}),
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_TEMP_DIR = None

# -- words, numbers, files ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static", *ASSET_DIRS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "carepath.ui.static_urls.VersionedUrls"},
}
# Served from the packages that ship them; each address carries its content's hash, so keep it long.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "carepath_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of names must not push out the throttle
    }
}

# -- the API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "carepath.accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "carepath.accounts.api.DenyUnlessPolicy",
        "carepath.ui.parameters.KnownParameters",
    ],
    "DEFAULT_SCHEMA_CLASS": "carepath.ui.openapi.Described",
    "EXCEPTION_HANDLER": "carepath.ui.problems.problem",
    "DEFAULT_PAGINATION_CLASS": "carepath.ui.paging.CursorPages",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CarePath",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["carepath.accounts.api.DenyUnlessPolicy"],
    "ENUM_NAME_OVERRIDES": {
        "RecommendationStateEnum": "carepath.forecasts.models.Recommendation.State",
        "StateEnum": "carepath.ingestion.models.Message.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "carepath.ui.openapi.with_problems",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"scrub": {"()": "carepath.ui.logs.Scrub"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["scrub"],
        }
    },
    "loggers": {"celery": {"level": "WARNING"}},  # a pulse each five seconds is no news
    "root": {"handlers": ["console"], "level": "INFO"},
}

refuse_unknown()
