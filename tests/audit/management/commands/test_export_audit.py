"""An export is checked by its own program, which needs nothing of the portal."""

import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from carepath.accounts.models import Grant
from tests.audit.changed import written

pytestmark = pytest.mark.django_db


def check(folder):
    words = ["ledger.ndjson", "--roots", "roots.ndjson", "--key", "key.pem"]
    return subprocess.run(
        [sys.executable, "-I", "-S", "verifier.py", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_outsider_checks_it(tmp_path, capsys):
    written(Grant, 4)
    folder = tmp_path / "for the auditor"
    call_command("export_audit", str(folder))
    assert capsys.readouterr().out.startswith("4 rows are in ")
    done = check(folder)
    assert (done.returncode, done.stdout, done.stderr) == (
        0, "4 rows are as they were written; 1 roots agree.\n", "",
    )  # fmt: skip
    ledger = folder / "ledger.ndjson"
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(lines[:2] + lines[3:]))
    assert check(folder).stdout.startswith("Row 3 is the first bad one: row 3 is missing")
    roots = folder / "roots.ndjson"
    roots.write_text(roots.read_text().replace('"seq": 4', '"seq": 5'))
    assert check(folder).stdout == "Root 5 is not signed by this key.\n"


def test_nothing_is_written_over(tmp_path):
    with pytest.raises(CommandError, match="file exists. Name a folder that is not there yet"):
        call_command("export_audit", str(tmp_path))
