from zoneinfo import ZoneInfo

import polars as pl
import pytest

from carepath.formats import adt, hl7v2, steps
from carepath.frames.columns import EVENTS
from carepath.frames.moments import DAY, MINUTE
from carepath.simulator import admissions
from tests.simulator.worlds import STARTS, events, hospital

ZONE = ZoneInfo("Europe/London")


def minutes(n, *, first=8 * 60):
    """What the hospital records minute by minute, and the parts of admissions in it."""
    made = hospital()
    made.run(STARTS + first * MINUTE)
    for minute in range(first + 1, first + n + 1):
        yield made.run(STARTS + minute * MINUTE)


def read_back(raws):
    found = [step.row for raw in raws for step in steps.read(hl7v2.parse(raw), ZONE)]
    return pl.DataFrame(found, schema=EVENTS, orient="row")


def written(frame):
    every = admissions.told(frame)
    return [admissions.written(one, number=n, sent=one.occurred) for n, one in enumerate(every, 1)]


def test_every_step_of_a_day_is_read_back_byte_for_byte():
    mine, other = admissions.parted(events(1))
    assert mine.height + other.height == events(1).height
    assert not set(mine["stage"]) & set(other["stage"])
    assert read_back(written(mine)).sort("ref", "seq").equals(mine.sort("ref", "seq"))


def test_each_is_a_message_that_any_reader_of_visits_understands():
    triggers = set()
    for frame in minutes(240):
        mine, _other = admissions.parted(frame)
        for one, raw in zip(admissions.told(mine), written(mine), strict=True):
            message = hl7v2.parse(raw)
            hl7v2.check_allowed(message)
            (said,) = adt.admissions(message, ZONE)
            assert (said.visit, said.occurred) == (one.case, one.occurred)
            assert said.patient == f"{one.rows[0]['patient']}^INVENTED"
            triggers.add(said.trigger)
    assert triggers >= {"A01", "A02", "A03", "A04", "A14", "A15", "A16"}


def test_a_stay_is_where_the_message_says_the_patient_lies():
    begun = [
        (one, raw)
        for frame in minutes(60)
        for one, raw in [*zip(admissions.told(admissions.parted(frame)[0]),
                              written(admissions.parted(frame)[0]), strict=True)]
        if one.trigger in ("A01", "A02")
    ]  # fmt: skip
    assert begun
    for one, raw in begun:
        (said,) = adt.admissions(hl7v2.parse(raw), ZONE)
        stay = next(r for r in one.rows if r["kind"] == 1 and r["ended"] is None)
        assert said.place.unit == stay["unit"]
        assert f'"{said.place.bed}"' in stay["attributes"]


def test_marks_of_hl7_in_a_text_are_escaped():
    row = dict.fromkeys(EVENTS) | {
        "case": "D|1", "stage": "Arrival", "kind": 2, "started": 5, "ended": 5, "seq": 0,
        "precision": 1, "flags": 0, "ref": b"r" * 16, "patient": "P^1",
        "attributes": '{"a":"x|y^z&~\\\\"}',
    }  # fmt: skip
    frame = pl.DataFrame([row], schema=EVENTS)
    assert read_back(written(frame)).equals(frame)


@pytest.mark.parametrize(("us", "text"), [(0, "19700101000000+0000"),
                                          (1_500_000, "19700101000001.500000+0000")])  # fmt: skip
def test_times_are_written_in_utc(us, text):
    assert admissions.time(us) == text


def test_what_cannot_be_told_apart_is_one_message_a_patient_and_moment():
    for frame in minutes(30):
        mine, _other = admissions.parted(frame)
        seen = [(one.case, one.occurred) for one in admissions.told(mine)]
        assert len(seen) == len(set(seen))


def test_a_pre_admission_says_who_is_to_come_and_tells_no_step():
    ((moment, visit), *_rest) = hospital().pre_admitted(STARTS, STARTS + DAY)
    one = admissions.pre_admitted(moment, visit)
    message = hl7v2.parse(admissions.written(one, number=1, sent=moment))
    assert steps.read(message, ZONE) == []
    (said,) = adt.admissions(message, ZONE)
    assert (said.trigger, said.visit, said.occurred) == ("A05", visit.number, moment)
    assert message.moment("PV2", 8, ZONE) == visit.arrives
