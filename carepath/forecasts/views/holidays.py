"""What a page says of a public holiday within a forecast: a sentence with what it rests on."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.forecasts import queries
from carepath.forecasts.models import Slot, Vintage
from carepath.forecasts.queries import HolidayAhead
from carepath.ui import words

SAME = 0.005
"""A factor so near 1 makes no difference that anybody would read."""


@dataclass(frozen=True, slots=True)
class Told:
    """A holiday in words, and whether no earlier day of its name stands behind it."""

    without_history: bool
    sentence: str


def told(row: Vintage) -> list[Told]:
    """Return the holidays of a forecast in words, by day."""
    return [
        Told(one.without_history, _sentence(one, of_beds=row.job == Slot.Job.BEDS))
        for one in queries.holidays_ahead(row)
    ]


def _sentence(one: HolidayAhead, *, of_beds: bool) -> str:
    day = {"day": date_format(one.day, "l j F"), "name": one.name}
    parts = [_("%(day)s is a public holiday (%(name)s)") % day, _from(one)]
    if of_beds:
        parts.append(_("who leaves is forecast as on an ordinary day"))
    if one.without_history:
        parts.append(_("treat it with care"))
    return f"{parts[0]}: {'; '.join(parts[1:])}."


def _from(one: HolidayAhead) -> str:
    """Return what the forecast of a holiday rests on, as `forecasts.Lesson` has it."""
    so_far = _(" and what came so far") if one.begun else ""
    said = {"so_far": so_far, "n": one.alike or one.others, "than": _than(one)}
    if one.alike:
        return (
            ngettext(
                "forecast from %(n)s earlier day of this name%(so_far)s, %(than)s",
                "forecast from %(n)s earlier days of this name%(so_far)s, %(than)s",
                one.alike,
            )
            % said
        )
    if one.others:
        return (
            ngettext(
                "without history, forecast as %(n)s other holiday went%(so_far)s, %(than)s",
                "without history, forecast as %(n)s other holidays went%(so_far)s, %(than)s",
                one.others,
            )
            % said
        )
    if one.begun:
        return _("without history, forecast by what came so far, %(than)s") % said
    weekday = date_format(one.day, "l")
    return _("without history, forecast as an ordinary %(weekday)s") % {"weekday": weekday}


def _than(one: HolidayAhead) -> str:
    said = {"weekday": date_format(one.day, "l"), "by": words.share(abs(one.factor - 1), 1)}
    if abs(one.factor - 1) < SAME:
        return _("as many arrivals as on an ordinary %(weekday)s") % said
    if one.factor < 1:
        return _("%(by)s fewer arrivals than on an ordinary %(weekday)s") % said
    return _("%(by)s more arrivals than on an ordinary %(weekday)s") % said
