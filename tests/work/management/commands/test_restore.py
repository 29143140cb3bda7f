"""The way there and back, with the very commands."""

import os
import shutil
from contextlib import nullcontext

import psycopg
import pysqlite3
import pytest

from carepath.work.management import archive, home
from tests.running import empty_database, manage

COUNT = "SELECT count(*) FROM audit_entry"


def database():
    """An empty database as the surroundings of a portal; embedded where no other is tested."""
    server = os.environ.get("DATABASE_URL")
    return empty_database(server) if server else nullcontext(("", ""))


def surroundings(owner, app):
    return {"DATABASE_OWNER_URL": owner, "DATABASE_URL": app} if owner else {}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A backup, with its secrets, of a portal that was set up and is gone."""
    folder = tmp_path_factory.mktemp("backup")
    with database() as addresses:
        where = surroundings(*addresses)
        assert manage("setup", home=folder / "old", **where).returncode == 0
        where.pop("DATABASE_OWNER_URL", None)  # the portal's own login suffices
        done = manage("backup", str(folder), "--with-secrets", home=folder / "old", **where)
        assert (done.returncode, done.stderr) == (0, "")
    (found,) = folder.glob("carepath-*")
    return found


@pytest.fixture
def kept(made, tmp_path):
    return shutil.copytree(made, tmp_path / "kept")


def test_what_was_kept_comes_back_once(kept, tmp_path):
    new = tmp_path / "new"
    stale = new / "store" / "manifest"
    stale.parent.mkdir(parents=True)
    stale.touch()
    with database() as addresses:
        where = surroundings(*addresses)
        strange = manage("restore", str(kept), home=new, **where)
        assert strange.stderr.startswith("CommandError: Not the secrets of this backup: FIELD_KEY,")
        shutil.copytree(kept / archive.SECRETS, new / "secrets", dirs_exist_ok=True)
        done = manage("restore", str(kept), home=new, **where)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Everybody signs in again." in done.stdout
        assert "password" not in done.stdout  # the first account is back, no other was made
        assert not stale.exists()
        rows = archive.check(kept).copies["default"].tables["audit_entry"]
        if where:
            with psycopg.connect(addresses[1]) as connection:  # the portal's login has its rights
                assert connection.execute(COUNT).fetchone() == (rows,)
        else:
            connection = pysqlite3.connect(new / "carepath.sqlite3")
            assert connection.execute(COUNT).fetchone() == (rows,)
            connection.close()
        again = manage("restore", str(kept), home=new, **where)
        assert "is not empty: nothing was changed" in again.stderr


def test_a_look_changes_nothing(kept, tmp_path):
    done = manage("restore", "--check", str(kept), home=tmp_path / "new")
    assert (done.returncode, done.stderr) == (0, "")
    assert "is whole" in done.stdout
    assert not list((tmp_path / "new").glob("*.sqlite3"))
    (kept / archive.MANIFEST).unlink()
    done = manage("restore", "--check", str(kept), home=tmp_path / "new")
    assert done.stderr.startswith(f"CommandError: {kept} is no whole backup")


def test_a_portal_that_runs_is_left_alone(kept, tmp_path):
    (tmp_path / "new" / "run").mkdir(parents=True)
    with home.alone(tmp_path / "new" / "run" / "up.lock", wait=False):
        done = manage("restore", "--other-secrets", str(kept), home=tmp_path / "new")
    assert done.stderr == "CommandError: Stop the portal first.\n"
