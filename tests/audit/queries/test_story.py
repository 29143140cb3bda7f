"""Rows of the chain as people read them."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions, queries
from carepath.audit.models import Change
from carepath.audit.queries.story import Value
from tests.audit.changed import written
from tests.factories import AT, ada, person

pytestmark = pytest.mark.django_db


def test_a_row_says_which_columns_changed():
    row = Change(old='{"a": 1, "b": 2}', new='{"a": 1, "b": 3, "c": 4}')
    assert queries.differences(row) == [Value("b", 2, 3), Value("c", None, 4)]
    assert queries.differences(Change(old=None, new='{"a": 1}')) == [Value("a", None, 1)]
    assert queries.differences(Change(old='{"a": 1}', new=None)) == [Value("a", 1, None)]


def test_a_table_has_its_models_label():
    assert queries.label_of("accounts_grant") == "accounts.Grant"
    assert queries.label_of("journeys_span") == ""


def test_the_auditor_of_one_site_reads_the_rows_of_its_sentences():
    reader = person("lea", "AUDITOR", at_site="north")
    row = written(Grant, 1)[0]
    for site in ("north", "south"):
        with actions.acting_as("test", at=AT, why=site):
            row.role = "READ_ONLY" if site == "north" else "CLINICIAN"
            row.save()
            actions.record("changed", row, site=site)
    found = queries.ledger(by=reader, wanted=queries.Filter())
    assert [change.reason for change in found] == ["north"]
    assert queries.ledger(by=ada(), wanted=queries.Filter(verb="update")).count() == 2


def test_what_was_deleted_has_a_story_too():
    row = written(Grant, 1)[0]
    key = str(row.pk)
    with actions.acting_as("test", at=AT, why="gone"):
        row.delete()
    last, first = queries.story(by=ada(), label="accounts.Grant", key=key)
    assert [change.operation for change in last.written + first.written] == ["delete", "insert"]
    assert [told.history_type for told in last.told + first.told] == ["-", "+"]
    assert {value.after for value in last.values} == {None}
