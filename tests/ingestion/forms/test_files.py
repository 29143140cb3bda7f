import pytest
from django.http import QueryDict

from carepath.frames.mapping import Target
from carepath.frames.proposal import Proposal
from carepath.ingestion.forms import MappingForm, UploadForm, vars_of, zones
from tests.factories import site

GUESSES = {
    "case": "nr",
    "activity": "what",
    "time": "when",
    "time_format": "",
    "timezone": "Europe/Amsterdam",
    "delimiter": "~",
    "encoding": "utf-8",
    "closing_rule": "last_event",
    "case_attributes": ["age"],
    "event_attributes": ["value"],
    "numeric_attributes": ["age", "value"],
    "phases": {"Triage": "ward"},
    "null_words": ["", "NULL"],
}
STAGES = {"Triage": 9, "Return": 2, "Admission": 5}


def proposal(**fields):
    return Proposal(
        **{
            "guesses": GUESSES,
            "columns": ("nr", "what", "when", "age", "value"),
            "rows": (),
            "stages": STAGES,
            "targets": (Target("Triage", "Admission", 3600),),
        }
        | fields
    )


def form(data=None, **fields):
    posted = None
    if data is not None:
        posted = QueryDict(mutable=True)
        for name, value in (TYPED | data).items():
            posted.setlist(name, value if isinstance(value, list) else [value])
    return MappingForm(posted, proposal=proposal(**fields), content=GUESSES)


TYPED = {
    "source": "log",
    "case": "nr",
    "activity": "what",
    "time": "when",
    "timezone": "UTC",
    "delimiter": "~",
    "encoding": "utf-8",
    "closing_rule": "last_event",
    "case_attributes": ["age"],
    "stage": list(STAGES),
    "phase": ["department", "away", "ward"],
}


def test_everything_is_filled_in_from_the_proposal():
    begun = form()
    assert begun["case"].value() == "nr"
    assert begun["delimiter"].value() == "~"
    assert "~" in dict(begun.fields["delimiter"].choices)
    assert begun.mapping_begun().null_words == ("", "NULL")


def test_what_is_typed_becomes_a_mapping_and_the_rest_stays():
    filled = form({"silence_days": "3"})
    assert filled.is_valid(), filled.errors
    mapping = filled.cleaned_data["mapping"]
    assert (mapping.case, mapping.timezone, mapping.silence_days) == ("nr", "UTC", 3)
    assert mapping.null_words == ("", "NULL")
    assert (mapping.case_attributes, mapping.numeric_attributes) == (("age",), ("age",))
    assert dict(mapping.phases) == {"Triage": "department", "Return": "away", "Admission": "ward"}


def test_stages_away_from_the_hospital_stand_first():
    rows = form().phases(STAGES)
    assert [(row["stage"], row["phase"]) for row in rows] == [
        ("Return", "away"),
        ("Triage", "ward"),
        ("Admission", "ward"),
    ]


def test_a_chosen_phase_wins_over_a_saved_and_a_proposed_one():
    rows = form({}).phases(STAGES)
    assert {row["stage"]: row["phase"] for row in rows}["Triage"] == "department"


def test_suggested_targets_are_not_used_until_they_are_ticked():
    first, *empty = form().targets()
    assert first == {"source": "Triage", "target": "Admission", "minutes": "60", "used": False}
    assert all(row["source"] == "" for row in empty)


def test_wrong_fields_are_named_and_marked():
    filled = form({"source": ""})
    assert not filled.is_valid()
    assert [field.name for field in filled.wrong_fields] == ["source"]
    assert form({}).wrong_fields == []


TARGET = {
    "target_source": ["Triage", ""],
    "target_target": ["Admission", ""],
    "target_minutes": ["1,5", ""],
}


def test_a_ticked_target_counts_in_seconds():
    filled = form(TARGET | {"target_used": ["0"]})
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["mapping"].targets == (Target("Triage", "Admission", 90),)
    assert form(TARGET).is_valid()


def test_a_zone_is_a_decision_and_the_preview_does_not_wait_for_it():
    begun = MappingForm(None, proposal=proposal(), content=GUESSES | {"timezone": ""})
    assert begun.zone_is_open
    assert begun.mapping_begun().timezone == "UTC"
    undecided = form({"timezone": ""})
    assert "hours off" in str(undecided.errors["timezone"])
    assert list(undecided.errors) == ["timezone"]
    assert undecided.cleaned_data["mapping"].case == "nr"
    assert not form({}).zone_is_open


def test_a_saved_format_stays_a_choice_where_two_are_possible():
    content = GUESSES | {"time_format": "dd-MM-yy"}
    offered = proposal(choices={"time_format": ("dd/MM/yyyy", "MM/dd/yyyy")})
    begun = MappingForm(None, proposal=offered, content=content)
    assert '"dd-MM-yy" selected' in str(begun["time_format"])


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"timezone": "Mars"}, "timezone", "IANA"),
        ({"time_format": "yyyy"}, "time_format", "month"),
        ({"case": ""}, "case", "required"),
        ({"case": "no such"}, "case", "valid choice"),
        ({"source": ""}, "source", "required"),
        ({"start": "when"}, "start", "another column"),
        ({"closing_rule": "silence"}, "silence_days", "days"),
        ({"closing_rule": "end_stages"}, "__all__", "stage"),
        (TARGET | {"target_used": ["1"]}, "__all__", "both stages"),
        (TARGET | {"target_used": ["0"], "target_minutes": ["x", ""]}, "__all__", "minutes"),
        (TARGET | {"target_used": ["0"], "target_minutes": ["0", ""]}, "__all__", "above zero"),
    ],
)
def test_an_error_stands_at_its_field(change, field, words):
    filled = form(change)
    assert not filled.is_valid()
    assert words in str(filled.errors[field])


def test_a_format_that_can_be_read_in_two_ways_is_chosen_from_a_list():
    asked = form(choices={"time_format": ("dd/MM/yyyy", "MM/dd/yyyy")})
    assert "MM/dd/yyyy" in str(asked["time_format"])
    assert "<select" in str(asked["time_format"])


def test_an_error_that_is_folded_away_opens_the_fold():
    assert not form().needs_more
    assert form({"encoding": "latin"}).needs_more


def test_targets_and_zones_are_plain():
    assert vars_of(Target("A", "B", 60)) == {"source": "A", "target": "B", "within_s": 60}
    assert "Europe/Amsterdam" in zones()


@pytest.mark.django_db
def test_a_site_is_asked_for_only_where_there_are_several():
    one = UploadForm(sites=[site()])
    assert one["site"].is_hidden
    assert not UploadForm(sites=[site(), site("south")])["site"].is_hidden


def test_a_saved_rule_without_silence_leaves_its_days_empty():
    begun = MappingForm(None, proposal=proposal(), content=GUESSES | {"silence_days": 0})
    assert begun["silence_days"].value() is None
