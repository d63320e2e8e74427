"""Django's settings, all from the table in `env.py`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from storefront_sync.settings.addresses import database_url
from storefront_sync.settings.database import database_config
from storefront_sync.settings.env import settings
from storefront_sync.settings.keys import secret_key

_TABLE = settings()
_PUBLIC = urlsplit(_TABLE.public_url)
_HTTPS = _PUBLIC.scheme == "https"
_PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(_TABLE)
DEBUG = False
ALLOWED_HOSTS = sorted({str(_PUBLIC.hostname), "127.0.0.1", "localhost", *_TABLE.allowed_hosts})
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]

INSTALLED_APPS = [
    "storefront_sync.tenants",
    "storefront_sync.catalog",
    "storefront_sync.ledger",
    "storefront_sync.inbox",
    "storefront_sync.sync",
    "storefront_sync.orders",
    "storefront_sync.publishing",
    "storefront_sync.privacy",
    "storefront_sync.returns",
    "storefront_sync.settlements",
    "storefront_sync.fulfilment",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "storefront_sync.urls"
WSGI_APPLICATION = "storefront_sync.api.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"builtins": ["storefront_sync.console.words"]},
    }
]

DATABASES = {"default": database_config(database_url(_TABLE), pool=_TABLE.database_pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = _TABLE.language
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# A webhook's body is read whole, since its signature covers the raw bytes; beyond this Django answers 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = _TABLE.webhook_max_bytes
APPEND_SLASH = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TABLE.behind_proxy else None
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "storefront_sync.console.connect.page.form_refused"
X_FRAME_OPTIONS = "DENY"

LOGGING_CONFIG = "storefront_sync.settings.logging.configure"
LOGGING = {"level": _TABLE.log_level, "format": _TABLE.log_format}
