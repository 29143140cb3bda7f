"""Columns by name, checked against what they hold."""

import pytest

from carepath.formats.columnguess import attributes, numeric, roles, table

AT = "2014-03-04 10:00:00"


def seen(head, *rows):
    return table(head.split(","), [row.split(",") for row in rows])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Case ID,Activity,Complete Timestamp", ("Case ID", "Activity", "Complete Timestamp")),
        (
            "case:concept:name,concept:name,time:timestamp",
            ("case:concept:name", "concept:name", "time:timestamp"),
        ),
        ("patient,handling,time", ("patient", "handling", "time")),
        ("CaseID,eventName,endTime", ("CaseID", "eventName", "endTime")),
        ("zaak,activiteit,tijdstip", ("zaak", "activiteit", "tijdstip")),
        ("visit_id,event,timestamp", ("visit_id", "event", "timestamp")),
    ],
)
def test_the_three_columns_by_name(head, expected):
    found = roles(seen(head, f"1,a,{AT}", f"1,b,{AT}"))
    assert tuple(found[role] for role in ("case", "activity", "time")) == expected


def test_further_columns_by_name():
    head = "case,activity,start,end,ordered,org:group,employee,patient id,event id"
    found = roles(seen(head, f"1,a,{AT},{AT},{AT},W,r1,P,e1", f"1,b,{AT},{AT},{AT},W,r1,P,e2"))
    assert found == {
        "case": "case",
        "activity": "activity",
        "start": "start",
        "time": "end",
        "requested": "ordered",
        "unit": "org:group",
        "role": "employee",
        "patient": "patient id",
        "event_id": "event id",
    }


def test_a_name_is_believed_only_when_the_values_agree():
    head = "case,activity,time,start,status,event id,instance"
    found = roles(seen(head, f"1,a,{AT},yes,fine,e1,1", f"1,b,{AT},no,bad,e1,2"))
    assert {"start", "lifecycle", "event_id", "instance"}.isdisjoint(found)
    paired = roles(seen(head, f"1,a,{AT},,START,e1,1", f"1,b,{AT},,complete,e1,1"))
    assert (paired["lifecycle"], paired["instance"]) == ("status", "instance")


def test_by_what_they_hold_when_no_name_helps():
    rows = [f"K{n // 4},{'abcd'[n % 4]} step,2014-03-{n + 1:02d} 10:00:00,{n}" for n in range(28)]
    found = roles(seen("w,x,y,z", *rows))
    assert (found["case"], found["activity"], found["time"]) == ("w", "x", "y")


def test_what_is_left_speaks_of_the_case_or_of_the_event():
    head = "case,activity,age,crp,ward,void,sex"
    rows = ["1,a,70,,W,,f", "1,b,,5.5,W,,f", "2,a,80,,W,,m", "2,b,,6,V,,m", "2,c,,7,V,,m"]
    found = {"case": "case", "activity": "activity"}
    assert attributes(seen(head, *rows), found) == (["age", "sex"], ["crp", "ward"])
    assert attributes(seen(head, *rows), {})[0] == []
    said = seen(head.replace("sex", "case:sex"), *rows)
    assert attributes(said, found) == (["case:sex"], ["age", "crp", "ward"])


def test_numbers():
    rows = ["1,70,5.5,007,1", "2,80,,008,x"]
    found = seen("room nr,age,crp,code7,mixed", *rows)
    assert numeric(found, found.columns) == (["age", "crp"], ".")
    comma = table(["x", "y"], [("1,5", "2")])
    assert numeric(comma, comma.columns) == (["x", "y"], ",")


def test_a_name_that_comes_twice_counts_once():
    assert table(["a", "a"], [("1", "2")]).cells == {"a": ("1",)}
