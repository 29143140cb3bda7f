"""What people type about who must approve: a policy proposed, confirmed, declined."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import roles_that_may
from carepath.frames.approvals import MOST, RISKS, Approvals, Need
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.forms.acts import ReasonForm

GROUPS = ("one", "two")
CHECKS = {
    "replay": _("Replay over the last quarter"),
    "overlap": _("No other protocol is for the same patients"),
    "stages": _("Its stages occur here"),
}


class PolicyForm(ReasonForm):
    """A policy: for each risk how many people, and up to two groups of roles among them."""

    site = forms.ChoiceField(label=_("Where it holds"), required=False)
    checks = forms.MultipleChoiceField(
        label=_("Checks that must pass beside those that always must"),
        choices=[*CHECKS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, sites: Iterable[Site], everywhere: bool, rules: Approvals, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", _("all sites"))] if everywhere else []
        self.fields["site"].choices = [*chosen, *((site.slug, str(site)) for site in sites)]
        self.fields["checks"].initial = sorted(rules.checks)
        roles = [(role.name, role.value.title) for role in roles_that_may(Permission.REVIEW)]
        for risk, name in enumerate(RISKS):
            self._add(risk, name, roles, rules.needs[risk])
        self.order_fields(["site", *self.fields, "checks", "reason"])

    def _add(self, risk: int, name: str, roles: list[tuple[str, Any]], need: Need) -> None:
        self.fields[f"{name}_people"] = forms.TypedChoiceField(
            label=_("People"), coerce=int, initial=need.approvers,
            choices=[(n, str(n)) for n in range(1, MOST + 1)],
        )  # fmt: skip
        for at, group in enumerate(GROUPS):
            held = need.groups[at] if at < len(need.groups) else frozenset()
            self.fields[f"{name}_{group}"] = forms.MultipleChoiceField(
                label=(_("One of them is a"), _("Another is a"))[at], choices=roles,
                widget=forms.CheckboxSelectMultiple, required=False, initial=sorted(held),
            )  # fmt: skip

    def lines(self) -> list[tuple[str, BoundField, list[BoundField]]]:
        """Return (name of a risk, how many people, groups of roles) for the page."""
        return [
            (
                policies.risk_name(risk),
                self[f"{name}_people"],
                [self[f"{name}_{group}"] for group in GROUPS],
            )
            for risk, name in enumerate(RISKS)
        ]

    @property
    def rules(self) -> Approvals:
        """Return the policy that was typed."""
        values = self.cleaned_data
        needs = tuple(
            Need(
                values[f"{name}_people"],
                tuple(
                    frozenset(values[f"{name}_{group}"])
                    for group in GROUPS
                    if values[f"{name}_{group}"]
                ),
            )
            for name in RISKS
        )
        return Approvals(needs, frozenset(values["checks"]))


class ConfirmPolicyForm(ReasonForm):
    """That one read a proposed policy and brings it into force: chosen, never given."""

    meaning = forms.ChoiceField(
        label=_("What your signature means"),
        choices=[
            ("", _("Choose …")),
            ("confirmed", _("I have read this policy and bring it into force")),
        ],
    )
    field_order = ("meaning", "reason")
