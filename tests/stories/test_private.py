"""A private patient is in no file that leaves the portal: neither number, nor pseudonym, nor key.

Each address that sends a file has a line here; a new one fails until it has.
"""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from carepath.capacity import actions as capacity
from carepath.journeys.models import Journey
from carepath.reports import actions as reports
from carepath.reports import queries as packs
from carepath.ui import export
from tests.capacity.actions.test_moving import two
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import a_bed, waits
from tests.factories import AT, ben, person
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import active
from tests.reports.folders import packs_in

pytestmark = pytest.mark.django_db(databases="__all__")
NOW = AT + timedelta(minutes=20)
HIDDEN = ("VPRIV1", "VPRIV2", "APRIV3")
"""Who lies in a bed, who waits for one, and of whom a step is due."""
FILES = [
    ("journeys:export_list", ["csv"], {"source": "log north"}),
    ("journeys:export_list", ["xlsx"], {"source": "log north"}),
    *(("bottlenecks:export_table", [table, kind], {"source": "log north"})
      for table in ("ranking", "hand-overs", "variants") for kind in ("csv", "xlsx")),
    *(("capacity:export_units", [kind], {}) for kind in ("csv", "xlsx")),
    ("protocols:export_adherence", ["csv"], {}),
    *(("places:export_file", [kind], {}) for kind in ("places", "staff", "slots")),
]  # fmt: skip
NO_PATIENT = {
    "forecasts:export": "beds by hour",
    "forecasts:export_arrivals": "arrivals by hour",
    "forecasts:export_departures": "how many are expected to leave",
    "outcomes:export_levels": "levels of escalation that were told",
    "scenarios:export": "what if",
    "protocols:package": "a protocol",
    "compliance:evidence": "runs of controls",
    "ingestion:rejects_csv": "rows that became no journey",
}
"""Files that are made of no journey that is there."""


def renewed(user):
    """A browser that proved who it is just now."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4 * 10**9}]
    session.save()
    return client


@pytest.fixture
def world():
    """The site with who is private and, beside each, somebody who is not."""
    source, who = feed(), ben()
    two(source)
    Journey.objects.filter(case_ref="V1").update(case_ref=HIDDEN[0])
    for bed, visit in (("K1", HIDDEN[1]), ("K2", "VOPEN2")):
        capacity.reserve(request=waits(source, visit), bed=a_bed(bed, source), by=who, at=AT)
    active()
    happens(event(HIDDEN[2], "Sepsis flag", 5, 5), event("AOPEN3", "Sepsis flag", 5, 5))
    follow()
    for journey in Journey.objects.filter(case_ref__in=HIDDEN):
        capacity.put_up(journey=journey, kind="private", by=who, at=AT)
    return source.site


def named_in(text, *visits):
    """What in a text tells who some of these are."""
    rows = Journey.objects.filter(case_ref__in=visits)
    names = [name for row in rows for name in (row.case_ref, row.short, row.trace_id.hex)]
    assert len(names) == 3 * len(visits)
    return [name for name in names if re.search(rf"\b{name}\b", text)]


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if not body.startswith(b"PK"):
        return body.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(body))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)


def test_no_file_names_who_is_private(world):
    roles = ("HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "QUALITY_LEAD", "PROTOCOL_OWNER")
    client = renewed(person("all", *roles))
    for name, args, asked in FILES:  # one world is dear, and no file changes it
        response = client.get(reverse(name, args=args), asked)
        assert response.status_code == 200, (name, args)
        text = text_of(response)
        assert named_in(text, *HIDDEN) == [], (name, args)
        if name == "journeys:export_list":
            assert Journey.objects.get(case_ref="AOPEN3").trace_id.hex in text
            assert len(re.findall("private", text)) == 1


def test_the_downtime_pack_names_nobody_who_is_private_and_every_bed(world, tmp_path, settings):
    found = packs.pack(site=world, at=NOW)
    text = "\n".join("".join(export.csv_lines(sheet)) for sheet in found.sheets)
    assert named_in(text, *HIDDEN) == []
    assert set(named_in(text, "V2", "VOPEN2", "AOPEN3")) >= {"V2", "VOPEN2", "AOPEN3"}
    rows = {row.bed: row for row in found.rows}
    assert (rows["B1"].visit, rows["B1"].journey) == ("private", "private")
    assert rows["K1"].note == "kept for private"
    packs_in(tmp_path, settings)
    assert reports.write_pack(site=world, by="test", at=NOW).exists()


def test_every_address_that_sends_a_file_is_looked_at():
    found = set()
    for app, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for name in resolver.reverse_dict:
            if isinstance(name, str) and re.search("export|evidence|csv|pack", name):
                found.add(f"{app}:{name}")
    assert found == {name for name, _args, _asked in FILES} | set(NO_PATIENT)
