"""Rows to events: the traps met in real hospital logs."""

import io
import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from carepath.analysis import fold
from carepath.formats import tabular
from carepath.frames import moments
from carepath.frames.batch import Batch
from carepath.frames.columns import EVENTS, FLAGS, REJECTS, ROWS
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FileError
from carepath.frames.spans import POINT, SERVICE

AMSTERDAM = Mapping(case="c", activity="a", time="t", timezone="Europe/Amsterdam")
INTERVALS = Mapping(case="c", activity="a", time="t", start="s", requested="r")
LIFECYCLE = Mapping(case="c", activity="a", time="t", lifecycle="l")


def rows(*records, columns="case activity time"):
    given = [dict(zip(columns.split(), record, strict=True)) for record in records]
    numbered = [{"row": n + 1} | record for n, record in enumerate(given)]
    return pl.DataFrame([dict.fromkeys(ROWS) | record for record in numbered], schema=ROWS)


def clock(us):
    return None if us is None else f"{datetime.fromtimestamp(us / 1_000_000, UTC):%m-%d %H:%M}"


def seen(folded, *names):
    """Return the named columns row by row, times as day and clock."""
    frame = folded.frame()
    assert frame.schema == EVENTS
    times = ("requested", "started", "ended")
    columns = [
        [clock(us) for us in frame[name]] if name in times else frame[name].to_list()
        for name in names
    ]
    return list(zip(*columns, strict=True))


def read(path, mapping):
    folding = fold.Folding(mapping)
    with open(path, "rb") as file:
        for batch in tabular.read(file, mapping):
            assert batch.rejects.is_empty()
            assert folding.add(batch).is_empty()
    return folding.finish()


# Civil time


def test_the_repeated_hour_follows_the_file():
    folded = fold.events(
        rows(("1", "a", "2013-10-27 02:31"), ("1", "b", "2013-10-27 02:16")), AMSTERDAM
    )
    assert seen(folded, "started", "flags") == [
        ("10-27 00:31", 0),
        ("10-27 01:16", FLAGS["second_pass"]),
    ]
    assert (folded.notes.second_pass, folded.notes.ambiguous) == (1, 0)


def test_the_repeated_hour_is_followed_across_batches():
    folding = fold.Folding(AMSTERDAM)
    empty = pl.DataFrame(schema=REJECTS)
    for number, minute in enumerate((31, 16)):
        row = rows(("1", "a", f"2013-10-27 02:{minute}")).with_columns(
            row=pl.lit(number + 1, pl.Int64)
        )
        folding.add(Batch(row, empty, ()))
    assert seen(folding.finish(), "started") == [("10-27 00:31",), ("10-27 01:16",)]


def test_a_lone_time_in_the_repeated_hour_is_flagged():
    folded = fold.events(
        rows(("1", "a", "2013-10-27 02:31"), ("2", "b", "2013-10-27 02:16")), AMSTERDAM
    )
    assert seen(folded, "started", "flags") == [("10-27 00:31", 1), ("10-27 00:16", 1)]
    assert folded.notes.ambiguous == 2


def test_an_interval_that_ends_before_it_starts_ends_in_the_second_pass():
    mapping = Mapping("c", "a", "t", start="s", timezone="Europe/Amsterdam")
    record = ("1", "a", "2013-10-27 02:31", "2013-10-27 02:16")
    folded = fold.events(rows(record, columns="case activity start time"), mapping)
    assert seen(folded, "started", "ended", "flags") == [
        ("10-27 00:31", "10-27 01:16", FLAGS["second_pass"])
    ]


def test_spring_and_the_long_day():
    folded = fold.events(
        rows(
            ("1", "a", "2014-03-30 01:30"),
            ("1", "b", "2014-03-30 03:30"),
            ("2", "c", "2014-03-30 02:30"),
            ("3", "d", "2013-10-26 12:00"),
            ("3", "e", "2013-10-27 12:00"),
        ),
        AMSTERDAM,
    )
    us = folded.frame()["started"]
    assert us[1] - us[0] == moments.HOUR
    assert clock(us[2]) == "03-30 01:30"
    assert us[4] - us[3] == 25 * moments.HOUR
    assert seen(folded, "flags")[2] == (FLAGS["missing_hour"],)
    assert folded.notes.missing_hour == 1


