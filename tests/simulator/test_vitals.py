import polars as pl

from carepath.frames.moments import DAY, HOUR
from carepath.simulator import vitals
from tests.simulator.worlds import STARTS


def course(case="D0000001", unit="MEA", began=STARTS):
    return vitals.begin(case, "P1", unit, began)


def test_one_row_an_hour_while_in_bed():
    stay = course(began=STARTS + HOUR // 2)
    stay.ended = STARTS + 5 * HOUR
    found = vitals.frame([stay], STARTS, STARTS + DAY)
    assert found["at"].to_list() == [STARTS + hour * HOUR for hour in (1, 2, 3, 4)]
    assert dict(found.schema) == vitals.VITALS


def test_pieces_add_up_to_the_whole():
    stays = [course("D0000001"), course("D0000002")]
    whole = vitals.frame(stays, STARTS, STARTS + DAY)
    cut = STARTS + 7 * HOUR + 3
    parts = [vitals.frame(stays, STARTS, cut), vitals.frame(stays, cut, STARTS + DAY)]
    assert pl.concat(parts).sort("case", "at").equals(whole)


def test_the_well_are_well_and_the_dying_are_not():
    well, dying = course("D0000003"), course("D0000004")
    dying.head_for(STARTS + 30 * HOUR, STARTS + 60 * HOUR, vitals.WORST)
    found = vitals.frame([well, dying], STARTS + 55 * HOUR, STARTS + 60 * HOUR)
    mean = {
        case: rows.select(pl.col(pl.Int16).mean()).row(0, named=True)
        for (case,), rows in found.group_by("case")
    }
    ill, fine = mean["D0000004"], mean["D0000003"]
    assert 12 <= fine["respiratory_rate"] <= 20 and ill["respiratory_rate"] >= 25
    assert fine["spo2"] >= 95 and ill["spo2"] <= 91
    assert ill["systolic_bp"] <= 100 and ill["pulse"] >= 100
    assert set(found.filter(case="D0000003")["consciousness"]) == {"A"}


def test_a_turn_does_not_change_the_past():
    stay = course()
    before = vitals.frame([stay], STARTS, STARTS + 10 * HOUR)
    stay.head_for(STARTS + 10 * HOUR, STARTS + 20 * HOUR, vitals.ILL)
    assert vitals.frame([stay], STARTS, STARTS + 10 * HOUR).equals(before)


def test_nobody_gives_an_empty_frame():
    assert vitals.frame([], STARTS, STARTS + DAY).schema == vitals.VITALS
