import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.audit.models import AccessRead
from carepath.ingestion import actions, api
from carepath.ingestion.models import Message
from carepath.journeys.models import Span
from tests.factories import person, site
from tests.ingestion.worlds import LATER, imported, log, received

pytestmark = pytest.mark.django_db(databases="__all__")

MAPPING = {
    "case": "case",
    "activity": "activity",
    "timestamp": "time",
    "time_format": "yyyy-MM-dd HH:mm:ss",
    "timezone": "Europe/Amsterdam",
}


@pytest.fixture
def quality(client):
    """Quality lead of the north site, signed in."""
    site()
    user = person("quinn", "QUALITY_LEAD", at_site="north")
    client.force_login(user)
    return user


def send(client, content=None, source="log", mapping=MAPPING, name="log.csv", **more):
    raw = (log() if content is None else content).encode()
    body = {"file": SimpleUploadedFile(name, raw), "source": source}
    body |= {"mapping": json.dumps(mapping) if isinstance(mapping, dict) else mapping} | more
    return client.post("/api/v1/imports/", body)


def work():
    while actions.process_waiting(by="worker:test", at=LATER):
        pass


def test_a_file_is_taken_in_and_followed_to_its_end(client, quality):
    answer = send(client)
    assert answer.status_code == 202, answer.content
    assert (answer.json()["state"], answer.json()["rows_read"]) == ("received", 0)
    where = answer["Location"]
    assert where.endswith(f"/api/v1/imports/{answer.json()['id']}/")
    work()
    told = client.get(where).json()
    assert told["state"] == "processed"
    assert {name: told[name] for name in ("rows_read", "rows_accepted", "rows_rejected")} == {
        "rows_read": 9,
        "rows_accepted": 9,
        "rows_rejected": 0,
    }
    assert (told["journeys"], told["spans"], told["duplicates"]) == (3, 9, 0)
    assert told["progress"]["done"] == 1
    assert told["mapping"] == "log v1"
    assert told["report"]["closed_by"] == {"last_event": 3}


def test_what_the_mapping_leaves_out_is_guessed(client, quality):
    assert send(client, mapping={}).status_code == 202
    work()
    assert Message.objects.get().state == "processed"
    assert Message.objects.get().source.timezone == "Europe/Amsterdam"
    assert Span.objects.count() == 9


def test_a_saved_mapping_is_used_by_its_name(client, quality):
    send(client)
    answer = send(client, log(cases=7), mapping="log")
    assert answer.status_code == 202
    assert answer.json()["mapping"] == "log v1"


def test_the_same_file_twice_changes_nothing(client, quality):
    first = send(client).json()
    work()
    second = send(client)
    assert second.status_code == 202
    assert (second.json()["id"], second.json()["deliveries"]) == (first["id"], 2)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"mapping": "{"}, "mapping", "not JSON"),
        ({"mapping": "[1]"}, "mapping", "JSON object"),
        ({"mapping": "no such"}, "mapping", "No mapping"),
        ({"mapping": {"case": "nr"}}, "mapping", "nr"),
        ({"mapping": {"timezone": "Mars"}}, "mapping", "timezone"),
        ({"content": ""}, "file", "empty"),
        ({"content": "%PDF-1.7"}, "file", "neither"),
        ({"source": ""}, "source", "blank"),
        ({"site": "south"}, "site", "no site"),
    ],
)
def test_a_refusal_names_the_field(client, quality, change, field, words):
    answer = send(client, **change)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert words in str(answer.json()["errors"][field])
    assert not Message.objects.exists()


def test_programs_come_again_later_when_many_imports_wait(client, quality, monkeypatch):
    monkeypatch.setattr(api.queries, "crowded", lambda: True)
    answer = send(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_other_columns_for_the_same_file_are_a_conflict(client, quality):
    send(client)
    answer = send(client, mapping=MAPPING | {"timezone": "UTC"})
    assert answer.status_code == 409
    assert "Undo that import first" in answer.json()["detail"]


def test_a_source_of_another_site_is_refused(client, quality):
    received(source="log", at_site=site("south"))
    answer = send(client)
    assert answer.status_code == 400
    assert "source" in answer.json()["errors"]


def test_an_import_is_undone_with_a_reason(client, quality):
    pk = imported().pk
    assert client.post(f"/api/v1/imports/{pk}/undo/").status_code == 400
    answer = client.post(f"/api/v1/imports/{pk}/undo/", {"reason": "wrong file"})
    assert (answer.status_code, answer.json()["state"]) == (202, "undoing")
    work()
    assert client.get(f"/api/v1/imports/{pk}/").json()["state"] == "undone"
    assert client.post(f"/api/v1/imports/{pk}/undo/", {"reason": "again"}).status_code == 409


def test_a_waiting_import_is_cancelled(client, quality):
    pk = received().pk
    answer = client.post(f"/api/v1/imports/{pk}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (202, "undoing")
    work()
    assert client.get(f"/api/v1/imports/{pk}/").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/imports/{pk}/cancel/").status_code == 409


def test_an_import_that_was_set_aside_is_tried_again(client, quality):
    message = received()
    Message.objects.filter(pk=message.pk).update(state="quarantined")
    assert client.post(f"/api/v1/imports/{message.pk}/retry/").json()["state"] == "received"
    assert client.post(f"/api/v1/imports/{message.pk}/retry/").status_code == 409


def test_rejected_rows_come_back_to_be_repaired_and_leave_a_trace(client, quality):
    message = imported(log(cases=10) + "c1,=2+5,yesterday\n")
    answer = client.get(f"/api/v1/imports/{message.pk}/rejects/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "carepath:reason,case,activity,time"
    assert lines[1].startswith("row 31: ")
    assert lines[1].endswith(",c1,'=2+5,yesterday")
    assert AccessRead.objects.get().resource == f"import:{message.pk}"


def test_imports_of_another_site_are_not_there(client, quality):
    message = imported(at_site=site("south"), source="other")
    assert client.get("/api/v1/imports/").json()["results"] == []
    for what in ("", "rejects/"):
        assert client.get(f"/api/v1/imports/{message.pk}/{what}").status_code == 404
    for what in ("cancel/", "undo/", "retry/"):
        answer = client.post(f"/api/v1/imports/{message.pk}/{what}", {"reason": "x"})
        assert answer.status_code == 404


def test_who_may_only_look_sees_imports_without_file_names(client):
    message = imported()
    client.force_login(person("rita", "READ_ONLY"))
    (told,) = client.get("/api/v1/imports/").json()["results"]
    assert (told["id"], told["name"]) == (message.pk, None)
    assert send(client).status_code == 403
    for what in ("cancel/", "undo/", "retry/"):
        answer = client.post(f"/api/v1/imports/{message.pk}/{what}", {"reason": "x"})
        assert answer.status_code == 403
        assert "quality lead" in answer.json()["detail"]


def test_a_stranger_is_refused(client):
    site()
    assert client.get("/api/v1/imports/").status_code in (401, 403)
    assert send(client).status_code in (401, 403)


def test_the_list_is_paged_newest_first(client, quality, django_assert_max_num_queries):
    ids = [imported(source=f"log {n}").pk for n in range(3)]
    with django_assert_max_num_queries(8):
        page = client.get("/api/v1/imports/?limit=2").json()
    assert [row["id"] for row in page["results"]] == ids[:0:-1]
    assert len(client.get(page["next"]).json()["results"]) == 1
