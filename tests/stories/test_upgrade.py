"""A home of an earlier version goes on: tables of the ledger are rebuilt under its triggers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
ROOT = Path(__file__).resolve().parents[2]


def manage(home, *words):
    """Run a command on a home of its own, as people do; return what it printed."""
    own = {"CAREPATH_HOME": str(home), "CAREPATH_DEMO": "off"}
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=kept | own, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_ledger_of_an_earlier_version_is_migrated_and_still_verifies(tmp_path):
    manage(tmp_path, "setup")
    before = json.loads(manage(tmp_path, "verify_audit", "--json"))
    assert before["rows"] > 0
    manage(tmp_path, "migrate", "audit", "0004")
    manage(tmp_path, "migrate")
    assert json.loads(manage(tmp_path, "verify_audit", "--json")) == before
    assert (
        manage(tmp_path, "migrate", "--plan").strip().endswith("No planned migration operations.")
    )
