"""Parse what people type: periods, pairs of stages and target times."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carepath.bottlenecks import queries
from carepath.frames.spans import DEPARTMENT, WARD
from carepath.ui import period

UTC = ZoneInfo("UTC")
FIRST_SHARE, LEAST_SHARE = 80, 20
Days = tuple[date | None, date | None]


def days(text: str) -> Days:
    """Return (first, last) of a period: 2014, 2014-03, 2014-03-09 or two of these around a slash.

    Either side of the slash may be empty: no limit. ValidationError for anything else.
    """
    before, slash, after = text.partition("/")
    if not slash:
        first, last = _whole(before)
    else:
        first, last = _side(before)[0], _side(after)[1]
    if first and last and last < first:
        raise ValidationError(_("The period ends before it begins."))
    return first, last


def _side(text: str) -> Days:
    return _whole(text) if text.strip() else (None, None)


def _whole(text: str) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    parts = text.strip().split("-")
    try:
        if len(parts) == 1 and len(parts[0]) == 4:
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = _("Write a period as 2014, 2014-03, 2014-03-09 or 2014-03-09/2014-04-30.")
        raise ValidationError(sentence) from error
    return day, day


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page's address asks: '' and None = not said. `share` of the map in percent."""

    source: str
    first: date | None
    last: date | None
    phase: str
    share: int
    whole: bool

    @property
    def drawn(self) -> float:
        """Return the share of hand-overs that the map draws, 0 to 1."""
        return self.share / 100


def asked(values: Mapping[str, str]) -> Asked:
    """Return what an address asks; PeriodError where its period cannot be.

    A phase that is none and a share out of range fall back to what the page shows first.
    """
    found = period.parse(values, UTC)
    phase, share = values.get("phase", ""), values.get("share", "")
    percent = int(share) if share.isdecimal() and len(share) < 4 else FIRST_SHARE
    return Asked(
        source=values.get("source", "").strip(),
        first=found.first,
        last=found.last,
        phase=phase if phase in (DEPARTMENT, WARD) else "",
        share=min(max(percent, LEAST_SHARE), 100),
        whole=values.get("whole") == "1",
    )


def measured(values: Mapping[str, str], page: Asked) -> queries.Asked:
    """Return which pair of stages and target time an address asks a definition about."""
    within = values.get("within_s", "")
    return queries.Asked(
        source=values.get("ms_from") or values.get("from_stage", ""),
        target=values.get("ms_to") or values.get("to_stage", ""),
        within_s=int(within) if within.isdecimal() and 0 < len(within) < 10 else None,
        drawn=page.drawn,
    )
