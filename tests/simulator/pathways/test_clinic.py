import polars as pl

from tests.simulator.worlds import PARAMETERS, events


def test_the_clinic_sees_its_list_and_closes():
    frame = events(7)
    seen = frame.filter(stage="Consultation")
    assert seen.height == 5 * PARAMETERS.planned.clinic_a_day
    done = frame.filter(stage="Clinic finished")
    assert set(frame.filter(pl.col("case").is_in(done["case"].to_list()))["unit"]) == {
        "CLI",
        "LAB",
        "XR",
    }
    assert set(done["case"]) == set(seen["case"])
    assert frame.filter(pl.col("case").is_in(done["case"].to_list()))["patient"].n_unique() == 280
