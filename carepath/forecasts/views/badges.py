"""What must be known of a forecast before it is believed, as badges with a word and an icon."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carepath.analysis.departure_backtests import Judged
from carepath.forecasts import queries
from carepath.forecasts.models import Vintage
from carepath.forecasts.queries import AdviceProof


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its icon and colour, and what it means in a sentence."""

    word: Promise
    icon: str
    look: str
    sentence: Promise


STALE = Badge(
    _("stale"), "hourglass", "",
    _("It is old, or knew of nothing new when it was made: do not rely on it."),
)  # fmt: skip
SHORT = Badge(
    _("short history"), "circle-dashed", "cp-watch",
    _("Less than eight weeks are known: the rhythm is borrowed and the range is guessed."),
)  # fmt: skip
NO_SKILL = Badge(
    _("no skill"), "ban", "cp-watch",
    _("Over the last weeks a simple rule was as good: it drives no recommendation."),
)  # fmt: skip
NEVER_CAME = Badge(
    _("no skill"), "ban", "cp-watch",
    _("No long wait came in these weeks: nobody knows how good its chance is, nothing is advised."),
)  # fmt: skip
NOT_CALIBRATED = Badge(
    _("not calibrated"), "triangle-alert", "cp-watch",
    _("Over the last weeks its 80 % range held less than 72 or more than 88 %."),
)  # fmt: skip
SHIFTED = Badge(
    _("level shifted"), "trending-up-down", "cp-info",
    _("The level of arrivals changed by a quarter or more; older days do not count."),
)  # fmt: skip
FEW_DAYS = Badge(
    _("short history"), "circle-dashed", "cp-watch",
    _("Fewer than 14 forecasts of different days were judged: that may be luck."),
)  # fmt: skip
NOT_JUDGED = Badge(
    _("not judged yet"), "circle-dashed", "",
    _("No backtest was made yet: nobody knows how good it is here."),
)  # fmt: skip


def badges(row: Vintage, judged: Any, *, at: datetime, rewound: bool) -> list[Badge]:
    """Return what must be known of a forecast, the gravest first; `judged` is its backtest."""
    found = []
    if not rewound and queries.is_stale(row, at=at):
        found.append(STALE)
    if judged is None:
        found.append(NOT_JUDGED)
    elif not judged.result["skill"]:
        found.append(NO_SKILL)
    if judged is not None and not judged.result["calibrated"]:
        found.append(NOT_CALIBRATED)
    if row.facts["short"]:
        found.append(SHORT)
    if row.facts["shifted"]:
        found.append(SHIFTED)
    return found


def advice_badges(proof: AdviceProof) -> list[Badge]:
    """Return what must be known of the forecast behind a kind of advice, the gravest first."""
    none = NEVER_CAME if proof.never_came else NO_SKILL
    each = ((not proof.skill, none), (proof.short, FEW_DAYS))
    return [badge for applies, badge in each if applies]


def leaving_badges(judged: Judged | None) -> list[Badge]:
    """Return what must be known of windows of who leaves, the gravest first."""
    if judged is None:
        return [NOT_JUDGED]
    each = (
        (not judged.skill, NO_SKILL),
        (not judged.calibrated, NOT_CALIBRATED),
        (judged.short, FEW_DAYS),
    )
    return [badge for applies, badge in each if applies]
