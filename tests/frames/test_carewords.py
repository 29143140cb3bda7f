"""What stages tell of, by their names."""

from carepath.frames import carewords
from carepath.simulator import stages


def test_the_invented_hospital_tells_of_each():
    found = carewords.read(stages.PHASES)
    assert found.arrived == ("Arrival", "Clinic arrival", "Registration", "Triage")
    assert found.seen == ("Doctor assessment", "Doctor review")
    assert found.unseen == ("Left without being seen",)
    assert found.fit == ("Medically fit",)
    assert found.died == ("Died",)


def test_a_name_tells_of_one_thing_and_most_of_none():
    found = carewords.read(["Not_seen by doctor", "ER Registration", "CRP", "IV Antibiotics"])
    assert found == carewords.CareWords(
        arrived=("ER Registration",), unseen=("Not_seen by doctor",)
    )
    assert carewords.read(["Party doctored"]) == carewords.CareWords()


def test_a_ventilator_is_known_by_its_name():
    for kind in ("Ventilator", "transport ventilators", "Beademingsmachine", "Respirator_2"):
        assert carewords.is_ventilator(kind), kind
    for kind in ("Infusion pump", "CT scanner", "Ventilation fan", ""):
        assert not carewords.is_ventilator(kind), kind
