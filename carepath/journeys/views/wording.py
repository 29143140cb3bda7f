"""Words for cohorts, lists and attributions: answers, chips, names of kinds of time."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.analysis import waits
from carepath.analysis.segments import UNEXPLAINED
from carepath.frames.moments import SECOND, from_us
from carepath.frames.spans import AWAY, DEPARTMENT, WARD, WITH_PATIENT
from carepath.journeys.queries import Cohort, Listing, unit_name
from carepath.journeys.templatetags.journeys import opens
from carepath.ui import weeks, words
from carepath.ui.faults import Fault


@dataclass(frozen=True, slots=True)
class Chip:
    """One narrowing of a list in words, and the address without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A filter that cannot be read; `place` is its control's id, '' where the page has none."""

    fault: Fault
    place: str
    without: str


def wrongs(faults: Sequence[Fault], query: QueryDict, places: Container[str]) -> list[Wrong]:
    """Return what cannot be read; `places` are the fields for which the page has a control."""
    return [
        Wrong(
            fault,
            place=f"f-{fault.field}" if fault.field in places else "",
            without=_without(query, (fault.field,)),
        )
        for fault in faults
    ]


def time(seconds: int) -> str:
    """Return seconds as "3 h 20 min"."""
    return words.duration(seconds * SECOND)


def weekdays() -> list[str]:
    """Return the days of the week, Monday first."""
    early = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")]
    return early + [_("Friday"), _("Saturday"), _("Sunday")]


def phases() -> dict[str, str]:
    """Return the printed name of each phase."""
    return {
        DEPARTMENT: _("department"),
        WARD: _("ward"),
        AWAY: _("away"),
        WITH_PATIENT: _("where the patient is"),
        "": _("nothing known"),
    }


