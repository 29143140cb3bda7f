"""`manage.py replay_hl7`: what became of each file, as lines and as JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from carepath.journeys.models import Journey
from tests.factories import site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def replay(*files, **options):
    site()
    out = io.StringIO()
    call_command("replay_hl7", *map(str, files), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    raws = [adt("A01", 1, "W1"), adt("A02", 5, "W2"), adt("A01", 1, "W1"), b"nonsense"]
    made = [tmp_path / f"{n}.hl7" for n in range(len(raws))]
    for file, raw in zip(made, raws, strict=True):
        file.write_bytes(raw)
    return made


def test_json(files):
    found = json.loads(replay(*files, json=True))
    told = [(one["trigger"], one["ack"], one["state"], one["reason"]) for one in found]
    assert told == [
        ("A01", "AA", "applied", ""),
        ("A02", "AA", "applied", ""),
        ("A01", "AA", "duplicate", ""),
        ("", "AR", "quarantined", "not_a_message"),
    ]
    assert set(found[0]) == {"file", "control_id", "trigger", "ack", "state", "reason"}
    assert Journey.objects.count() == 1


def test_lines(files):
    assert replay(files[0]).split() == ["applied", "AA", "A01", "-", str(files[0])]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        replay(tmp_path / "none.hl7")


def test_every_public_sample_is_answered_and_applied_or_set_aside(shared):
    files = sorted((shared / "data/hl7v2-adt").glob("*/*.hl7"))
    found = json.loads(replay(*files, json=True))
    assert len(found) == 66
    assert {one["state"] for one in found} == {"applied", "quarantined"}
    for one in found:
        assert bool(one["reason"]) == (one["state"] == "quarantined")
        assert one["ack"] == ("AR" if one["reason"] == "wrong_processing_id" else "AA") or (
            one["ack"] == "AR" and one["reason"] == "control_id_reused"
        )
