"""All settings, read from the environment. The embedded servers and secrets of a first run are put there by `embedded`."""

import logging
from pathlib import Path

import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from accounts import deadlines
from contactcenter import env, logs

ROOT = Path(__file__).resolve().parent.parent
# Installed from a wheel there is no folder of ours: it must be given.
VAR = Path(env.text("CONTACTCENTER_VAR", str(ROOT / "var") if (ROOT / "manage.py").exists() else None))

DEMO = env.flag("CONTACTCENTER_DEMO")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
# Base64 of 32 bytes each. The first key seals, all of them open: a rotation puts the new key first.
FIELD_KEYS = env.words("FIELD_KEYS")
# Base64 of 32 bytes, from which each mutual's key of its blind indexes is derived. It cannot be rotated without a rebuild.
INDEX_KEY = env.text("INDEX_KEY", "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# What links in letters to members begin with; without it no link leaves.
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS", "").rstrip("/")
SECURE = env.flag("HTTPS_ONLY")

# From the lowest up; the rest of INSTALLED_APPS are libraries.
OURS = [
    "contactcenter",
    "audit",
    "live",
    "territory",
    "ui",
    "accounts",
    "clock",
    "members",
    "practitioners",
    "knowledge",
    "contacts",
    "correspondence",
    "callbacks",
    "quotes",
    "referrals",
    "complaints",
    "prevention",
    "quality",
    "privacy",
    "supervision",
    "workstation",
]
INSTALLED_APPS = [
    "contactcenter.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_prometheus",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "drf_spectacular",
    "knox",
    "pghistory",
    "pgtrigger",
    "phonenumber_field",
    "rest_framework",
    "template_partials",
    *OURS,
]

MIDDLEWARE = [
    "contactcenter.health.HealthMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contactcenter.logs.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.MutualScopeMiddleware",
    "accounts.middleware.AccessMiddleware",
    # After the access rules: a session that is over has lost its token too, and what was typed waits for a new sign-in.
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.TypedTextMiddleware",
    "contactcenter.unavailable.UnavailableMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "contactcenter.urls"
WSGI_APPLICATION = "contactcenter.wsgi.application"
FORM_RENDERER = "ui.renderers.FormRenderer"
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
                "workstation.context.shell",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]

# Behind a pooler that gives each transaction another connection nothing may outlive a transaction: no setting, no cursor.
POOLED = env.flag("DATABASE_POOLED")
LIMITS = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
# Two roles on one database: the application never owns a table (row-level security binds it), migrations do.
DATABASES: dict[str, dict[str, object]] = {
    "default": {
        "ENGINE": "accounts.postgresql",
        **env.database("DATABASE_URL"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": POOLED,
        "OPTIONS": {
            "application_name": "contactcenter",
            "connect_timeout": 5,
            **({} if POOLED else {"options": LIMITS}),
        },
    },
    "owner": {
        "ENGINE": "django.db.backends.postgresql",
        **env.database("DATABASE_OWNER_URL", env.text("DATABASE_URL")),
        "OPTIONS": {"application_name": "contactcenter owner", "connect_timeout": 5},
        "TEST": {"MIRROR": "default"},
    },
}
# What may be a moment old is read from a streaming replica, where there is one.
if env.text("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = DATABASES["default"] | env.database("DATABASE_REPLICA_URL") | {"ATOMIC_REQUESTS": False}
    DATABASE_ROUTERS = ["accounts.postgresql.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cc",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.backends.GuessworkValidator"},
]
PASSWORD_RESET_TIMEOUT = int(deadlines.PASSWORD_LINK.total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workstation:desk"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "contactcenter"
SESSION_COOKIE_AGE = int(deadlines.SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = int(deadlines.HSTS.total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

# Second factor: compulsory for everybody outside the demonstration.
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMO)
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(deadlines.FRESH_AUTHENTICATION.total_seconds())
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A failed sign-in counts against the network and the account, at a browser known to the account against that browser
# alone: nobody locks out a colleague, nor a whole site behind one address. CNIL 2017-012: 25 tries a day at most.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "30/m/ip,10/15m/key,25/d/key",
    "login_failed_known": "10/15m/key,25/d/key",
}
# Proxies in front of the program that append to X-Forwarded-For; with none the header is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
# Addresses are entered by administrators and prove nothing here.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "accounts.editing.AddKeyForm",
    "login_webauthn": "accounts.editing.SignInByKeyForm",
    "authenticate_webauthn": "accounts.editing.SecondStepByKeyForm",
    "reauthenticate_webauthn": "accounts.editing.ConfirmByKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "contactcenter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
# A mail server that does not answer holds nobody up for longer, at each step of the talk.
EMAIL_TIMEOUT = env.integer("EMAIL_TIMEOUT", 8)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "contactcenter@exemple.fr")

# The address that a gateway makes of a fax number, as "{national}@fax.exemple"; without one faxes are sent by hand.
FAX_GATEWAY = env.text("FAX_GATEWAY", "")
FAX_GATEWAY_SENDER = env.text("FAX_GATEWAY_SENDER", "")
# A postal service that prints and posts; which mutuals use it is said on their letter paper.
POST_SERVICE_URL = env.text("POST_SERVICE_URL", "")
POST_SERVICE_TOKEN = env.text("POST_SERVICE_TOKEN", "")
POST_SERVICE_SECRET = env.text("POST_SERVICE_SECRET", "")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en-gb", "English")]
# Named here, our catalogues win over those of Django and of the libraries wherever both have a text.
LOCALE_PATHS = [ROOT / app / "locale" for app in sorted(OURS)]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "FR"

# Served from the apps' own folders unless they were collected, hashed and compressed, as a container's image does.
STATIC_PLAIN = env.flag("STATIC_PLAIN", default=True)
STATIC_URL = "/static/"
STATIC_ROOT = None if STATIC_PLAIN else env.text("STATIC_ROOT", str(VAR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_PLAIN
        else "ui.storage.HashedStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = STATIC_PLAIN
# Uploaded files are never served by address: a view that checks rights reads them.
MEDIA_ROOT = VAR / "files"
MEDIA_URL = ""
# Scanners and fax machines write here: <code of the mutual>/fax and <code of the mutual>/courrier.
# The longest and the heaviest brochure that is taken in.
BROCHURE_PAGES = env.integer("BROCHURE_PAGES", 40)
BROCHURE_BYTES = env.integer("BROCHURE_MEGABYTES", 8) * 2**20
SCANS = Path(env.text("SCANS_FOLDER", str(VAR / "scans")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.backends.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.backends.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.backends.ApiKeyThrottle"],
    "DEFAULT_THROTTLE_RATES": {"api_key": "600/min"},
    "EXCEPTION_HANDLER": "accounts.backends.api_refusal",
    "STRICT_JSON": True,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "contactcenter",
    "DESCRIPTION": _(
        "Members of French mutual health insurers, for portals, telephone systems and information systems."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AddressKind": "members.enums.AddressKind",
        "Channel": "members.enums.Channel",
        "ContactChannel": "contacts.enums.Channel",
        "ContactOutcome": "contacts.enums.Outcome",
        "ContactState": "contacts.enums.CaseState",
        "ContractStatus": "members.enums.ContractStatus",
        "Kinship": "members.enums.Kinship",
        "PhoneKind": "members.enums.PhoneKind",
        "Regime": "members.enums.Regime",
        "RightsState": "members.enums.RightsState",
        "Sex": "members.enums.Sex",
    },
}
KNOX_TOKEN_MODEL = "accounts.ApiKey"
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": deadlines.API_KEY_LIFE, "TOKEN_LIMIT_PER_USER": None}

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "global_keyprefix": "cc:",
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_DEFAULT_QUEUE = "default"
# Promises have a queue and a worker of their own: nothing long stands before them.
CELERY_TASK_ROUTES = {"contactcenter.enforce": {"queue": "sla"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ETA_TASK_LIMIT = 100
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [logs.stack_without_message, logs.known_only, structlog.processors.JSONRenderer()],
            "foreign_pre_chain": [logs.without_values, *logs.SHARED],
            "use_get_message": False,
            "pass_foreign_args": True,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": "WARNING"},
        # Its lines repeat addresses; `contactcenter.logs` writes one line a request, by route.
        "django.server": {"level": "CRITICAL", "propagate": False},
        "django.request": {"level": "ERROR"},
        # The servers have set up their own lines by now, with messages of errors in them.
        "_granian": {"handlers": [], "propagate": True},
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # Says again what django_structlog says, with arguments and errors in the sentence.
        "celery.app.trace": {"level": "CRITICAL"},
        "pikepdf": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *logs.SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
logging.captureWarnings(capture=True)
# Ids of requests and accounts travel with a task, so that its lines can be followed back.
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# The address of a dead-man's switch outside, asked after every whole round of enforcement; empty for none.
SLA_PING_URL = env.text("SLA_PING_URL", "")

# Subscribers in our own networks, and without TLS: for the demonstration and for tests, where everything is on one machine.
WEBHOOKS_PRIVATE = env.flag("WEBHOOKS_PRIVATE", default=DEMO)

# Names of our own networks whose feeds and pages prevention may watch all the same; every public one may be.
WATCHED_HOSTS = env.words("WATCHED_HOSTS")

# The bearer token with which Prometheus reads /metrics; without one there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