def conditions(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    """Return each narrowing of a cohort in words, with the names of its fields."""
    found = []
    for condition in (_of_way, _of_milestone, _of_asking, _of_length, _of_clock, _of_rest):
        found += condition(cohort)
    return found


def _of_way(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    if cohort.stage:
        found.append((_("passed through %(stage)s") % {"stage": cohort.stage}, ("stage",)))
    if cohort.from_stage and cohort.to_stage:
        ends = {"a": cohort.from_stage, "b": cohort.to_stage}
        text = _("went straight from %(a)s to %(b)s") % ends
        if cohort.wait_s is not None:
            text = _("took longer than %(time)s straight from %(a)s to %(b)s") % (
                ends | {"time": time(cohort.wait_s)}
            )
        found.append((text, ("from_stage", "to_stage", "wait_s")))
    if cohort.variant:
        text = _("followed variant %(key)s") % {"key": cohort.variant[:8]}
        found.append((text, ("variant",)))
    return found


def _of_milestone(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    if not (cohort.ms_from and cohort.ms_to):
        return []
    ends = {"a": cohort.ms_from, "b": cohort.ms_to}
    text = _("came from %(a)s to %(b)s") % ends
    if cohort.beyond_s is not None:
        text = _("took longer than %(time)s from %(a)s to %(b)s") % (
            ends | {"time": time(cohort.beyond_s)}
        )
    return [(text, ("ms_from", "ms_to", "beyond_s"))]


def _of_asking(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    is_way = (cohort.from_stage and cohort.to_stage) or (cohort.ms_from and cohort.ms_to)
    if cohort.unit:
        text = _("came to it in %(unit)s") if is_way or cohort.stage else _("were in %(unit)s")
        found.append(
            (text % {"unit": unit_name(source=cohort.source, code=cohort.unit)}, ("unit",))
        )
    if cohort.asked_days or cohort.asked_hours:
        when = {"when": weeks.hours_text(cohort.asked_days, cohort.asked_hours)}
        text = _("set out on it %(when)s") if is_way else _("had something asked for %(when)s")
        text = _("had it asked for %(when)s") if cohort.stage and not is_way else text
        found.append((text % when, ("asked_days", "asked_hours")))
    return found


def _of_length(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    if cohort.longer_s is not None:
        text = _("took longer than %(time)s in all") % {"time": time(cohort.longer_s)}
        found.append((text, ("longer_s",)))
    if cohort.up_to_s is not None:
        text = _("took at most %(time)s in all") % {"time": time(cohort.up_to_s)}
        found.append((text, ("up_to_s",)))
    return found


def _of_clock(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    if cohort.weekday is not None:
        text = _("began on a %(day)s") % {"day": weekdays()[cohort.weekday]}
        found.append((text, ("weekday",)))
    if cohort.hour is not None:
        hours = {"a": f"{cohort.hour:02}:00", "b": f"{cohort.hour:02}:59"}
        found.append((_("began between %(a)s and %(b)s") % hours, ("hour",)))
    return found


def _of_rest(cohort: Cohort) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    if cohort.state:
        found.append((_("are open") if cohort.state == "open" else _("are closed"), ("state",)))
    if cohort.found:
        found.append((_("have an id that begins with %(id)s") % {"id": cohort.found}, ("found",)))
    return found


def chips(cohort: Cohort, query: QueryDict) -> list[Chip]:
    """Return the narrowings as chips that can be taken off one by one."""
    found = []
    for text, fields in conditions(cohort):
        found.append(Chip(text, _without(query, fields)))
    return found


def _without(query: QueryDict, fields: tuple[str, ...]) -> str:
    rest = query.copy()
    for name in (*fields, "after"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def answer(
    listing: Listing, cohort: Cohort, zone: ZoneInfo, *, scope: Mapping[str, Any] | None = None
) -> SafeString:
    """Return the first line of the list: how many, from when to when, how long, how many open.

    Each number opens to its definition, asked about the scope.
    """
    if not listing.all:
        return SafeString(_("No journeys in this source and period."))
    asked = scope or {}
    said = [_count(listing, cohort, zone, asked)]
    if listing.median_us is not None and listing.n - listing.n_open > 1:
        half = _("half of the closed ones took longer than %(time)s")
        time_text = words.duration(listing.median_us)
        said.append(_filled(half, time=opens(time_text, "journey_length", **asked)))
    sentence = format_html("{}.", format_html_join("; ", "{}", ((part,) for part in said)))
    if listing.n_open and cohort.state != "open":
        still = ngettext("%(n)s is still open.", "%(n)s are still open.", listing.n_open)
        n_open = opens(words.number(listing.n_open), "open_journeys", **asked)
        sentence = format_html("{} {}", sentence, _filled(still, n=n_open))
    return sentence


def _filled(text: str, **values: str) -> SafeString:
    """Return a sentence with its values; what is not markup of ours is escaped."""
    safe = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(conditional_escape(text) % safe)  # noqa: S308 - both are escaped


def _count(
    listing: Listing, cohort: Cohort, zone: ZoneInfo, asked: Mapping[str, Any]
) -> SafeString:
    n, everything = words.number(listing.n), words.number(listing.all)
    number = opens(n, "journeys", **asked)
    which = [text for text, _fields in conditions(cohort)]
    if which:
        of = ngettext("%(n)s of %(all)s journey", "%(n)s of %(all)s journeys", listing.all)
        return format_html("{} {}", _filled(of, n=number, all=everything), _(" and ").join(which))
    if listing.first is None or listing.last is None:
        return _filled(ngettext("%(n)s journey", "%(n)s journeys", listing.n), n=number)
    first, last = (
        words.day_text(from_us(at).astimezone(zone)) for at in (listing.first, listing.last)
    )
    if first == last:
        text = ngettext(
            "%(n)s journey began on %(first)s", "%(n)s journeys began on %(first)s", listing.n
        )
    else:
        text = ngettext(
            "%(n)s journey began from %(first)s to %(last)s",
            "%(n)s journeys began from %(first)s to %(last)s",
            listing.n,
        )
    return _filled(text, n=number, first=first, last=last)


def line_name(line: waits.Line | waits.Segment, *, intervals: bool) -> str:
    """Return what a line of an attribution is called."""
    if line.kind == waits.AWAY:
        return _("away, %(stage)s") % {"stage": line.name} if line.name else _("away")
    if line.kind == waits.STAGE:
        return " › ".join((*line.path, line.name))
    if line.kind == waits.WAIT:
        cause = "" if line.cause in ("", UNEXPLAINED) else f" ({line.cause})"
        return _("wait for %(stage)s") % {"stage": line.name} + cause
    where = {
        waits.BEFORE: _("before %(stage)s") % {"stage": line.name},
        waits.CLOSE: _("before the close"),
        waits.NEXT: _("before the next step"),
    }.get(line.relation, line.name)
    return where if not intervals else _("gap %(where)s") % {"where": where}
