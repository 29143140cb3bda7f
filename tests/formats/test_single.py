"""One record as it stood in the file."""

import io

import pytest

from carepath.formats import single
from carepath.frames.mapping import Mapping

TABLE = b'case,what,when,note\nA,Triage,2026-01-01 09:00,"two\nlines"\n\nNA,Scan,2026-01-02,\n'
TABLE_MAPPING = Mapping(case="case", activity="what", time="when")
LOG = b"""<log><trace><string key="concept:name" value="A"/>
<event><string key="concept:name" value="Triage"/><date key="time:timestamp"
 value="2026-01-01T09:00:00Z"/><string key="org:group" value="ER"/></event>
<event><string key="concept:name" value="Scan"/><date key="time:timestamp"
 value="2026-01-01T10:00:00Z"/></event></trace></log>"""
LOG_MAPPING = Mapping(
    case="case:concept:name",
    activity="concept:name",
    time="time:timestamp",
    event_attributes=("org:group",),
)


def of_table(row):
    return single.record_at(io.BytesIO(TABLE), TABLE_MAPPING, row, kind="csv")


def test_a_row_of_a_table_has_all_its_cells_as_they_stood():
    assert of_table(1)[3] == ("note", "two\nlines")
    assert of_table(2) == [("case", "NA"), ("what", "Scan"), ("when", "2026-01-02"), ("note", "")]


@pytest.mark.parametrize("row", [-1, 0, 3])
def test_a_row_that_is_not_there(row):
    assert of_table(row) is None


def test_an_event_of_a_log():
    found = dict(single.record_at(io.BytesIO(LOG), LOG_MAPPING, 1, kind="xes"))
    assert found["case:concept:name"] == "A"
    assert found["concept:name"] == "Triage"
    assert found["org:group"] == "ER"
    assert single.record_at(io.BytesIO(LOG), LOG_MAPPING, 9, kind="xes") is None
