from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message, Progress
from carepath.ui.words import duration
from tests.factories import person, site
from tests.ingestion.worlds import LATER, draft, imported, log, received, worked_on

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def quality(client):
    site()
    user = person("quinn", "QUALITY_LEAD", at_site="north")
    client.force_login(user)
    return user


def text(answer):
    return " ".join(answer.content.decode().split())


def test_an_empty_history_teaches(client, quality):
    assert "No log has come in yet" in text(client.get("/imports/"))


def test_the_history_lists_what_this_person_sees(client, quality):
    message = imported()
    imported(source="other", at_site=site("south"))
    page = text(client.get("/imports/"))
    assert "1 import brought journeys" in page
    assert f"{message.pk} · log.csv" in page
    assert "other" not in page


def test_the_history_does_not_ask_more_with_more_rows(client, quality):
    def asked():
        with CaptureQueriesContext(connections["default"]) as found:
            client.get("/imports/")
        return len(found)

    imported(source="one")
    asked()  # the first request of a session writes that it began
    few = asked()
    for n in range(4):
        imported(source=f"log {n}")
    assert asked() == few


def test_a_long_history_has_pages(client, quality):
    for _ in range(51):
        draft("case,activity,time\n1,A,2026-02-01 10:00:00\n")
    page = client.get("/imports/")
    assert len(page.context["rows"]) == 50
    rest = client.get(f"/imports/?after={page.context['after']}")
    assert len(rest.context["rows"]) == 1


def test_a_history_with_work_polls_without_extending_the_session(client, quality):
    received()
    page = text(client.get("/imports/"))
    assert 'hx-trigger="every 2s"' in page
    assert '"X-CarePath-Poll": "1"' in page
    part = text(client.get("/imports/", headers={"HX-Request": "true"}))
    assert part.startswith('<div id="imports"')


def test_a_draft_leads_to_its_mapping(client, quality):
    message = draft()
    assert client.get(f"/imports/{message.pk}/")["Location"] == f"/imports/{message.pk}/mapping/"


def test_an_import_at_work_shows_how_far_it_is(client, quality):
    message = received()
    Progress.objects.filter(message=message).update(phase="recording", cursor=5, total=10)
    page = text(client.get(f"/imports/{message.pk}/"))
    assert "65 %" in page
    assert "Cancel this import" in page
    part = client.get(f"/imports/{message.pk}/", headers={"HX-Request": "true"})
    assert text(part).startswith('<section class="cp-panel" id="progress"')


def test_a_poll_after_the_end_loads_the_report(client, quality):
    message = imported()
    part = client.get(f"/imports/{message.pk}/", headers={"HX-Request": "true"})
    assert (part.content, part["HX-Refresh"]) == (b"", "true")


def test_the_report_shows_counts_reasons_and_stages(client, quality):
    message = imported(log(cases=10) + "c1,Arrive,yesterday\n")
    page = text(client.get(f"/imports/{message.pk}/"))
    assert "brought 10 new journeys and 30 new spans; 1 row could not be used" in page
    assert "A time cannot be read in the declared format." in page
    assert "closed by rule: at the last event" in page
    assert f"/imports/{message.pk}/rejects.csv" in page


def test_a_file_set_aside_counts_the_rows_it_lists(client, quality):
    message = imported(log(cases=2) + "c1,Arrive,yesterday\n" * 10)
    page = text(client.get(f"/imports/{message.pk}/"))
    assert "<dt>Rows read</dt><dd>16</dd>" in page
    assert "<dt>Rejected</dt><dd>10</dd>" in page
    assert "Accepted" not in page
    assert "10 rows were set aside" in text(client.get(f"/imports/{message.pk}/rejects/"))


def test_an_undone_import_keeps_its_own_time_and_tells_why(client, quality):
    message = imported()
    took = queries.standing(message, at=LATER).passed_us
    actions.undo(message=message, reason="wrong ward", by=quality, at=LATER + timedelta(days=3))
    worked_on(message, at=LATER + timedelta(days=3))
    page = text(client.get(f"/imports/{message.pk}/"))
    assert f"<dt>Took</dt><dd>{duration(took)}</dd>" in page
    assert "Taking back took" in page
    assert "The reason given: wrong ward" in page


def test_who_may_only_look_finds_no_file_name_and_no_button(client):
    message = imported()
    client.force_login(person("rita", "READ_ONLY"))
    page = text(client.get(f"/imports/{message.pk}/"))
    assert "log.csv" not in page
    assert "Undo this import" not in page
    assert "log.csv" not in text(client.get("/imports/"))
    for act in ("cancel", "undo", "retry"):
        answer = client.post(f"/imports/{message.pk}/{act}/", {"reason": "x"})
        assert answer.status_code == 403
    assert client.get(f"/imports/{message.pk}/rejects/").status_code == 403


def test_an_import_of_another_site_is_not_there(client, quality):
    message = imported(source="other", at_site=site("south"))
    for path in ("", "mapping/", "rejects/", "rejects.csv"):
        assert client.get(f"/imports/{message.pk}/{path}").status_code == 404
    for act in ("cancel", "undo", "retry"):
        answer = client.post(f"/imports/{message.pk}/{act}/", {"reason": "x"})
        assert answer.status_code == 404


def test_cancel_undo_and_retry_change_nothing_by_get(client, quality):
    message = imported()
    for act in ("cancel", "undo", "retry"):
        assert client.get(f"/imports/{message.pk}/{act}/").status_code == 405


def test_a_draft_is_deleted(client, quality):
    message = draft()
    answer = client.post(f"/imports/{message.pk}/cancel/", follow=True)
    assert "nothing was imported" in text(answer)
    assert not Message.objects.exists()


def test_an_import_is_cancelled(client, quality):
    message = received()
    answer = client.post(f"/imports/{message.pk}/cancel/", follow=True)
    assert "being taken back" in text(answer)
    actions.process_waiting(by="worker:test", at=LATER)
    assert "was cancelled" in text(client.get(f"/imports/{message.pk}/"))
    assert "nothing to cancel" in text(client.post(f"/imports/{message.pk}/cancel/", follow=True))


def test_an_undo_needs_a_reason(client, quality):
    message = imported()
    answer = client.post(f"/imports/{message.pk}/undo/", {"reason": " "}, follow=True)
    assert "Give a reason" in text(answer)
    answer = client.post(f"/imports/{message.pk}/undo/", {"reason": "wrong"}, follow=True)
    assert "being taken back" in text(answer)
    answer = client.post(f"/imports/{message.pk}/undo/", {"reason": "wrong"}, follow=True)
    assert "nothing to undo" in text(answer)


def test_what_was_set_aside_is_tried_again(client, quality):
    message = received()
    Message.objects.filter(pk=message.pk).update(
        state="quarantined", reason_code="failed", reason_text="The disk was full."
    )
    page = text(client.get(f"/imports/{message.pk}/"))
    assert "The disk was full." in page
    assert "Try again" in page
    client.post(f"/imports/{message.pk}/retry/")
    assert Message.objects.get().state == "received"
    answer = client.post(f"/imports/{message.pk}/retry/", follow=True)
    assert "nothing to try again" in text(answer)
