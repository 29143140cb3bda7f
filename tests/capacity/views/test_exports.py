"""How full the units are, as a file: the board's numbers, then as now."""

import csv
import io

import pytest
from django.test import Client

from carepath.capacity import queries
from carepath.frames.beds import OCCUPIED
from carepath.places.models import Site
from tests.bottlenecks.views.test_exports import signed_in
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.queries.test_board import minutes, say
from tests.factories import person
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def source():
    found = feed()
    send(found, adt("A01", 0, "W1"), adt("A03", 30, "W1"), adt("A01", 2, "W2", visit="V3"))
    say(found, "B2", OCCUPIED, 0)
    return found


def rows(answer):
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_says_what_the_board_says_at_any_moment(source):
    client = signed_in("BED_MANAGER")
    for minute in (10, 40):
        found = rows(client.get("/capacity/board/export/csv/", {"at": minutes(minute).isoformat()}))
        board = queries.board(site=source.site, at=minutes(minute), past=True)
        assert [
            (row["Code"], int(row["Occupied"]), int(row["Staffed"]), int(row["Beds"]))
            for row in found
        ] == [(one.unit.code, one.occupied, one.staffed, len(one.beds)) for one in board]
        assert [row["Said to be occupied, patient unknown"] for row in found] == ["1", "0"]


def test_the_board_leads_to_it_and_an_invented_hospital_is_marked(source):
    client = signed_in("BED_MANAGER")
    assert "/capacity/board/export/xlsx/" in client.get("/capacity/board/").content.decode()
    reader = Client()
    reader.force_login(person("nora", "CLINICIAN"))
    assert "/board/export/" not in reader.get("/capacity/board/").content.decode()
    assert reader.get("/capacity/board/export/csv/").status_code == 403
    Site.objects.filter(pk=source.site.pk).update(synthetic=True)
    answer = client.get("/capacity/board/export/xlsx/")
    assert "invented-occupancy-north" in answer["Content-Disposition"]
    assert client.get("/capacity/board/export/pdf/").status_code == 404