def test_days_keep_the_order_of_the_file():
    mapping = Mapping("c", "a", "t", timezone="Europe/Amsterdam", precision="day")
    folded = fold.events(
        rows(
            ("1", "b", "2005-07-03T00:00:00+01:00"),
            ("1", "a", "2005-07-03T00:00:00+01:00"),
            ("1", "c", "2005-01-03T00:00:00+01:00"),
            ("1", "d", "2005-07-03"),
        ),
        mapping,
    )
    assert seen(folded, "stage", "started", "precision") == [
        ("c", "01-02 23:00", 3),
        ("b", "07-02 22:00", 3),
        ("a", "07-02 22:00", 3),
        ("d", "07-02 22:00", 3),
    ]


def test_a_date_among_times_has_day_precision():
    folded = fold.events(
        rows(("1", "a", "2014-03-04 10:11:12"), ("1", "b", "2014-03-05")), AMSTERDAM
    )
    assert seen(folded, "precision") == [(1,), (3,)]


def test_every_time_and_order_as_one_would_do_it_by_hand():
    rng = random.Random(11)
    zone = ZoneInfo("Europe/Amsterdam")
    start = datetime(2013, 10, 20)  # noqa: DTZ001 - a wall clock
    records, expected = [], {}
    for number in range(3000):
        wall = start + timedelta(minutes=rng.randint(0, 400_000))
        if wall.hour == 2 and wall.day > 24 and wall.month in (3, 10):
            continue  # the odd hours have tests of their own
        case = f"case {rng.randint(1, 99)}"
        records.append((case, f"s{number}", str(wall)))
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        expected.setdefault(case, []).append((moment, len(records), f"s{number}"))
    folded = fold.events(rows(*records), AMSTERDAM)
    by_hand = [(case, stage) for case, held in expected.items() for _, _, stage in sorted(held)]
    assert seen(folded, "case", "stage") == by_hand
    assert folded.notes.first == min(
        moments.to_us(moment) for held in expected.values() for moment, _, _ in held
    )


# Names, ties, duplicates


def test_names_are_text_and_ties_keep_the_order_of_the_file():
    at = "2014-03-04 10:00"
    records = [("NA", "b", at), ("00000000", "c", at), ("NA", "a", at), ("NaN", "b", at)]
    folded = fold.events(rows(*records), AMSTERDAM)
    assert seen(folded, "case", "stage") == [
        ("NA", "b"),
        ("NA", "a"),
        ("00000000", "c"),
        ("NaN", "b"),
    ]
    assert (folded.notes.cases, folded.notes.ties, folded.notes.neighbours) == (3, 1, 1)


def test_exact_duplicates_stay_unless_the_event_id_repeats():
    records = [("1", "a", "2014-03-04 10:00", name) for name in ("x", "y", "y", None, None)]
    columns = "case activity time event_id"
    kept = fold.events(rows(*records, columns=columns), AMSTERDAM)
    assert (kept.notes.events, kept.notes.exact_duplicates, kept.notes.duplicates) == (5, 4, 0)
    mapping = Mapping("c", "a", "t", event_id="id")
    once = fold.events(rows(*records, columns=columns), mapping)
    assert (once.notes.events, once.notes.duplicates, once.notes.accepted) == (4, 1, 4)
    assert once.frame()["ref"].n_unique() == 4


def test_of_a_repeated_event_id_the_last_row_wins():
    mapping = Mapping("c", "a", "t", event_id="id")
    records = [("1", "a", "2014-03-04 10:00", "x"), ("1", "a", "2014-03-04 11:00", "x")]
    first = fold.events(rows(records[0], columns="case activity time event_id"), mapping)
    both = fold.events(rows(*records, columns="case activity time event_id"), mapping)
    assert seen(both, "started") == [("03-04 11:00",)]
    assert both.frame()["ref"].to_list() == first.frame()["ref"].to_list()


# Intervals


def interval(*record):
    columns = "case activity requested start time"
    return fold.events(rows(("1", "a", *record), columns=columns), INTERVALS)


