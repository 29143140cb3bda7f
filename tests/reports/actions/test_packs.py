"""Packs are written every ten minutes, whole or not at all, and the old ones go."""

import csv
import io
from datetime import timedelta

import pytest

from carepath.audit.models import AccessRead
from carepath.reports import actions, queries
from carepath.reports.actions import packs, sealing
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed, waits
from tests.reports.folders import WORDS, packs_in

pytestmark = pytest.mark.django_db(databases="__all__")
NOW = AT + timedelta(minutes=47)


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(sealing, "ROUNDS", sealing.LEAST)
    return packs_in(tmp_path, settings)


def test_without_a_folder_none_is_written(settings):
    settings.DOWNTIME_FOLDER = ""
    a_bed("B1", feed())
    assert actions.write_packs(by="test", at=NOW) == 0


def test_a_pack_holds_beds_requests_and_due_steps_and_says_as_of_when(folder):
    source = feed()
    waits(source, "V4711")
    a_bed("B1", source)
    assert actions.write_packs(by="worker:sweep", at=NOW) == 1
    assert actions.write_packs(by="worker:sweep", at=NOW + timedelta(minutes=2)) == 0
    (path,) = queries.written(source.site)
    assert path.name == f"downtime-{source.site.slug}-20260302T0940Z.html"
    page = path.read_text()
    assert (folder / f"downtime-{source.site.slug}.html").read_text() == page
    assert "V4711" not in page
    content = actions.opened(page, passphrase=WORDS)
    assert set(content) == {"beds.csv", "requests.csv", "due.csv", "lists.html"}
    assert "V4711" in content["lists.html"] and "What to do" in content["lists.html"]
    beds = list(csv.DictReader(io.StringIO(content["beds.csv"].removeprefix("\ufeff"))))
    assert [(row["Bed"], row["State"], row["Visit number"]) for row in beds] == [
        ("EV4711", "occupied", "V4711"), ("B1", "free", ""),
    ]  # fmt: skip
    assert "V4711" in content["requests.csv"]
    read = AccessRead.objects.get()
    assert (read.actor, read.resource, read.count) == ("worker:sweep", "downtime pack", 1)
    assert not list(folder.glob(".*")), "nothing half written lies about"


def test_old_packs_go_and_the_newest_stays(folder):
    source = feed()
    a_bed("B1", source)
    for hours in (0, 1, 24, 25):
        actions.write_packs(by="test", at=NOW + timedelta(hours=hours))
    names = [path.name[-19:] for path in queries.written(source.site)]
    assert names == ["20260302T1040Z.html", "20260303T0940Z.html", "20260303T1040Z.html"]
    assert actions.prune(site=source.site, at=NOW + timedelta(days=9)) == 2
    assert len(queries.written(source.site)) == 1


def test_a_folder_that_is_gone_fails_the_round_and_is_tried_again_a_minute_later(folder, settings):
    source = feed()
    a_bed("B1", source)
    away = folder / "away"
    settings.DOWNTIME_FOLDER = str(away)
    with pytest.raises(OSError):
        actions.write_packs(by="test", at=NOW)
    away.mkdir()
    assert actions.write_packs(by="test", at=NOW) == 0, "it rests for a minute"
    packs._rests.clear()
    assert actions.write_packs(by="test", at=NOW) == 1
