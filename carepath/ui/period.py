"""The period of a page: civil days in the hospital's zone, to and from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from carepath.frames import moments
from carepath.ui import words


class PeriodError(ValueError):
    """A period that cannot be: the field as the address calls it, and what to do about it."""

    def __init__(self, field: str, label: str, sentence: str) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(f"{label}: {sentence}")


@dataclass(frozen=True, slots=True)
class Period:
    """From the start of the day `first` to the end of the day `last`; None = without a bound."""

    first: date | None
    last: date | None
    zone: ZoneInfo

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Return [from, to) in microseconds UTC; None when the period has no bound at all."""
        if self.first is None and self.last is None:
            return None
        low = moments.UNKNOWN if self.first is None else _midnight(self.first, self.zone)
        if self.last is None:
            return low, moments.OPEN
        return low, _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def query(self) -> dict[str, str]:
        """Return the period as values of an address; `parse` reads them back."""
        given = {"from": self.first, "to": self.last}
        return {name: day.isoformat() for name, day in given.items() if day}

    def __str__(self) -> str:
        if self.first and self.last:
            first, last = words.day_text(self.first), words.day_text(self.last)
            return first if first == last else f"{first} – {last}"
        if self.first:
            return _("since %(day)s") % {"day": words.day_text(self.first)}
        if self.last:
            return _("until %(day)s") % {"day": words.day_text(self.last)}
        return _("all time")


def parse(values: Mapping[str, str], zone: ZoneInfo | str) -> Period:
    """Return the period of an address's `from` and `to` (both days included); else PeriodError."""
    first, last = _day(values, "from", _("From")), _day(values, "to", _("To"))
    if first and last and last < first:
        raise PeriodError("to", _("To"), _("choose a day on or after From."))
    return Period(first, last, ZoneInfo(zone) if isinstance(zone, str) else zone)


def _day(values: Mapping[str, str], name: str, label: str) -> date | None:
    text = (values.get(name) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PeriodError(name, label, _("write a day as 2026-03-31.")) from error


def _midnight(day: date, zone: ZoneInfo) -> int:
    return moments.to_us(datetime.combine(day, time(), zone))