@pytest.mark.parametrize(
    ("record", "expected", "flag"),
    [
        (("09:00", "10:00", "11:00"), (SERVICE, "09:00", "10:00", "11:00"), 0),
        ((None, "10:00", None), (SERVICE, None, "10:00", None), 0),
        (("09:00", None, None), (SERVICE, "09:00", None, None), 0),
        ((None, "10:00", "10:00"), (SERVICE, None, "10:00", "10:00"), 0),
        ((None, "10:00", "09:00"), (SERVICE, None, "10:00", "10:00"), FLAGS["end_before_start"]),
        (
            ("10:30", "10:00", "11:00"),
            (SERVICE, "10:00", "10:00", "11:00"),
            FLAGS["requested_late"],
        ),
        ((None, None, "11:00"), (POINT, None, "11:00", "11:00"), FLAGS["unpaired"]),
        (("09:00", None, "11:00"), (POINT, "09:00", "11:00", "11:00"), FLAGS["unpaired"]),
    ],
)
def test_intervals(record, expected, flag):
    folded = interval(*(time and f"2014-03-04 {time}" for time in record))
    kind, *times = expected
    times = [time and f"03-04 {time}" for time in times]
    assert seen(folded, "kind", "requested", "started", "ended", "flags") == [(kind, *times, flag)]
    assert folded.notes.intervals


def test_a_span_keeps_its_ref_when_it_closes():
    opened = interval(None, "2014-03-04 10:00", None).frame()["ref"][0]
    closed = interval(None, "2014-03-04 10:00", "2014-03-04 12:00").frame()["ref"][0]
    other = interval(None, "2014-03-04 10:01", "2014-03-04 12:00").frame()["ref"][0]
    assert opened == closed != other


def test_an_extended_export_repeats_every_ref():
    rng = random.Random(5)
    start = datetime(2014, 3, 4)  # noqa: DTZ001
    records = [
        (
            str(rng.randint(1, 9)),
            rng.choice("ab"),
            str(start + timedelta(minutes=rng.randint(0, 30))),
        )
        for _ in range(400)
    ]
    early = set(fold.events(rows(*records[:250]), AMSTERDAM).frame()["ref"])
    late = set(fold.events(rows(*records), AMSTERDAM).frame()["ref"])
    assert (len(early), len(late)) == (250, 400)
    assert early < late


# Lifecycles


def test_starts_and_completions_in_blocks_are_paired_by_instance():
    records = [
        ("1", "a", "2014-03-04 10:00", "START", "7"),
        ("1", "a", "2014-03-04 10:30", "start", "8"),
        ("1", "a", "2014-03-04 12:00", "complete", "7"),
        ("1", "a", "2014-03-04 11:00", "complete", "8"),
    ]
    mapping = Mapping("c", "a", "t", lifecycle="l", instance="i")
    folded = fold.events(rows(*records, columns="case activity time lifecycle instance"), mapping)
    assert seen(folded, "started", "ended") == [
        ("03-04 10:00", "03-04 12:00"),
        ("03-04 10:30", "03-04 11:00"),
    ]


def test_a_lifecycle_from_request_to_pause():
    records = [
        ("1", "a", "2014-03-04 09:00", "schedule"),
        ("1", "a", "2014-03-04 09:30", "assign"),
        ("1", "a", "2014-03-04 10:00", "start"),
        ("1", "a", "2014-03-04 10:20", "suspend"),
        ("1", "a", "2014-03-04 11:00", "resume"),
        ("1", "a", "2014-03-04 11:30", "complete"),
        ("1", "b", "2014-03-04 12:00", "schedule"),
        ("1", "b", "2014-03-04 12:30", "withdraw"),
        ("1", "c", "2014-03-04 13:00", "start"),
        ("1", "d", "2014-03-04 13:30", None),
        ("2", "c", "2014-03-04 14:00", "complete"),
    ]
    folded = fold.events(rows(*records, columns="case activity time lifecycle"), LIFECYCLE)
    assert seen(folded, "stage", "kind", "requested", "started", "ended", "flags") == [
        ("a", SERVICE, "03-04 09:00", "03-04 10:00", "03-04 10:20", 0),
        ("a", SERVICE, None, "03-04 11:00", "03-04 11:30", 0),
        ("b", SERVICE, "03-04 12:00", None, "03-04 12:30", 0),
        ("c", SERVICE, None, "03-04 13:00", None, FLAGS["unpaired"]),
        ("d", POINT, None, "03-04 13:30", "03-04 13:30", 0),
        ("c", POINT, None, "03-04 14:00", "03-04 14:00", FLAGS["unpaired"]),
    ]
    notes = folded.notes
    assert (notes.unpaired_starts, notes.unpaired_ends, notes.open_spans) == (1, 1, 1)
    assert (notes.lifecycle_ignored, notes.accepted, notes.events) == (1, 11, 6)


