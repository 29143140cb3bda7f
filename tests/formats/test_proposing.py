"""Proposals for real logs: what the importer would otherwise have to type."""

import pytest

from carepath.formats import proposing, tabular
from carepath.frames.mapping import Target


def test_sepsis(shared):
    proposal = tabular.propose((shared / "data/sepsis/sepsis.csv").read_bytes(), complete=True)
    mapping = proposal.mapping
    assert (mapping.case, mapping.activity) == ("Case ID", "Activity")
    assert (mapping.time, mapping.start) == ("Complete Timestamp", "")
    assert mapping.time_format == "yyyy/MM/dd HH:mm:ss.SSS"
    assert (mapping.delimiter, mapping.precision, mapping.unit) == (";", "s", "org:group")
    assert {"Age", "Diagnose", "Oligurie"} < set(mapping.case_attributes)
    assert set(mapping.event_attributes) == {"CRP", "LacticAcid", "Leucocytes"}
    assert set(mapping.numeric_attributes) == {"Age", "CRP", "LacticAcid", "Leucocytes"}
    away = [stage for stage, phase in mapping.phases.items() if phase == "away"]
    assert (away, mapping.phases["Release A"]) == (["Return ER"], "ward")
    assert len(proposal.stages) == 16
    assert Target("ER Sepsis Triage", "IV Antibiotics", 3600) in proposal.targets
    assert (proposal.zoned, proposal.choices) == (False, {})
    assert len(proposal.columns) == 34
    assert len(proposal.rows) == proposing.FIRST_ROWS


def test_patients(shared):
    proposal = tabular.propose((shared / "data/patients/patients.csv").read_bytes())
    mapping = proposal.mapping
    assert (mapping.case, mapping.activity, mapping.time) == ("patient", "handling", "time")
    assert (mapping.lifecycle, mapping.instance) == ("registration_type", "handling_id")
    assert (mapping.role, mapping.time_format, proposal.zoned) == ("employee", "", True)
    assert proposal.targets == ()


def test_what_must_be_chosen_is_said():
    proposal = tabular.propose(b"case;activity;time\n1;a;03/04/2014\n1;b;04/04/2014\n")
    assert proposal.choices == {"time_format": ("dd/MM/yyyy", "MM/dd/yyyy")}
    assert proposing.NOTES["day_or_month"] in proposal.notes
    assert proposing.NOTES["no_zone"] in proposal.notes


def test_a_later_day_settles_the_choice():
    lines = "".join(f"{n};a;03/04/2014\n" for n in range(3000))
    proposal = tabular.propose(f"case;activity;time\n{lines}1;b;13/04/2014\n".encode())
    assert (proposal.choices, proposal.mapping.time_format) == ({}, "dd/MM/yyyy")


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"case;activity;x\n1;a;y\n1;b;z\n", "no_time"),
        (b"x;activity;time\np;a;2014-03-04\nq;b;2014-03-04\n", "no_case"),
        (b"case;x;time\n1;?;2014-03-04\n1;?;2014-03-04\n", "no_activity"),
    ],
)
def test_without_the_three_columns_there_is_no_mapping(content, note):
    proposal = tabular.propose(content, complete=True)
    assert proposal.mapping is None
    assert proposing.NOTES[note] in proposal.notes


def test_targets_need_the_word_sepsis():
    assert proposing.suggested_targets(["Triage", "Antibiotics"]) == ()
    assert proposing.suggested_targets(["Sepsis triage", "IV antibiotics", "Lactate"]) == (
        Target("Sepsis triage", "IV antibiotics", 3600),
        Target("Sepsis triage", "Lactate", 10_800),
    )


def test_a_head_without_rows_says_that_alone():
    proposal = tabular.propose(b"case;activity;time\n")
    assert proposal.notes == (proposing.NOTES["no_rows"],)
