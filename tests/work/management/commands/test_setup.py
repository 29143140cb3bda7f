import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from carepath.accounts.models import User
from carepath.places.models import Site
from carepath.work.management import home
from carepath.work.management.commands import setup
from tests.running import ROOT, empty_database, environment, manage


@pytest.mark.embedded
def test_two_at_once_make_one_new_home_and_it_is_kept(tmp_path):
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", "setup"],
            cwd=ROOT,
            env=environment(tmp_path / "home"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    (made,) = [one for one in said if "password" in "".join(one)]
    assert made[0].startswith("Sign in as admin with the password ") and made[1] == ""
    before = {path: path.read_bytes() for path in (tmp_path / "home" / "secrets").iterdir()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in before)
    again = manage("setup", home=tmp_path / "home")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_the_first_site_has_the_chosen_name_and_clock(settings, tmp_path, capsys):
    settings.SITE_NAME, settings.SITE_TIMEZONE = "St Elsewhere", "Europe/Amsterdam"
    call_command("setup")
    site = Site.objects.get()
    assert (site.slug, site.name, site.timezone) == ("main", "St Elsewhere", "Europe/Amsterdam")
    user = User.objects.get(worker=False)
    password = capsys.readouterr().out.split("password ")[1].split()[0]
    assert user.check_password(password)
    call_command("setup")
    assert capsys.readouterr().out == ""
    assert Site.objects.count() == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (home.Refusal("No."), "^No.$"),
        (OSError(28, "No space left on device"), "^The disk is full under /h: "),
        (DatabaseError("a\n b"), "(in /h|DATABASE_URL:).* cannot be used: a b"),
    ],
)
def test_what_can_go_wrong_is_one_sentence(error, words):
    with pytest.raises(CommandError, match=words), setup.in_plain_words(Path("/h")):
        raise error


def test_a_database_that_is_not_there_is_one_sentence(tmp_path):
    url = "postgres://nobody@127.0.0.1:1/none"
    done = manage("setup", home=tmp_path / "home", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: DATABASE_URL: the database cannot be used: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def two_logins():
    """An empty database: addresses of its owner and of a login that is not there yet."""
    with empty_database(os.environ["DATABASE_URL"]) as addresses:
        yield addresses


@pytest.mark.postgresql
def test_the_owner_prepares_and_the_portal_logs_in_apart(two_logins, tmp_path):
    owner, app = two_logins
    both = {"DATABASE_OWNER_URL": owner, "DATABASE_URL": app}
    first = manage("setup", home=tmp_path / "home", **both)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Sign in as admin with the password ")
    again = manage("setup", home=tmp_path / "home", **both)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    alone = manage("setup", home=tmp_path / "home", DATABASE_URL=app)  # as `up` does at each start
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, "", "")
    with psycopg.connect(app, autocommit=True) as portal:
        assert portal.execute("SELECT count(*) > 0 FROM audit_entry").fetchone()[0]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute("DELETE FROM audit_entry")


@pytest.mark.postgresql
def test_a_login_that_is_not_apart_is_refused(two_logins, tmp_path):
    owner, _app = two_logins
    done = manage("setup", home=tmp_path, DATABASE_OWNER_URL=owner, DATABASE_URL=owner)
    login = urlsplit(owner).username
    assert done.stderr.startswith(f"CommandError: DATABASE_URL: {login} could still change the")
    assert done.stderr.count("\n") == 1


@pytest.mark.postgresql
def test_an_owner_that_cannot_log_in_is_named(two_logins, tmp_path):
    owner = urlsplit(two_logins[0])._replace(netloc="nobody@127.0.0.1:1").geturl()
    done = manage("setup", home=tmp_path, DATABASE_OWNER_URL=owner, DATABASE_URL=two_logins[1])
    assert done.stderr.startswith("CommandError: DATABASE_OWNER_URL: it cannot log in: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.postgresql
def test_tables_behind_the_code_need_the_owner(two_logins, tmp_path):
    owner, app = two_logins
    with psycopg.connect(owner, autocommit=True) as admin:
        login = urlsplit(app).username
        admin.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'pass-1'")
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    done = manage("setup", home=tmp_path, DATABASE_URL=app)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: DATABASE_URL: this login may not change the tab")
    assert done.stderr.count("\n") == 1


@pytest.mark.embedded
def test_a_home_that_cannot_be_written_is_one_sentence():
    done = manage("setup", home="/proc/carepath")
    assert done.returncode == 1
    assert done.stderr.startswith("CAREPATH_HOME: cannot keep secrets in /proc/carepath/secrets")
    assert done.stderr.count("\n") == 1