def test_completions_only_are_points_whatever_the_column_says():
    records = [
        ("1", "a", "2014-03-04 09:00", "complete"),
        ("1", "b", "2014-03-04 10:00", "complete"),
    ]
    with_words = fold.events(rows(*records, columns="case activity time lifecycle"), LIFECYCLE)
    without = fold.events(rows(*(record[:3] for record in records)), Mapping("c", "a", "t"))
    assert with_words.frame().equals(without.frame())
    assert not with_words.notes.intervals


def test_rows_that_say_nothing_happened_are_rejected():
    at = "2014-03-04 09:00"
    words = ["complete"] * 12 + ["autoskip", "frobnicate", "withdraw"]
    records = [("1", "a", at, word) for word in words]
    folded = fold.events(rows(*records, columns="case activity time lifecycle"), LIFECYCLE)
    assert folded.rejects.select("row", "reason").rows() == [
        (13, "skipped"),
        (14, "bad_lifecycle"),
        (15, "unpaired_withdrawal"),
    ]
    assert (folded.notes.accepted, folded.notes.rejected, folded.notes.events) == (12, 3, 12)


# Attributes


def test_what_is_said_of_a_case_is_lifted_to_its_first_event():
    mapping = Mapping("c", "a", "t", patient="p", case_attributes=("x",), event_attributes=("y",))
    columns = "case activity time patient case_attributes attributes"
    records = [
        ("1", "b", "2014-03-04 10:00", None, '{"age":70}', None),
        ("2", "a", "2014-03-04 10:00", "P2", None, '{"crp":1}'),
        ("1", "a", "2014-03-04 09:00", "P1", '{"age":80,"sex":"f"}', '{"crp":2}'),
        ("1", "c", "2014-03-04 11:00", "P9", '{"age":70}', None),
    ]
    folded = fold.events(rows(*records, columns=columns), mapping)
    assert seen(folded, "case", "stage", "patient", "attributes", "case_attributes") == [
        ("1", "a", "P1", '{"crp":2}', '{"age":70,"sex":"f"}'),
        ("1", "b", "P1", None, None),
        ("1", "c", "P1", None, None),
        ("2", "a", "P2", '{"crp":1}', None),
    ]
    assert folded.notes.several_patients == 1


def test_attributes_of_a_pair_are_joined():
    mapping = Mapping("c", "a", "t", lifecycle="l", role="r", unit="u", event_attributes=("x",))
    columns = "case activity time lifecycle role unit attributes"
    records = [
        ("1", "a", "2014-03-04 10:00", "start", None, "W1", '{"x":1,"é":"ü"}'),
        ("1", "a", "2014-03-04 11:00", "complete", "nurse", "W2", '{"x":2,"z":3}'),
    ]
    ((role, unit, attributes),) = seen(
        fold.events(rows(*records, columns=columns), mapping), "role", "unit", "attributes"
    )
    assert (role, unit) == ("nurse", "W1")
    assert json.loads(attributes) == {"x": 1, "z": 3, "é": "ü"}


# Bad rows and bad files


def test_a_bad_time_is_rejected_with_its_record():
    content = "c,a,t\n" + "1,a,2014-03-04\n" * 9 + "1,b,03/04/2014\n"
    mapping = Mapping("c", "a", "t")
    folding = fold.Folding(mapping)
    (batch,) = tabular.read(io.BytesIO(content.encode()), mapping)
    (reject,) = folding.add(batch).rows()
    assert reject[:2] == (10, "bad_time")
    assert "“t”" in reject[2] and "ISO 8601" in reject[2]
    assert "03/04" not in reject[2]
    assert json.loads(reject[3]) == ["1", "b", "03/04/2014"]
    assert folding.finish().notes.reasons == {"bad_time": 1}


@pytest.mark.parametrize(("bad", "stops"), [(20, False), (21, True)])
def test_more_than_a_fifth_stops_the_file(bad, stops):
    records = [("1", "a", "soon")] * bad + [("1", "a", "2014-03-04")] * (100 - bad)
    if not stops:
        assert fold.events(rows(*records), AMSTERDAM).notes.accepted == 80
        return
    with pytest.raises(FileError, match="21 of 100 rows cannot be used") as error:
        fold.events(rows(*records), AMSTERDAM)
    assert error.value.code == "too_many_bad"


