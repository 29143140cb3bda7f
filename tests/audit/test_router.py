"""What readers write lives apart from what imports write, where there are two files."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import caches

from carepath.accounts.models import TokenUse
from carepath.audit import router
from carepath.audit.models import AccessRead, Entry
from carepath.work.models import PolicyReport

SIDE, MAIN = (Session, AccessRead, TokenUse, PolicyReport), (Entry, get_user_model())


def with_databases(monkeypatch, *aliases):
    found = SimpleNamespace(DATABASES=dict.fromkeys(aliases, {}))
    monkeypatch.setattr(router, "settings", found)
    return router.SideRouter()


@pytest.fixture
def two_files(monkeypatch):
    return with_databases(monkeypatch, "default", "side")


def test_readers_never_wait_for_an_import(two_files):
    assert {two_files.db_for_write(model) for model in SIDE} == {"side"}
    assert {two_files.db_for_read(model) for model in MAIN} == {"default"}
    assert two_files.db_for_write(caches["default"].cache_model_class) == "side"


def test_tables_are_made_where_they_are_used(two_files):
    assert two_files.allow_migrate("side", "sessions", "session")
    assert not two_files.allow_migrate("default", "sessions", "session")
    assert two_files.allow_migrate("default", "accounts", "user")
    assert not two_files.allow_migrate("side", "accounts", "user")
    assert two_files.allow_migrate("side", "django_cache", "cacheentry")


def test_with_one_database_there_is_nothing_to_choose(monkeypatch):
    one = with_databases(monkeypatch, "default")
    assert one.db_for_write(Session) is None
    assert one.allow_migrate("default", "sessions", "session") is None


def test_behind_the_second_file_stand_a_few_apps_only(two_files):
    assert router.migrated_apps("default") is None
    sided = {
        model._meta.app_label
        for model in apps.get_models()
        if two_files.db_for_write(model) == "side"
    }
    assert sided == set(router.migrated_apps("side"))
