import errno
import os
import stat
import subprocess
import sys

import pytest

from carepath.work.management import home


@pytest.fixture
def nobody():
    """Work as an account without powers, for whom a closed folder is closed."""
    mask = os.umask(0o022)
    os.umask(mask)
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield
    os.umask(mask)


def test_the_folders_are_for_this_account_alone(tmp_path):
    mask = os.umask(0o022)
    try:
        home.prepare(tmp_path / "a" / "b")
    finally:
        os.umask(mask)
    for name in ("", "run", "log", "tmp"):
        assert stat.S_IMODE((tmp_path / "a" / "b" / name).stat().st_mode) == 0o700


def test_a_closed_folder_is_refused_in_one_sentence(tmp_path, nobody):
    with pytest.raises(home.Refusal, match=r"^Cannot write to /.* \(permission denied\): set CARE"):
        home.prepare(tmp_path / "home")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(home.Refusal, match="file exists"):
        home.prepare(tmp_path / "home")


def test_a_full_disk_has_its_own_sentence(tmp_path):
    words = home.sentence(OSError(errno.ENOSPC, "No space left on device"), tmp_path)
    assert words == f"The disk is full under {tmp_path}: free some space or set CAREPATH_HOME."


def test_a_disk_with_too_little_left_counts_as_full(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "LEAST_FREE", 1 << 60)
    with pytest.raises(home.Refusal, match="The disk is full"):
        home.prepare(tmp_path)


def test_a_lock_is_held_by_one_and_freed_by_a_kill(tmp_path):
    path = tmp_path / "lock"
    code = (
        "import sys, time; from pathlib import Path; from carepath.work.management import home\n"
        "with home.alone(Path(sys.argv[1]), wait=False, text='other') as mine:\n"
        "    print(mine, flush=True); time.sleep(60)\n"
    )
    argv = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        with home.alone(path, wait=False, text="me") as mine:
            assert not mine
        assert path.read_text() == "other"
        other.kill()
    with home.alone(path, wait=False, text="me") as mine:
        assert mine
        assert path.read_text() == "me"
