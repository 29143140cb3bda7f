"""Results: values of vital signs with their unit, other services as events of the visit."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats import hl7v2, oru
from tests.ingestion.messages import oru as raw

UTC = ZoneInfo("UTC")
MINUTE = 60_000_000
NINE = 1_772_442_000_000_000  # 2026-03-02 09:00 UTC
PULSE = "8867-4^Heart rate^LN||72|/min|||||F"


def read(*args, **more):
    return oru.results(hl7v2.parse(raw(*args, **more)), UTC)


def fault(*args, **more):
    with pytest.raises(hl7v2.Fault) as refused:
        read(*args, **more)
    return refused.value.code, refused.value.where


def test_a_vital_sign_is_a_measured_value_and_no_service():
    found = read(5, PULSE)
    assert not found.reports
    (one,) = found.measured
    assert (one.name, one.value, one.unit) == ("Heart rate", 72, "/min")
    assert (one.at, one.written) == (NINE + 5 * MINUTE, NINE + 5 * MINUTE)
    assert (one.visit, one.patient, one.retracted) == ("V1", "p1^HOSP", False)


def test_a_panel_is_its_parts():
    found = read(
        5, "85354-9^Panel||||||||F", "8480-6||120|mmHg|||||F", "8462-4||80|mm[Hg]|||||F",
    )  # fmt: skip
    names = [one.name for one in found.measured]
    assert names == ["Systolic blood pressure", "Diastolic blood pressure"]


@pytest.mark.parametrize(
    ("line", "code", "where"),
    [
        ("8867-4||72||||||F", "no_unit", "OBX[1]-6"),
        ("8867-4||72|mmHg|||||F", "unknown_unit", "OBX[1]-6"),
        ("8867-4||fast|/min|||||F", "bad_value", "OBX[1]-5"),
        ("8867-4|||/min|||||F", "bad_value", "OBX[1]-5"),
        ("8867-4||4000|/min|||||F", "bad_value", "OBX[1]-5"),
        ("8867-4||72|/min|||||F|||yesterday", "bad_time", "OBX-14"),
    ],
)
def test_a_value_that_cannot_be_kept_is_named_by_its_field(line, code, where):
    assert fault(5, line) == (code, where)


@pytest.mark.parametrize("status", ["I", "N", "O", "S", "X"])
def test_what_is_pending_or_cancelled_measures_nothing(status):
    assert not read(5, f"8867-4||27~25|/min|||||{status}").measured


def test_a_value_taken_back_keeps_its_name():
    (first,) = read(5, PULSE).measured
    (gone,) = read(5, "8867-4||||||||W", sent="20260302093000+0000").measured
    assert (gone.ref, gone.retracted, first.retracted) == (first.ref, True, False)


def test_another_moment_order_or_patient_is_another_measurement():
    refs = {read(5, PULSE).measured[0].ref, read(6, PULSE).measured[0].ref,
            read(5, PULSE, order="O2").measured[0].ref,
            read(5, PULSE, patient="p2^^^HOSP").measured[0].ref}  # fmt: skip
    assert len(refs) == 4


def test_a_laboratory_result_is_a_service_of_the_visit():
    (one,) = read(5, "718-7^Haemoglobin||13|g/dL|||||F", service="58410-2^Blood count^LN",
                  sent="20260302094000+0000").reports  # fmt: skip
    assert (one.trigger, one.visit, one.occurred) == ("R01", "V1", NINE + 5 * MINUTE)
    report = one.report
    assert (report.order, report.service, report.withdrawn) == ("O1", "Blood count", False)
    assert report.reported == NINE + 40 * MINUTE
    assert not one.place  # where the patient is, a laboratory does not know


def test_a_service_without_a_visit_cannot_be_filed():
    assert fault(5, "718-7||13|g/dL|||||F", visit="") == ("missing_visit_id", "PV1-19")


def test_a_vital_sign_of_a_patient_needs_no_visit():
    (one,) = read(5, PULSE, visit="").measured
    assert (one.visit, one.patient) == ("", "p1^HOSP")


def test_nobody_named_is_a_fault():
    assert fault(5, PULSE, visit="", patient="") == ("missing_patient", "PID-3")


def test_a_message_without_an_order_reports_nothing():
    head = raw(5, PULSE).split(b"\r")[0]
    with pytest.raises(hl7v2.Fault) as refused:
        oru.results(hl7v2.parse(head), UTC)
    assert refused.value.code == "no_result"


def test_the_public_samples(shared):
    """One of six is of a working system; it names no visit. The others are marked as tests."""
    said = {}
    for path in sorted((shared / "data" / "hl7v2-adt").rglob("*ORU*.hl7")):
        message = hl7v2.parse(path.read_bytes())
        try:
            hl7v2.check_allowed(message)
            oru.results(message, UTC)
            said[path.name] = "read"
        except hl7v2.Fault as fault:
            said[path.name] = fault.code
    assert said == {
        "LAB-ORU-1.hl7": "wrong_processing_id",
        "LAB-ORU-2.hl7": "wrong_processing_id",
        "ORU-R01-01.hl7": "wrong_processing_id",
        "ORU-R01-RMGEAD.hl7": "missing_visit_id",
        "ORU-multiline-short-mixed.hl7": "wrong_processing_id",
        "ORU-multiline-short.hl7": "wrong_processing_id",
    }
