"""The chain on the screen, as files, and the story of one row."""

import json

import pytest
from django.test import Client

from carepath.accounts.models import Grant
from carepath.audit import actions, verifier
from carepath.audit.models import Alert, Change, Check
from tests.audit.changed import written
from tests.factories import AT, ada, nora, person

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


def test_rows_are_paged_newest_first_with_what_changed():
    written(Grant, 60)
    client = signed_in(ada())  # her own role is a row too
    page = client.get("/audit/ledger/")
    assert [row.seq for row, *_rest in page.context["rows"]] == list(range(61, 11, -1))
    assert "accounts.Grant:" in text(page) and "a world for tests" in text(page)
    rest = client.get("/audit/ledger/", {"after": page.context["page"].after})
    assert len(rest.context["rows"]) == 11


def test_filters_by_row_person_what_and_day():
    row = written(Grant, 3)[0]
    with actions.acting_as("import:5", at=AT, why="x"):
        row.role = "READ_ONLY"
        row.save()
    client = signed_in(ada())

    def numbers(**asked):
        return [row.seq for row, *_rest in client.get("/audit/ledger/", asked).context["rows"]]

    assert numbers(target=f"accounts.Grant:{row.pk}") == [4, 1]
    assert numbers(actor="import:5") == numbers(verb="update") == [4]
    assert numbers(target="accounts.Grant") == [5, 4, 3, 2, 1]
    assert numbers(target="nowhere.At:1") == numbers(until="2001-01-01") == []
    assert numbers(since="2001-01-01") == [5, 4, 3, 2, 1]
    page = client.get("/audit/ledger/", {"since": "2026-02-02", "until": "2026-02-01"})
    assert "The last day lies before the first." in text(page)


def test_how_the_ledger_stands():
    client = signed_in(ada())
    assert "not yet" in text(client.get("/audit/ledger/"))
    actions.look_after(by="worker:test", at=AT)
    html = text(client.get("/audit/ledger/"))
    assert "nothing is open" in html and "not yet" not in html
    Check.objects.filter(name="triggers").update(ok=False)
    assert "A check of the ledger failed." in text(client.get("/audit/ledger/"))


def alert():
    return Alert.objects.create(
        kind="ungoverned", table_name="accounts_grant", key="7", seq=9, actor="psql", found_at=AT
    )


def test_an_open_finding_is_settled_with_what_it_was():
    found, client = alert(), signed_in(ada())
    assert "1 finding is open" in text(client.get("/audit/ledger/"))
    where = f"/audit/alerts/{found.pk}/settle/"
    answer = client.post(where, {"reason": ""}, follow=True)
    assert "Write what it was" in text(answer)
    answer = client.post(where, {"reason": "a repair"}, follow=True)
    assert "Settled." in text(answer) and "finding is open" not in text(answer)
    assert "said already" in text(client.post(where, {"reason": "again"}, follow=True))


def test_only_who_reads_everything_sees_and_settles_findings():
    found = alert()
    client = signed_in(nora())
    assert client.get("/audit/ledger/").context["alerts"] == []
    assert client.post(f"/audit/alerts/{found.pk}/settle/", {"reason": "x"}).status_code == 403
    local = signed_in(person("lea", "AUDITOR", at_site="north"))
    assert local.post(f"/audit/alerts/{found.pk}/settle/", {"reason": "x"}).status_code == 403


def test_the_same_as_files():
    written(Grant, 2)
    client = signed_in(ada())
    csv = b"".join(client.get("/audit/ledger/", {"export": "csv"}).streaming_content).decode()
    assert csv.count("accounts_grant") == 3
    assert client.get("/audit/ledger/", {"export": "xlsx"}).content[:2] == b"PK"
    answer = client.get("/audit/ledger/", {"export": "json"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    rows = list(verifier.read_rows(reversed(lines)))
    assert verifier.check(rows).first_bad_seq is None
    assert len(rows) == Change.objects.count() == 3
    assert json.loads(lines[0])["seq"] == 3


def test_the_story_of_a_row_by_all_its_witnesses():
    client = signed_in(ada())
    row = written(Grant, 1)[0]
    with actions.acting_as("import:5", at=AT, why="agreed") as act:
        row.role = "READ_ONLY"
        row.save()
        actions.record("changed a role", row)
    with actions.acting_as("psql", at=AT, why="by hand"):
        Grant.objects.filter(pk=row.pk).update(role="AUDITOR")
    page = client.get(f"/audit/story/accounts.Grant/{row.pk}/")
    by_hand, agreed, made = page.context["episodes"]
    assert (len(by_hand.written), by_hand.sentences, by_hand.told) == (1, [], [])
    assert agreed.written[0].change_id == act.change_id
    assert [entry.verb for entry in agreed.sentences] == ["changed a role"]
    assert (len(agreed.told), len(made.told)) == (1, 1)
    assert "READ_ONLY" in text(page) and "no row" in text(page)


@pytest.mark.parametrize("where", ["accounts.Grant/99999", "accounts.User/1", "no.Such/1"])
def test_a_story_of_nothing_is_not_there(where):
    assert signed_in(ada()).get(f"/audit/story/{where}/").status_code == 404


def test_who_reads_own_acts_sees_the_rows_of_those_alone():
    user = nora()
    row = written(Grant, 1)[0]
    with actions.acting_as(user, at=AT, why="mine"):
        row.role = "READ_ONLY"
        row.save()
        actions.record("changed a role", row)
    client = signed_in(user)
    rows = client.get("/audit/ledger/").context["rows"]
    assert [row.reason for row, *_rest in rows] == ["mine"]
    episodes = client.get(f"/audit/story/accounts.Grant/{row.pk}/").context["episodes"]
    assert [one.written[0].reason for one in episodes] == ["mine"]
