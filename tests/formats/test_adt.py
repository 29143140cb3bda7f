"""Messages about a visit: what they say, whom they are about, and when it happened."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats import adt, hl7v2, identity
from carepath.frames.adt import Place

UTC = ZoneInfo("UTC")
HOUR = 3_600_000_000


def message(
    trigger="A01",
    *,
    evn="EVN|A99|20260301090000",
    number="",
    pv1=None,
    rest="",
    sent="20260301100000",
    control="c1",
):
    pv1 = pv1 or "PV1|1|I|W1^R2^B3|||||||MED|OR^^1||||||||V1" + "|" * 23 + "BED9^^4||20260301080000"
    head = f"MSH|^~\\&|S|F|||{sent}||ADT^{trigger}|{control}|P|2.5|{number}"
    return hl7v2.parse("\r".join([head, evn, "PID|1||p1^^^HOSP", pv1, rest]).encode())


def read(*args, **more):
    return adt.admissions(message(*args, **more), UTC)[0]


def fault(*args, **more):
    with pytest.raises(hl7v2.Fault) as caught:
        read(*args, **more)
    return caught.value.code, caught.value.where


def test_what_a_message_says():
    found = read("A02", number="17")
    assert (found.trigger, found.visit, found.patient) == ("A02", "V1", "p1^HOSP")
    assert (found.place, found.temporary) == (Place("W1", "R2", "B3"), Place("OR", "", "1"))
    assert (found.pending, found.patient_class) == (Place("BED9", "", "4"), "I")
    assert (found.number, found.control) == (17, "c1")
    assert dict(found.attributes)["service"] == "MED"


def test_how_urgent_a_visit_is_counts_where_it_is_said():
    plain, urgent = read(), read(rest="PV2" + "|" * 25 + "2^Urgent")
    assert dict(urgent.attributes)["priority"] == "2" and "priority" not in dict(plain.attributes)
    assert read(rest="PV2||").digest == plain.digest != urgent.digest


def test_the_type_of_the_message_counts_and_not_what_evn_says():
    assert read("A02").trigger == "A02"


def test_when_it_happened():
    nine = read().occurred
    assert read(evn="EVN|A01|20260301110000||||20260301080000").occurred == nine - HOUR
    assert read(evn="EVN|A01|20260301110000||||20260301080000").written == nine + 2 * HOUR
    assert read(evn="EVN|A01|").occurred == nine + HOUR  # when it was sent
    assert fault(evn="EVN|A01|2026-03-01") == ("bad_time", "EVN-2")


def test_a_visit_without_a_number_is_named_by_patient_and_admission():
    without = "PV1|1|I|W1" + "|" * 41 + "20260301080000"
    assert read(pv1=without).visit == f"p1^HOSP@{read().occurred - HOUR}"
    assert fault(pv1="PV1|1|I|W1") == ("missing_visit_id", "PV1-19")


def test_a_swap_speaks_of_two_visits():
    second = "PID|2||p2\rPV1|2|I|W2^^B1" + "|" * 16 + "V2"
    one, other = adt.admissions(message("A17", rest=second), UTC)
    assert (one.visit, one.place.unit, other.visit, other.place.unit) == ("V1", "W1", "V2", "W2")
    assert other.patient == "p2"
    assert fault("A17") == ("missing_visit_id", "PV1-19")


@pytest.mark.parametrize("trigger", ["Z99", ""])
def test_what_tells_nothing_of_a_visit_is_not_read(trigger):
    assert fault(trigger) == ("unknown_trigger", "MSH-9")


def test_one_about_identities_or_a_person_tells_of_no_visit_unless_it_names_one():
    assert adt.admissions(message("A40"), UTC) == []
    assert adt.admissions(message("A28", pv1="PV1|1|N" + "|" * 17 + "V1"), UTC) == []
    assert adt.admissions(message("A31", pv1="PV1|1|I"), UTC) == []
    assert read("A31").visit == "V1"


def test_sent_again_it_says_the_same():
    again = adt.admissions(message(sent="20260302", control="c2"), UTC)[0]
    assert again.control == "c2"
    assert again.digest == read().digest != read("A02").digest


def test_all_triggers_of_the_public_samples_are_read_or_refused_by_name(shared):
    for file in sorted((shared / "data/hl7v2-adt/microsoft").glob("ADT-*.hl7")):
        found = hl7v2.parse(file.read_bytes())
        trigger = found.get("MSH", 9, 2)
        if trigger in adt.OF_A_VISIT and found.get("PV1", 19):
            (one,) = adt.admissions(found, UTC)
            assert one.visit == found.get("PV1", 19)
        elif trigger in identity.OF_IDENTITIES:
            assert {one.trigger for one in adt.admissions(found, UTC)} <= identity.OF_A_PERSON
        else:
            with pytest.raises(hl7v2.Fault):
                adt.admissions(found, UTC)
