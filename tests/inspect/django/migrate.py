"""Runs the migrations of Django's own apps on the database at a URL: `python migrate.py <url>`."""

import sys
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command


def database(url):
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(url.split("://", 1)[1])}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }


settings.configure(
    DATABASES={"default": database(sys.argv[1])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.redirects",
        "django.contrib.sites",
    ],
    SITE_ID=1,
    USE_TZ=True,
)
django.setup()
call_command("migrate", verbosity=0)
