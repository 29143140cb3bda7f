import pytest

from carepath.ingestion import queries
from tests.ingestion.worlds import LATER, imported, log

pytestmark = pytest.mark.django_db

BAD = "c1,Arrive,yesterday\n,Arrive,2026-02-01 09:00:00\nc2,=1+1,tomorrow\n"


def test_reasons_are_counted_most_frequent_first():
    found = queries.reasons(imported(log(cases=10) + BAD))
    assert [(reason.count, reason.first_row) for reason in found] == [(2, 31), (1, 32)]
    assert found[1].sentence == "The case is empty."


def test_rejects_stand_in_the_order_of_the_file():
    message = imported(log(cases=10) + BAD)
    assert [reject.row for reject in queries.rejects(message)] == [31, 32, 33]
    assert queries.columns(message) == ["case", "activity", "time"]
    assert queries.cells_of(queries.rejects(message)[0]) == ["c1", "Arrive", "yesterday"]


def test_an_unknown_reason_is_shown_as_it_is():
    assert queries.sentence("something_new") == "something_new"


def test_a_mended_table_goes_into_the_same_source():
    message = imported(log(cases=10) + BAD)
    table = b"".join(queries.repair_lines(message)).decode("utf-8-sig")
    assert table.splitlines()[0] == "carepath:reason,case,activity,time"
    mended = table.replace("yesterday", "2026-02-03 09:00:00").replace("tomorrow", "2026-02-04")
    mended = mended.replace(",,Arrive", ",c99,Arrive").replace("2026-02-04", "2026-02-04 10:00:00")
    again = imported(mended, at=LATER)
    assert (again.state, again.progress.rows_rejected, again.progress.spans) == ("processed", 0, 3)
    assert again.site.stages.filter(name="=1+1").exists()


def test_rows_rejected_twice_carry_the_newest_reason_only():
    message = imported(log(cases=10) + BAD)
    table = b"".join(queries.repair_lines(message)).decode("utf-8-sig")
    again = imported(
        table + "\n".join(f"x,c{n},A,2026-02-01 10:00:00" for n in range(50)), at=LATER
    )
    lines = b"".join(queries.repair_lines(again)).decode("utf-8-sig").splitlines()
    assert lines[0] == "carepath:reason,case,activity,time"
    assert lines[1].endswith(",c1,Arrive,yesterday")
    assert lines[1].count("row ") == 1
