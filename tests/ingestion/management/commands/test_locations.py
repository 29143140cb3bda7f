"""`manage.py locations`: each visit's place at a moment, as lines and as JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from carepath.ingestion import actions
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def ask(**options):
    out = io.StringIO()
    call_command("locations", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def feed():
    made = actions.declare_feed(name="HL7 v2", site=site(), by="test", at=AT)
    held = actions.receive_hl7(raw=adt("A01", 1, "W1"), source=made, by="test", at=AT)
    actions.process(message=held.pk, by="test", at=AT)


@pytest.mark.usefixtures("feed")
def test_json_and_lines():
    (found,) = json.loads(ask(at="2026-03-02T10:30", json=True))  # on the clock of Amsterdam
    assert found == {
        "visit": "V1",
        "unit": "W1",
        "room": "",
        "bed": "B1",
        "since": "2026-03-02T09:01:00+00:00",
    }
    assert ask(at="2026-03-02T09:30+00:00").split()[:4] == ["V1", "W1", "-", "B1"]
    assert ask(at="2026-03-02T09:00+00:00").strip() == ""
    assert ask(at="2026-03-02T10:30", known_at="2026-03-02T08:00").strip() == ""


@pytest.mark.usefixtures("feed")
def test_what_cannot_be_asked():
    with pytest.raises(CommandError, match="--at: write a time"):
        ask(at="yesterday")
    with pytest.raises(CommandError, match="no feed"):
        ask(at="2026-03-02", source="other")
