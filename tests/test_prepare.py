"""The first thing a person meets: what `make` says when something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def prepare(tmp_path):
    """Return a function that prepares with these surroundings."""

    def run(**variables):
        return subprocess.run(
            [str(ROOT / ".ci/prepare")],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "VENV": str(tmp_path / "venv")}
            | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def fake(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def refused(done, words):
    assert done.returncode == 1
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith(words), done.stderr
    return done.stderr.count("\n")


def test_a_python_that_is_not_there(prepare):
    words = "CarePath needs Python 3.11, found no Python: install python3.11, or name it:"
    assert refused(prepare(PYTHON="python-not-there"), words) == 1


def test_another_python(prepare, tmp_path):
    old = fake(tmp_path / "python", "echo 3.9")
    assert refused(prepare(PYTHON=old), "CarePath needs Python 3.11, found Python 3.9: ") == 1


def test_a_python_without_venv(prepare, tmp_path):
    bare = fake(tmp_path / "python", 'case "$2" in *sys.version*) echo 3.11 ;; *) exit 1 ;; esac')
    words = "This Python has no venv: install it (on Debian: apt install python3.11-venv)"
    assert refused(prepare(PYTHON=bare), words) == 2  # after "Installing ..."


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("[Errno 28] No space left on device", "The disk is full under "),
        ("[Errno 30] Read-only file system: '/x'", "Cannot write to "),
        ("[Errno 13] Permission denied: '/x'", "Cannot write to "),
    ],
)
def test_a_folder_that_cannot_be_filled(prepare, tmp_path, reason, words):
    answers = "*sys.version*) echo 3.11 ;; *venv,*) ;;"
    script = f'case "$*" in {answers} *) echo "Error: {reason}"; exit 1 ;; esac'
    assert refused(prepare(PYTHON=fake(tmp_path / "python", script)), words) == 2


def test_a_disk_that_fills_up_while_packages_come_in(prepare, tmp_path):
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    script = (
        'case "$*" in *sys.version*) echo 3.11 ;; *) echo "OSError: No space left"; exit 1 ;; esac'
    )
    fake(tmp_path / "venv" / "bin" / "python", script)
    assert refused(prepare(), "The disk is full under ") == 2  # after "Installing ..."


def test_what_else_goes_wrong_is_shown(prepare, tmp_path):
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    script = 'case "$*" in *sys.version*) echo 3.11 ;; *) echo "no network"; exit 1 ;; esac'
    fake(tmp_path / "venv" / "bin" / "python", script)
    done = prepare()
    refused(done, "The packages of requirements.txt could not be installed: see above.")
    assert "no network" in done.stderr


def test_nothing_is_done_twice(prepare, tmp_path):
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    log = tmp_path / "asked"
    fake(
        tmp_path / "venv" / "bin" / "python",
        f'case "$*" in *sys.version*) echo 3.11 ;; *) echo "$*" >> {log} ;; esac',
    )
    assert prepare().returncode == 0
    asked = log.read_text()
    assert "--require-hashes --only-binary :all: -r requirements.txt" in asked
    done = prepare()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert log.read_text() == asked


def test_make_lists_its_commands():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "make run" in done.stdout
    assert "make test" in done.stdout
    assert sys.version_info[:2] == (3, 11)
