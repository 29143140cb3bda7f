"""Phases by name: what is at home is away, and a release is not."""

from carepath.frames.stagewords import phases_of


def test_sepsis_stages():
    stages = [
        *("ER Registration", "ER Triage", "ER Sepsis Triage", "CRP", "Leucocytes", "LacticAcid"),
        *("IV Liquid", "IV Antibiotics", "Admission NC", "Admission IC", "Return ER"),
        *("Release A", "Release B", "Release C", "Release D", "Release E"),
    ]
    phases = phases_of(stages)
    assert [stage for stage in stages if phases[stage] == "away"] == ["Return ER"]
    assert [stage for stage in stages if phases[stage] == "ward"] == [
        *("Admission NC", "Admission IC"),
        *("Release A", "Release B", "Release C", "Release D", "Release E"),
    ]
    bloods = ["CRP", "Leucocytes", "LacticAcid"]
    assert [stage for stage in stages if phases[stage] == "with_patient"] == bloods


def test_bloods_and_imaging_are_where_the_patient_is_unless_the_name_says_where():
    stages = ["Lab", "CT", "Chest x-ray", "Blood culture", "Lab_result", "Echo", "Ward bloods"]
    found = phases_of([*stages, "Contact", "Label printed", "Collabor8", "Active"])
    assert [found[stage] for stage in stages] == [*["with_patient"] * 6, "ward"]
    assert {found[stage] for stage in ("Contact", "Label printed", "Collabor8", "Active")} == {
        "department"
    }


def test_without_a_ward_a_discharge_ends_the_department():
    assert phases_of(["Triage", "discharge"]) == {"Triage": "department", "discharge": "department"}


def test_words_not_parts_of_words():
    stages = ["Clinic visit", "Topic", "bedside test", "PACU", "readmission", "Follow-up_call"]
    assert list(phases_of(stages).values()) == [*["department"] * 3, "ward", "away", "away"]
