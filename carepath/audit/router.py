"""On SQLite, what readers write lives in a second file, as one file has one writer.

That is sessions, the read log, when a token was last used, what browsers report, and the cache
(sign-in throttling): none of them ever waits for an import.
"""

from django.conf import settings

SIDE_APPS = {"sessions", "django_cache"}
SIDE_MODELS = {("audit", "accessread"), ("accounts", "tokenuse"), ("work", "policyreport")}


def migrated_apps(alias: str) -> list[str] | None:
    """Return the apps that have tables behind an alias, None = all of them.

    Half of the time of a first start went into migrations of apps that have nothing there.
    """
    if alias != "side":
        return None
    return sorted({app for app, _model in SIDE_MODELS} | {"sessions"})


class SideRouter:
    """Send the side tables to the `side` alias where it exists, else to the one database."""

    def db_for_read(self, model, **hints):
        meta = model._meta
        return _alias(meta.app_label, meta.model_name)

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        if "side" not in settings.DATABASES:
            return None
        if model_name is None:  # a migration's own code or SQL: it speaks of the main database
            return db != "side"
        return (_alias(app_label, model_name) or "default") == db


def _alias(app_label: str, model_name: str | None) -> str | None:
    if "side" not in settings.DATABASES:
        return None
    side = app_label in SIDE_APPS or (app_label, model_name) in SIDE_MODELS
    return "side" if side else "default"
