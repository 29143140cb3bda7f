"""How good the forecasts were by which discharges are brought forward and scanners opened longer,
and what is therefore not advised."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from carepath.analysis import chance_proof, today_backtests
from carepath.analysis.chance_proof import Proof as Chances
from carepath.analysis.today_backtests import Judged
from carepath.forecasts.models import QUEUES, Backtest, Recommendation, Slot
from carepath.forecasts.queries.limits import limits_held
from carepath.forecasts.queries.vintages import judged
from carepath.places import queries as places
from carepath.places.models import Site

Kind = Recommendation.Kind
KINDS = (Kind.SOONER, Kind.HOURS)
"""What advice is judged for by itself, beside the forecasts of beds."""


@dataclass(frozen=True)
class AdviceProof:
    """How good the forecast behind one kind of advice was, for a unit or a resource of it."""

    kind: str
    row: Backtest

    @property
    def name(self) -> str:
        """Return what it is about: a unit, or a resource of one."""
        kind = self.row.result.get("kind")
        return f"{kind}, {self.row.unit}" if kind else str(self.row.unit)

    @cached_property
    def today(self) -> Judged | None:
        """Return the judgement of the rest of a day, where discharges are brought forward by it."""
        if self.kind != Kind.SOONER:
            return None
        return today_backtests.read(self.row.result["today"])

    @cached_property
    def chances(self) -> Chances:
        """Return how good the chances were: to be short of beds, or to wait long."""
        return self.today.short if self.today else chance_proof.read(self.row.result)

    @property
    def score(self) -> float:
        """Return the score by which it is judged; 0 is sure and right."""
        return self.today.rps if self.today else self.chances.brier

    @property
    def baselines(self) -> Mapping[str, float]:
        """Return that of each simple rule."""
        return self.today.baselines if self.today else self.chances.baselines

    @property
    def best(self) -> tuple[str, float]:
        """Return the simple rule that did best, and its score."""
        return self.today.best if self.today else self.chances.best

    @property
    def skill(self) -> bool:
        return self.today.skill if self.today else self.chances.skill

    @property
    def chance_unproven(self) -> bool:
        """Return whether beds needed were told well, but not how likely they are too few."""
        return self.today is not None and not self.skill and self.score < self.best[1]

    @property
    def short(self) -> bool:
        """Return whether too few days are known to go by."""
        return self.today.few_days if self.today else self.chances.short

    @property
    def never_came(self) -> bool:
        """Return whether no long wait came, so that nobody knows how good its chance is."""
        return self.kind == Kind.HOURS and not self.chances.came

    @property
    def told_then(self) -> int:
        """Return how many origins were judged as they were told at that time."""
        return self.row.result["today"]["told_then"] if self.today else self.row.told_then


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A kind of advice that is not given for a unit or resource, and its proof; None = it was not
    judged, or not by the limits in force."""

    kind: str
    name: str
    proof: AdviceProof | None

    @property
    def beds_unproven(self) -> bool:
        """Return whether the rest of the day was told well, but beds in general were not."""
        return self.proof is not None and self.proof.skill


def advice_proofs(*, site: Site) -> list[AdviceProof]:
    """Return the newest proofs of a site, those of discharges first, then by name."""
    beds, queues = (judged(site=site, job=job).values() for job in (Slot.Job.BEDS, QUEUES))
    found = [AdviceProof(Kind.SOONER, row) for row in beds if row.result.get("today")]
    found += [AdviceProof(Kind.HOURS, row) for row in queues]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.name))


def advice_proof(*, site: Site, kind: str, series: str) -> AdviceProof | None:
    """Return the newest proof of a unit (by code) or a resource (by key); None = there is none."""
    every = advice_proofs(site=site)
    return next((one for one in every if (one.kind, one.row.series) == (kind, series)), None)


def held_back(*, site: Site) -> list[HeldBack]:
    """Return what is not advised as its forecast is not good enough, by kind and name; nothing of a
    kind that the limits switch off."""
    limits = limits_held(site).limits
    known = {(one.kind, one.row.series): one for one in advice_proofs(site=site)}
    found = []
    if limits.sooner_h:
        for row in judged(site=site, job=Slot.Job.BEDS).values():
            one = known.get((Kind.SOONER, row.series))
            if row.series and not (row.result["skill"] and one is not None and one.skill):
                found.append(HeldBack(Kind.SOONER, str(row.unit), one))
    if limits.longer_h:
        for each in places.equipment_of(site=site).exclude(stage="").exclude(unit=None):
            one = known.get((Kind.HOURS, str(each.pk)))
            if one is not None and one.row.result["target"] != limits.target_h:
                one = None
            if one is None or not one.skill:
                found.append(HeldBack(Kind.HOURS, str(each), one))
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.name))
