"""What people say of how the sources of a site are joined: a line for each source, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.frames import correlation
from carepath.frames.correlation import Rule, Rules

ALONE, LEADS, JOINS = "alone", "leads", "joins"
PARTS = {
    ALONE: gettext_lazy("has its own journeys"),
    LEADS: gettext_lazy("tells of visits"),
    JOINS: gettext_lazy("joins the visits"),
}
LONGEST = 100_000
NOTHING = Rules(())


class LineForm(forms.Form):
    """A source and its part; a source that is not there yet may be named."""

    source = forms.CharField(label=gettext_lazy("Source"), max_length=120, required=False)
    part = forms.ChoiceField(label=gettext_lazy("Its part"), choices=PARTS.items())
    place = forms.IntegerField(
        label=gettext_lazy("Order"), min_value=1, max_value=99, required=False
    )
    visit = forms.CharField(label=gettext_lazy("Visit number in"), max_length=80, required=False)
    patient = forms.BooleanField(label=gettext_lazy("Patient and time"), required=False)
    before = forms.IntegerField(
        label=gettext_lazy("Min before"), min_value=0, max_value=LONGEST, required=False
    )
    after = forms.IntegerField(
        label=gettext_lazy("Min after"), min_value=0, max_value=LONGEST, required=False
    )

    def rule(self) -> Rule:
        """Return the rule that the line says."""
        said = self.cleaned_data
        return Rule(
            source=said["source"],
            visit=said["visit"],
            patient=said["patient"],
            before_min=said["before"] or 0,
            after_min=said["after"] or 0,
        )


class JoinRulesForm(forms.Form):
    """The rules of a site: a line for each source it has or its rules name, and one to spare."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, min_length=3)

    def __init__(
        self, data: Any = None, *, sources: Iterable[str], rules: Rules | None = None
    ) -> None:
        super().__init__(data)
        begun = _begun(sources, rules or NOTHING)
        self.lines = [
            LineForm(data, prefix=f"line{n}", initial=initial) for n, initial in enumerate(begun)
        ]

    def is_valid(self) -> bool:
        """Return whether every line and all of them together can be."""
        lines = [line.is_valid() for line in self.lines]
        return super().is_valid() and all(lines)

    def clean(self) -> dict[str, Any]:
        """Return what was said, with the rules; a sentence says what is wrong with them."""
        said = super().clean()
        if all(line.is_valid() for line in self.lines):
            try:
                said["rules"] = correlation.rules_of(self._rules().as_dict())
            except correlation.RulesError as error:
                self.add_error(None, _(str(error)))
        return said

    def _rules(self) -> Rules:
        named = [line for line in self.lines if line.cleaned_data["source"]]
        leading = [line.cleaned_data for line in named if line.cleaned_data["part"] == LEADS]
        leading.sort(key=lambda said: said["place"] or LONGEST)
        joined = [line.rule() for line in named if line.cleaned_data["part"] == JOINS]
        return Rules(tuple(said["source"] for said in leading), tuple(joined))


def _begun(sources: Iterable[str], rules: Rules) -> list[dict[str, Any]]:
    """Return what each line begins with: who leads, who joins, who is alone, one to spare."""
    joined = {rule.source: rule for rule in rules.rules}
    rest = [name for name in sources if name not in {*rules.leading, *joined}]
    lines = [
        {"source": name, "part": LEADS, "place": n} for n, name in enumerate(rules.leading, start=1)
    ]
    for rule in joined.values():
        lines.append(
            {
                "source": rule.source,
                "part": JOINS,
                "visit": rule.visit,
                "patient": rule.patient,
                "before": rule.before_min,
                "after": rule.after_min,
            }
        )
    lines += [{"source": name, "part": ALONE} for name in rest]
    return [*lines, {"part": ALONE}]
