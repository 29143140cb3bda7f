"""What was typed becomes rules; what was left empty leaves something out."""

from carepath.frames import escalation
from carepath.frames.escalation import SHIPPED
from carepath.outcomes.forms import RulesForm


def values(**changed):
    form = RulesForm(rules=SHIPPED)
    held = {name: form[name].value() for name in form.fields}
    return {name: "" if one is None else one for name, one in (held | changed).items()}


def test_a_form_as_it_came_is_the_rules_that_hold():
    form = RulesForm(values(reason="x"), rules=SHIPPED)
    assert form.is_valid(), form.errors
    assert escalation.changes(SHIPPED, form.rules) == []


def test_more_is_worse_or_less_as_the_bands_say_and_else_by_nature():
    typed = values(reason="x", bands_ed_within_4h_day="", alert_long_share_raise_at="30",
                   bands_long_share="2; 50: 0")  # fmt: skip
    form = RulesForm(typed, rules=SHIPPED)
    assert form.is_valid()
    alerts = {one.parameter: one for one in form.rules.alerts}
    assert not alerts["ed_within_4h_day"].rises and not alerts["long_share"].rises
    assert alerts["level"].rises and "ed_within_4h_day" not in form.rules.bands


def test_bands_that_cannot_be_read_are_the_fault_of_their_field():
    form = RulesForm(values(reason="x", bands_spare="0; 1"), rules=SHIPPED)
    assert list(form.errors) == ["bands_spare"]
    assert [len(form.level_fields()), len(form.band_fields()), len(form.shared_fields())] == [
        4,
        12,
        3,
    ]
