"""Public holidays within the horizon of a forecast, as they were known when it was told."""

from dataclasses import dataclass
from datetime import date

from carepath.forecasts.models import Vintage


@dataclass(frozen=True, slots=True)
class HolidayAhead:
    """A public holiday that a forecast tells of, and what that rests on (`forecasts.Lesson`)."""

    day: date
    name: str
    factor: float
    alike: int
    others: int
    begun: bool

    @property
    def without_history(self) -> bool:
        """Return whether no earlier day of its kind was known."""
        return not self.alike


def holidays_ahead(row: Vintage) -> list[HolidayAhead]:
    """Return the holidays of a forecast by day; forecasts told before there were any have none."""
    said = row.facts.get("holidays", [])
    return [HolidayAhead(**one | {"day": date.fromisoformat(one["day"])}) for one in said]
