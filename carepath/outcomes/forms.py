"""What people type about rules (bands, cut-offs, cards and alerts, and why), and in huddles."""

from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import roles_that_may
from carepath.frames import escalation
from carepath.frames.definitions import REGISTER
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import LEVEL, LEVELS, AlertRule, Card, Rules, RulesError

WHY = 300


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=WHY)


class ConfirmForm(ReasonForm):
    """That one read proposed rules and brings them into force: chosen, never given."""

    meaning = forms.ChoiceField(
        label=gettext_lazy("What your signature means"),
        choices=[
            ("", gettext_lazy("Choose …")),
            ("confirmed", gettext_lazy("I have read these rules and bring them into force")),
        ],
    )
    field_order = ("meaning", "reason")


class RulesForm(ReasonForm):
    """Another version of the rules of a site, beginning with what holds."""

    stale_min = forms.IntegerField(label=gettext_lazy("Data are stale after, min"))
    budget = forms.IntegerField(label=gettext_lazy("Alerts for each role and shift, at most"))
    quiet_from = forms.IntegerField(label=gettext_lazy("Quiet hours from"))
    quiet_to = forms.IntegerField(label=gettext_lazy("Quiet hours until"))

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = rules
        roles = roles_that_may(Permission.ACKNOWLEDGE_ALERT)
        self._roles = [(role.name, role.value.title) for role in roles]
        for name in ("stale_min", "budget"):
            self.fields[name].initial = getattr(rules, name)
        self.fields["quiet_from"].initial, self.fields["quiet_to"].initial = rules.quiet
        for key in PARAMETERS:
            self._add_bands(key, rules)
        for number in range(LEVELS):
            self._add_level(number, rules)
        for key in (LEVEL, *PARAMETERS):
            self._add_alert(key, rules)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def _add_bands(self, key: str, rules: Rules) -> None:
        held = rules.bands.get(key)
        self.fields[f"bands_{key}"] = forms.CharField(
            label=_(REGISTER[key].title), required=False, max_length=120,
            initial=escalation.bands_text(held) if held else "",
        )  # fmt: skip

    def _add_level(self, number: int, rules: Rules) -> None:
        card = rules.cards[number]
        if number < LEVELS - 1:
            label = _("Level %(n)s up to, points") % {"n": number + 1}
            self.fields[f"cut_{number}"] = forms.IntegerField(
                label=label, initial=rules.cuts[number]
            )
        self.fields[f"card_{number}"] = forms.CharField(
            label=_("What is done at level %(n)s") % {"n": number + 1}, max_length=WHY,
            initial=_(card.text), widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        self.fields[f"card_role_{number}"] = forms.ChoiceField(
            label=_("Who sees to it"), choices=self._roles, initial=card.role
        )

    def _add_alert(self, key: str, rules: Rules) -> None:
        held = next((one for one in rules.alerts if one.parameter == key), None)
        numbers = {
            "raise_at": _("Raised at"), "clear_at": _("Cleared at"),
            "hold_min": _("held for, min"), "rest_min": _("better for, min"),
            "then_min": _("unanswered for, min"),
        }  # fmt: skip
        for name, label in numbers.items():
            kind = forms.FloatField if name in ("raise_at", "clear_at") else forms.IntegerField
            self.fields[f"alert_{key}_{name}"] = kind(
                label=label, required=False, initial=getattr(held, name, None)
            )
        for name, label in (("role", _("Told")), ("then", _("then")), ("owner", _("Owner"))):
            self.fields[f"alert_{key}_{name}"] = forms.ChoiceField(
                label=label, choices=self._roles, required=False, initial=getattr(held, name, None)
            )

    def band_fields(self) -> list[BoundField]:
        """Return the bands of each parameter."""
        return [self[f"bands_{key}"] for key in PARAMETERS]

    def shared_fields(self) -> list[BoundField]:
        """Return what holds for all alerts together."""
        return [self[name] for name in ("budget", "quiet_from", "quiet_to")]

    def level_fields(self) -> list[tuple[int, BoundField | None, BoundField, BoundField]]:
        """Return (level, up to how many points, card, its role)."""
        return [
            (
                number + 1,
                self[f"cut_{number}"] if number < LEVELS - 1 else None,
                self[f"card_{number}"],
                self[f"card_role_{number}"],
            )
            for number in range(LEVELS)
        ]

    def alert_fields(self) -> list[tuple[str, bool, list[BoundField]]]:
        """Return (parameter, whether it has an alert now, the fields of its alert)."""
        names = (
            *("raise_at", "hold_min", "clear_at", "rest_min"),
            *("role", "then", "then_min", "owner"),
        )
        held = {one.parameter for one in self._before.alerts}
        return [
            (key, key in held, [self[f"alert_{key}_{name}"] for name in names])
            for key in (LEVEL, *PARAMETERS)
        ]

    def clean(self) -> dict[str, Any]:
        """Return what was typed; bands that cannot be read are an error of their field."""
        said = super().clean()
        for key in PARAMETERS:
            text = said.get(f"bands_{key}", "").strip()
            if not text:
                continue
            try:
                said[f"bands_{key}"] = escalation.read_bands(text)
            except RulesError as error:
                self.add_error(f"bands_{key}", _(str(error)))
        return said

    @property
    def rules(self) -> Rules:
        """Return the rules that were typed."""
        said = self.cleaned_data
        bands = {key: said[f"bands_{key}"] for key in PARAMETERS}
        return replace(
            self._before,
            bands={key: one for key, one in bands.items() if one},
            cuts=tuple(said[f"cut_{number}"] for number in range(LEVELS - 1)),
            cards=tuple(self._card(number) for number in range(LEVELS)),
            alerts=tuple(
                self._alert(key) for key, _held, _fields in self.alert_fields()
                if said[f"alert_{key}_raise_at"] is not None
            ),
            stale_min=said["stale_min"],
            budget=said["budget"],
            quiet=(said["quiet_from"], said["quiet_to"]),
        )  # fmt: skip

    def _card(self, number: int) -> Card:
        before, text = self._before.cards[number], self.cleaned_data[f"card_{number}"]
        kept = before.text if text == _(before.text) else text  # as shipped, in any language
        return Card(kept, self.cleaned_data[f"card_role_{number}"])

    def _alert(self, key: str) -> AlertRule:
        """Return the alert of a parameter; what was left empty is as the shipped alerts have it."""
        said = self.cleaned_data

        def of(name: str, default: Any) -> Any:
            typed = said[f"alert_{key}_{name}"]
            return default if typed in (None, "") else typed

        raised = said[f"alert_{key}_raise_at"]
        cleared, usual = of("clear_at", raised), escalation.SHIPPED.alerts[0]
        rises = key == LEVEL or self._rises(key)
        return AlertRule(
            parameter=key, raise_at=raised, clear_at=cleared, rises=rises,
            **{name: of(name, getattr(usual, name))
               for name in ("hold_min", "rest_min", "role", "then", "then_min", "owner")},
        )  # fmt: skip

    def _rises(self, key: str) -> bool:
        """Return whether more is worse: as the points of its bands say, else as by nature."""
        bands = self.cleaned_data[f"bands_{key}"]
        return bands.points[0] <= bands.points[-1] if bands else key not in escalation.FALLING


class UnitWordForm(forms.Form):
    """How a unit stands, and what it asks of the others."""

    note = forms.CharField(label=gettext_lazy("How it stands"), max_length=WHY, required=False)
    ask = forms.CharField(label=gettext_lazy("What it asks for"), max_length=WHY, required=False)


class DecisionForm(forms.Form):
    """What is decided, who does it, and until when on the site's clock."""

    text = forms.CharField(label=gettext_lazy("What is decided"), max_length=WHY)
    owner = forms.CharField(label=gettext_lazy("Who does it (a role)"), max_length=120)
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class HuddleTimeForm(forms.Form):
    """A time of the day."""

    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