def test_a_hopeless_file_is_given_up_early():
    folding = fold.Folding(AMSTERDAM)
    many = rows(("1", "a", "soon")).select(pl.all().repeat_by(10_000).explode())
    empty = pl.DataFrame(schema=REJECTS)
    for _ in range(2):
        assert folding.add(Batch(many, empty, ())).height == 10_000
    with pytest.raises(FileError, match="20000 of 20000"):
        folding.add(Batch(many, empty, ()))


@pytest.mark.parametrize("name", ["unit", "role"])
def test_a_unit_or_role_column_that_is_none(monkeypatch, name):
    monkeypatch.setattr(fold, "MAX_NAMES", 3)
    mapping = Mapping("c", "a", "t", **{name: name})
    records = [("1", "a", "2014-03-04", f"name {n}") for n in range(4)]
    with pytest.raises(FileError, match="Is it the right column") as error:
        fold.events(rows(*records, columns=f"case activity time {name}"), mapping)
    assert error.value.code == f"too_many_{name}s"


def test_an_activity_column_that_is_none(monkeypatch):
    monkeypatch.setattr(fold, "MAX_STAGES", 3)
    records = [("1", f"free text {n}", "2014-03-04") for n in range(4)]
    with pytest.raises(FileError, match="Is it the right column") as error:
        fold.events(rows(*records), AMSTERDAM)
    assert error.value.code == "too_many_stages"


@pytest.mark.parametrize("mapping", [AMSTERDAM, INTERVALS, LIFECYCLE])
def test_nothing_folds_to_nothing(mapping):
    folded = fold.Folding(mapping).finish()
    assert folded.frame().schema == EVENTS
    assert folded.notes.as_dict()["events"] == 0


# Real logs


def test_sepsis(shared):
    mapping = Mapping(
        case="Case ID",
        activity="Activity",
        time="Complete Timestamp",
        role="org:group",
        time_format="yyyy/MM/dd HH:mm:ss.SSS",
        timezone="Europe/Amsterdam",
        delimiter=";",
    )
    folded = read(shared / "data/sepsis/sepsis.csv", mapping)
    truth = json.loads((shared / "data/sepsis/truth.json").read_text())
    notes, frame = folded.notes, folded.frame()
    assert (notes.accepted, notes.cases) == (truth["events"], truth["cases"]) == (15_214, 1_050)
    assert notes.stages == truth["activity_counts"]
    assert (notes.ties, notes.neighbours, notes.exact_duplicates) == (4_447, 14_164, 7)
    assert (notes.ambiguous, notes.second_pass, notes.missing_hour) == (0, 0, 0)
    assert str(moments.from_us(notes.first)) == truth["first_event"]
    assert str(moments.from_us(notes.last)) == truth["last_event"]
    assert "NA" in set(frame["case"])
    assert dict(frame["role"].value_counts().iter_rows()) == truth["resource_events"]
    assert frame["ref"].n_unique() == 15_214
    variants = frame.group_by("case", maintain_order=True).agg("stage")["stage"]
    assert variants.n_unique() == truth["variants"]
    ends = frame.group_by("case").agg(first=pl.col("started").min(), last=pl.col("started").max())
    lengths = (ends["last"] - ends["first"]) / moments.SECOND
    assert lengths.mean() == pytest.approx(2_459_733.94, abs=0.005)
    assert lengths.median() == truth["case_duration_s"]["median"]


@pytest.mark.parametrize("instance", ["handling_id", ""])
def test_patients(shared, instance):
    mapping = Mapping(
        case="patient",
        activity="handling",
        time="time",
        lifecycle="registration_type",
        instance=instance,
        role="employee",
    )
    folded = read(shared / "data/patients/patients.csv", mapping)
    truth = json.loads((shared / "data/patients/truth.json").read_text())
    notes, frame = folded.notes, folded.frame()
    assert (notes.rows, notes.events, notes.cases) == (5_442, 2_721, 500)
    assert (notes.unpaired_starts, notes.unpaired_ends, notes.intervals) == (0, 0, True)
    service = frame.group_by("stage").agg(
        ((pl.col("ended") - pl.col("started")) / moments.SECOND).mean().alias("mean")
    )
    for stage, mean in service.iter_rows():
        assert mean == pytest.approx(truth["activity_service_time_s"][stage]["mean"], abs=0.001)
    assert set(frame["kind"]) == {SERVICE}
