"""A site of django-helpdesk as its manual sets one up, on a database of its own beside the product's, at the same server.

Imported in the environment of `compare/requirements.txt` only.
"""

import os
from urllib.parse import unquote, urlsplit

_ADDRESS = urlsplit(os.environ["HELPDESK_URL"])

SECRET_KEY = os.environ["HELPDESK_SECRET"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
SITE_ID = 1
ROOT_URLCONF = "compare.helpdesk.urls"
WSGI_APPLICATION = "compare.helpdesk.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_ADDRESS.path.lstrip("/")),
        "USER": unquote(_ADDRESS.username or ""),
        "PASSWORD": unquote(_ADDRESS.password or ""),
        "HOST": _ADDRESS.hostname,
        "PORT": _ADDRESS.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
STATIC_URL = "/static/"
LOGIN_URL = "/login/"

# Its manual's way to do without pinax-teams, which it asks for otherwise.
HELPDESK_TEAMS_MODE_ENABLED = False
