import pytest

from carepath.audit import actions, queries
from carepath.audit.models import Change
from carepath.audit.queries import redacting
from tests.factories import AT, nora, person

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_request_reaches_all_rows_of_its_changes_and_nothing_later():
    nora()
    one, two = person("ada", "AUDITOR"), person("eve", "AUDITOR")
    row = Change.objects.filter(table_name="accounts_grant").earliest("seq")
    asked = actions.ask_redaction(label="accounts.Grant", key=row.key, by=one, at=AT, reason="x")
    alike = Change.objects.filter(change_id=row.change_id)
    assert set(redacting.reached(asked)) == set(alike)
    assert redacting.live(asked) == []
    assert [r.decision for r in queries.with_decisions([asked])] == [None]
    made = actions.decide_redaction(asked=asked, approve=True, by=two, at=AT, reason="y")
    found = queries.with_decisions(list(queries.redactions()))
    assert [(r.decision, r.rows) for r in found] == [(made, alike.count())]
