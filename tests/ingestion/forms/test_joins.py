"""Rules of joining as people say them: a line for each source."""

from carepath.frames.correlation import Rule, Rules
from carepath.ingestion.forms import JoinRulesForm

SOURCES = ("fhir", "hl7", "lab", "scans")
RULES = Rules(("hl7", "fhir"), (Rule("lab", "case", patient=True, before_min=5, after_min=60),))


def typed(form, **changes):
    """What the browser sends of a form as it stands."""
    found = {"reason": "agreed"}
    for line in form.lines:
        for field in line:
            value = field.value()
            if value not in (None, False, ""):
                found[field.html_name] = value
    return found | changes


def begun(rules=RULES, sources=SOURCES):
    return JoinRulesForm(sources=sources, rules=rules)


def sent(**changes):
    return JoinRulesForm(
        typed(begun(), **changes), sources=("fhir", "hl7", "lab", "scans"), rules=RULES
    )


def test_what_is_in_force_stands_there_and_says_the_same():
    named = [(line["source"].value(), line["part"].value()) for line in begun().lines]
    assert named == [
        ("hl7", "leads"), ("fhir", "leads"), ("lab", "joins"), ("scans", "alone"), (None, "alone"),
    ]  # fmt: skip
    form = sent()
    assert form.is_valid()
    assert form.cleaned_data["rules"] == RULES


def test_who_leads_first_is_said_by_a_number_and_a_source_to_come_by_its_name():
    form = sent(**{
        "line0-place": 2, "line1-place": 1,
        "line4-source": "theatre", "line4-part": "joins", "line4-visit": "encounter",
    })  # fmt: skip
    assert form.is_valid()
    assert form.cleaned_data["rules"] == Rules(
        ("fhir", "hl7"), (*RULES.rules, Rule("theatre", "encounter"))
    )


def test_what_cannot_be_is_a_sentence():
    nobody = {"line0-part": "alone", "line1-part": "alone", "line2-part": "alone"}
    form = sent(**nobody)
    assert not form.is_valid()
    assert form.non_field_errors() == ["Name the sources that tell of visits, each once."]
    form = sent(**{"line3-part": "joins"})
    assert form.non_field_errors() == ["A rule needs the number of the visit, or the patient."]
    form = sent(**{"line2-after": 100_001})
    assert not form.is_valid()
    assert "100000" in str(form.lines[2].errors["after"])
    assert form.non_field_errors() == []
    assert not sent(reason="").is_valid()
    assert [line["part"].value() for line in begun(None, ()).lines] == ["alone"]
