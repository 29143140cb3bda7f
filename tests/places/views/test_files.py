"""Files on the screen: looked at, loaded whole, written out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.places import forms, queries
from carepath.places.models import Bed, UnitStaff
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.worlds import hana, ward, with_shifts

pytestmark = pytest.mark.django_db
URL = "/beds/files/staff/"
HEAD = "unit,role,shift,date,present,needed\n"
GOOD = HEAD + "W1,Nurses,early,2026-03-02,4,6\n"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def looked_at(client, text, url=URL, name="rota.csv"):
    file = SimpleUploadedFile(name, text.encode())
    answer = client.post(url, {"file": file})
    return answer.status_code, answer.content.decode().replace("&#x27;", "'")


def loaded(client, text, digest, url=URL, reason="the rota"):
    content = forms.carried(text.encode())
    said = {"content": content, "name": "rota.csv", "digest": digest, "reason": reason}
    answer = client.post(url, said, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_file_is_looked_at_then_loaded_and_once_more_changes_nothing(client):
    north = with_shifts()
    ward()
    client.force_login(ben())
    assert "a whole number from 0 to 999" in client.get(URL).content.decode()
    status, page = looked_at(client, GOOD)
    assert status == 200 and "1 would be added, 0 changed, 0 left as they are." in page
    assert not UnitStaff.objects.exists()
    plan = queries.plan_of(kind="staff", content=GOOD.encode(), site=north, by=None)
    assert plan.digest in page
    status, page = loaded(client, GOOD, plan.digest)
    assert "rota.csv: 1 added, 0 changed." in page
    assert UnitStaff.objects.get().source == "rota.csv"
    assert "there is nothing to load" in looked_at(client, GOOD)[1]
    _status, page = looked_at(client, GOOD.replace(",4,", ",5,"))
    assert "<del>4</del>" in page and "<ins>5</ins>" in page


def test_faults_are_shown_by_row_column_and_reason_and_nothing_can_be_loaded(client):
    with_shifts()
    ward()
    client.force_login(ben())
    wrong = "W1,Nurses,tea,2026-03-02,x,1\nW9,N,early,2026-03-02,,1\n"
    status, page = looked_at(client, GOOD + wrong)
    assert status == 422
    assert "2 faults in 3 rows" in page
    assert "Write a whole number from 0 to 999." in page and "Row 4" in page
    assert "There is no such unit." in page and "Load the file" not in page
    status, page = looked_at(client, "unit;role\nW1;N\n")
    assert status == 422 and "There is no column “shift”" in page
    status, page = loaded(client, GOOD, "0" * 64)
    assert status == 422 and "Something changed since you looked" in page
    status, page = loaded(client, GOOD, "0" * 64, reason="")
    assert status == 422 and "This field is required." in page
    assert (
        "Choose the file again."
        in client.post(URL, {"content": "no base64!"}, follow=True).content.decode()
    )
    assert client.post(URL, {}).status_code == 422
    assert not UnitStaff.objects.exists()


def test_each_kind_needs_its_right_and_another_site_is_not_there(client):
    with_shifts()
    site("south")
    client.force_login(ben())
    assert client.get("/beds/files/places/").status_code == 403
    assert client.get("/beds/files/dreams/").status_code == 404
    client.force_login(person("far", "BED_MANAGER", at_site="south"))
    assert client.get(URL, {"site": "north"}).status_code == 404
    assert client.get("/beds/files/staff/export.csv", {"site": "north"}).status_code == 404


def test_places_are_written_out_and_loaded_again(client):
    one = ward()
    Bed.objects.create(unit=one, room="1", code="A", care="high", confirmed=True)
    client.force_login(nora())
    answer = client.get("/beds/files/places/export.csv")
    text = b"".join(answer).decode()
    assert "places-north.csv" in answer["Content-Disposition"]
    assert "W1,Ward 1,1,A,high,,no,yes" in text
    client.force_login(hana())
    assert "there is nothing to load" in looked_at(client, text, "/beds/files/places/")[1]
    assert client.get("/beds/files/dreams/export.csv").status_code == 404


def test_what_a_made_up_hospital_writes_out_says_so_and_can_be_read(client):
    ward(at_site=site("demo", synthetic=True))
    client.force_login(hana())
    text = b"".join(client.get("/beds/files/places/export.csv?site=demo")).decode()
    assert "invented" in text
    page = looked_at(client, text, "/beds/files/places/?site=demo")[1]
    assert "mean nothing here and are left out: Data." in page
