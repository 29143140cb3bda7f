import pytest

from carepath.work.management import archive
from tests.running import manage

pytestmark = pytest.mark.embedded  # test_restore.py keeps and brings back a PostgreSQL as well


def test_a_backup_says_where_it_is_and_what_belongs_to_it(tmp_path):
    home, kept = tmp_path / "home", tmp_path / "kept"
    assert manage("setup", home=home).returncode == 0
    done = manage("backup", str(kept), home=home)
    (made,) = kept.iterdir()
    rows = archive.check(made).rows
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{made} holds {rows:,} rows, checked.",
        f"Keep the secrets in {home}/secrets apart from it: it is of no use without them.",
    ]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    done = manage("backup", "/proc/x", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: /proc/x")
    assert done.stderr.count("\n") == 1
