"""`manage.py run_controls` runs them, prints them, and ends with 1 if one does not hold."""

import io
import json

import pytest
from django.core.management import call_command

from carepath.compliance.models import Run
from carepath.compliance.queries import CONTROLS

pytestmark = pytest.mark.usefixtures("old")


def run(**options):
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:  # nobody made a backup
        call_command("run_controls", stdout=out, **options)
    assert ended.value.code == 1
    return out.getvalue()


def test_lines_for_people():
    assert "failed            keeping.backed-up: backed up" in run().splitlines()
    assert Run.objects.count() == len(CONTROLS)


def test_json_for_programs():
    found = {one["control"]: one for one in json.loads(run(json=True))}
    assert set(found) == set(CONTROLS)
    assert found["keeping.backed-up"] == {
        "control": "keeping.backed-up",
        "outcome": "failed",
        "looked_at": 0,
        "wrong": ["backed up"],
        "note": "Never yet.",
    }
