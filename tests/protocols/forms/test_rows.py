import pytest
from django.core.exceptions import ValidationError

from carepath.frames.protocol import SECTIONS
from carepath.protocols.forms import rows
from tests.analysis.protocols import SEPSIS

NUMBERS = {"steps": {"flag": 1, "lactate": 2, "treat": 3}, "rules": {"within-hour": 1}}


def test_every_field_of_every_row_can_be_typed():
    for section, kind in SECTIONS.items():
        assert set(rows.ROWS[section].base_fields) == set(kind.__dataclass_fields__), section


def test_rows_name_each_other_by_number():
    step, dose, measure = SEPSIS.steps[0], SEPSIS.doses[0], SEPSIS.measures[0]
    assert rows.initial("steps", step, NUMBERS)["next"] == "2"
    assert rows.initial("doses", dose, NUMBERS)["step"] == "3"
    assert rows.initial("measures", measure, NUMBERS)["rule"] == "1"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(3600, "60"), (90, "1.5"), (0, ""), (36000, "600")]
)
def test_a_time_is_typed_in_minutes(seconds, minutes):
    rule = SEPSIS.rules[0]
    from dataclasses import replace

    found = rows.initial("rules", replace(rule, within_s=seconds), NUMBERS)["within_s"]
    assert found == minutes


@pytest.mark.parametrize(
    ("typed", "found"), [("", ()), ("2", (2,)), ("2, 3", (2, 3)), (" 4 ,", (4,))]
)
def test_numbers(typed, found):
    assert rows.NumbersField(required=False).clean(typed) == found


@pytest.mark.parametrize("typed", ["two", "1;2", "-1", "12345"])
def test_what_is_no_number(typed):
    with pytest.raises(ValidationError, match="is not a number of a row"):
        rows.NumbersField(required=False).clean(typed)


def test_an_untouched_choice_has_its_usual_value():
    rule = rows.RuleRow({})
    assert rule.is_valid()
    assert (rule.cleaned_data["kind"], rule.cleaned_data["within_s"]) == ("response", 0)
    condition = rows.ConditionRow({})
    assert condition.is_valid() and condition.cleaned_data["relation"] == "="
    step = rows.StepRow({"data": "lactate, , cultures"})
    assert step.is_valid() and step.cleaned_data["data"] == ("lactate", "cultures")
