"""Escalation rules of the invented hospital: bands that fit it, signed by two personas, a change of
them that waits, and the alerts of its last weeks."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts import actions as accounts
from carepath.accounts.models import User
from carepath.accounts.roles import PERSONAS
from carepath.analysis import escalation
from carepath.analysis.alerting import Raised
from carepath.audit import actions as audit
from carepath.capacity import queries as capacity
from carepath.demo.models import Hospital
from carepath.frames.escalation import SHIPPED, AlertRule, Bands
from carepath.frames.moments import from_us
from carepath.outcomes import actions as outcomes
from carepath.outcomes import queries
from carepath.outcomes.models import Alert, RuleSet
from carepath.places.models import Site

_TOLD = ("BED_MANAGER", "HOSPITAL_ADMINISTRATOR")


def _alert(parameter: str, raise_at: float, clear_at: float, *, rises: bool = True) -> AlertRule:
    return AlertRule(
        parameter, raise_at, clear_at, 30, 120, *_TOLD, then_min=60, owner="QUALITY_LEAD",
        rises=rises,
    )  # fmt: skip


HOUSE = replace(
    SHIPPED,
    bands=SHIPPED.bands
    | {
        "occupancy": Bands((70, 78, 85, 90), (0, 2, 4, 6, 8)),
        "spare": Bands((30, 50, 75), (4, 3, 1, 0)),
        "waiting": Bands((3, 6, 9, 12), (0, 1, 2, 3, 5)),
        "longest_wait": Bands((1, 2, 4, 8), (0, 1, 2, 3, 5)),
        "boarders": Bands((2, 4, 6, 9), (0, 1, 2, 3, 5)),
        "ed_occupancy": Bands((40, 55), (0, 2, 4)),
        "ed_waiting": Bands((2, 4, 6), (0, 1, 2, 3)),
        "ed_within_4h_day": Bands((88, 91, 93), (4, 3, 1, 0)),
        "ed_over_12h": Bands((1, 3), (0, 1, 2)),
        "long_share": Bands((3, 6), (0, 1, 2)),
    },
    alerts=(
        _alert("level", 3, 3),
        _alert("waiting", 9, 5),
        _alert("ed_waiting", 6, 3),
        _alert("ed_within_4h_day", 89, 91, rises=False),
        _alert("spare", 35, 50, rises=False),
    ),
)
"""Bands for a hospital with beds to spare: its usual day is level 1, a busy one 2."""
OFFERED = replace(HOUSE, cuts=(9, 18, 30))
"""What waits for a second person: the same points make a higher level."""


def press(*, at: datetime) -> int:
    """Give a hospital that lives its rules and the alerts of its last weeks; return how many.

    Only where personas count: on a machine of one's own; and when its beds are known.
    """
    found = Hospital.objects.defer("state").filter(phase=Hospital.Phase.LIVE)
    row = found.select_related("site").first()
    if row is None or not settings.LOOPBACK_ONLY:
        return 0
    if RuleSet.objects.filter(site=row.site).exists() or capacity.is_behind():
        return 0
    with audit.acting_as("demo", at=at, why=_("invented rules")):
        _agree(row.site, at)
        return _look_back(row.site, at)


def _agree(site: Site, at: datetime) -> None:
    hana, hugo, quinn = (_persona(key, site, at) for key in ("hana", "hugo", "quinn"))
    why = _("bands that fit this invented hospital")
    held = outcomes.propose_rules(site=site, rules=HOUSE, by=hana, at=at, reason=why)
    outcomes.confirm_rules(row=held, by=hugo, at=at, proved_at=at, reason=_("read"))
    why = _("open escalation beds earlier")
    outcomes.propose_rules(site=site, rules=OFFERED, by=quinn, at=at, reason=why)


def _persona(key: str, site: Site, at: datetime) -> User:
    persona = next(one for one in PERSONAS if one.key == key)
    return accounts.persona_there(persona=persona, site=site.slug, at=at)


def _look_back(site: Site, at: datetime) -> int:
    """Keep the alerts that the rules would have raised, the last weeks being invented anyway."""
    here, standard = site.time(at), queries.standard(site)
    (found,) = queries.replay(site=site, each=[standard.rules], at=here)
    past = [one for one in found.alerts if one.cleared is not None]
    if not past:
        return 0
    then = np.array([one.raised for one in past], np.int64)
    picture = queries.picture(site=site, low=from_us(then[0]), high=here)
    values = queries.values(picture, then, standard.rules)
    for place, one in enumerate(past):
        known = {key: float(value[place]) for key, value in values.items()}
        _row(site, standard.name, one, escalation.score(standard.rules, known)).save()
    return len(past)


def _row(site: Site, rules: str, one: Raised, score: escalation.Score) -> Alert:
    held = timedelta(minutes=one.rule.hold_min)
    return Alert(
        site=site, parameter=one.rule.parameter, rules=rules, rule=asdict(one.rule),
        raised_at=from_us(one.raised), since_at=from_us(one.raised) - held, value=one.value,
        worst=one.worst, cleared_at=from_us(one.cleared), held_back=not one.told,
        evidence=[[part.key, part.value, part.band, part.points] for part in score.parts],
    )  # fmt: skip
