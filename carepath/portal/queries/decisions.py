"""The sentences that need a decision, most urgent first, each with who decides and where.

A sentence comes from a line of WATCHES: how urgent it is (the higher first), the right that acts on
it, and what looks. The most urgent that is most often the harm stands above what only costs time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.accounts import policies
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import roles_that_may
from carepath.frames import beds
from carepath.frames.definitions import REGISTER
from carepath.frames.moments import HOUR
from carepath.portal.queries.frame import address
from carepath.portal.queries.ground import Ground
from carepath.ui import words

MOST = 5
"""Sentences shown: more than five are no decision."""
LONG = 4 * HOUR
"""A wait for a bed from which somebody decides on it by name."""
OLD_PACK = HOUR // 2
"""A downtime pack this old was not renewed twice."""
CONFLICT, SHORT, ALERT, SILENT, ADVICE, WARNED, OVERFULL, WAITS = 90, 80, 75, 70, 66, 64, 60, 50
PACK, APPROVED, REVIEW = 40, 20, 10
"""How urgent each is: wrong beds before too few, these before what is slow, that before paper."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A sentence, how urgent it is, which roles decide, and the button that leads there; `mine` =
    this person may."""

    urgency: int
    text: str
    owners: str
    button: str
    url: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a watch found: a sentence and where its button leads."""

    text: str
    button: str
    page: str
    more: tuple[tuple[str, str], ...] = ()


def decisions(ground: Ground) -> list[Decision]:
    """Return the sentences that need a decision, at most five, most urgent first."""
    found = [
        _decision(ground, urgency, needs, asked)
        for urgency, needs, watch in WATCHES
        for asked in watch(ground)
    ]
    found.sort(key=lambda one: -one.urgency)  # stable: as watched among equals
    return found[:MOST]


def _decision(ground: Ground, urgency: int, needs: P, asked: Asked) -> Decision:
    owners = " / ".join(str(role.value.title) for role in roles_that_may(needs)[:2])
    query = urlencode([*ground.address.items(), *asked.more])
    may = policies.may(ground.by, needs, site=ground.site.slug)
    url = f"{address(asked.page) or ''}?{query}"
    return Decision(urgency, asked.text, owners, asked.button, url, may)


def _conflicts(ground: Ground) -> Iterator[Asked]:
    held = [(one.counts.get(beds.CONTESTED, 0), one.unit) for one in ground.units]
    held = [(n, unit) for n, unit in held if n]
    if held:
        n = sum(n for n, _unit in held)
        text = ngettext(
            "%(n)s bed is claimed twice, or said to be free with a patient in it: %(units)s.",
            "%(n)s beds are claimed twice, or said to be free with a patient in: %(units)s.",
            n,
        ) % {"n": n, "units": ", ".join(str(unit) for _n, unit in held)}
        first = (("unit", held[0][1].code),)
        yield Asked(text, _("Settle it"), "capacity:board", first)


def _short(ground: Ground) -> Iterator[Asked]:
    for net in ground.net:
        if net.after < 0:
            text = ngettext(
                "%(care)s: one patient more waits than beds are free and kept for nobody.",
                "%(care)s: %(n)s patients more wait than beds are free and kept for nobody.",
                -net.after,
            ) % {"care": net.label.capitalize(), "n": words.number(-net.after)}
            yield Asked(text, _("See who waits"), "capacity:requests")


def _alerts(ground: Ground) -> Iterator[Asked]:
    found = ground.unanswered
    if found:
        text = ngettext(
            "%(n)s alert waits for somebody to see to it: %(what)s.",
            "%(n)s alerts wait for somebody to see to them: %(what)s.",
            len(found),
        )
        what = get_text_list([_(REGISTER[one.parameter].title) for one in found], _("and"))
        yield Asked(text % {"n": len(found), "what": what}, _("See to it"), "outcomes:alerts")


def _silent(ground: Ground) -> Iterator[Asked]:
    for one in ground.silent:
        text = _("Nothing came from %(feed)s for %(time)s: what it tells of may be old.") % {
            "feed": one.source.name,
            "time": words.duration(ground.since(one.silent_since), precision="min"),
        }
        yield Asked(text, _("Look at the feed"), "ingestion:feeds")


def _advice(ground: Ground) -> Iterator[Asked]:
    if ground.advice:
        first, n = ground.advice[0], len(ground.advice)
        chance = {"chance": words.share(first.before, 1)}
        about = {"kind": first.get_kind_display(), "unit": first.unit, "n": n - 1} | chance
        text = _("Advice waits: %(unit)s, %(kind)s; short otherwise with a chance of %(chance)s.")
        if n > 1:
            text = _(
                "Advice waits: %(unit)s, %(kind)s; short otherwise with a chance of %(chance)s. "
                "And %(n)s more."
            )
        if first.is_longer:
            text = _("Advice waits: %(unit)s, %(kind)s; long waits else, chance %(chance)s.")
        where = () if first.is_longer else (("unit", first.unit.code),)  # no forecast of a scanner
        yield Asked(text % about, _("Decide on it"), "forecasts:index", where)


def _warned(ground: Ground) -> Iterator[Asked]:
    advised = {row.unit_id for row in ground.advice}
    held = [o for o in ground.outlooks if o.is_warned and o.row.unit_id not in advised]
    if held:
        first = held[0]
        text = ngettext(
            "%(unit)s is likely to be short of %(n)s bed by %(at)s (%(chance)s).",
            "%(unit)s is likely to be short of %(n)s beds by %(at)s (%(chance)s).",
            first.worst.beds,
        ) % {
            "unit": first.told.name,
            "n": first.worst.beds,
            "at": words.clock_text(first.worst_at, ground.zone),
            "chance": words.share(first.worst.chance, 1),
        }
        yield Asked(text, _("Look ahead"), "forecasts:index", (("unit", first.row.series),))


def _no_pack(ground: Ground) -> Iterator[Asked]:
    if ground.pack_age is not None and ground.pack_age > OLD_PACK:
        text = _("The newest downtime pack is %(time)s old: one is written every ten minutes.") % {
            "time": words.duration(ground.pack_age, precision="min")
        }
        yield Asked(text, _("Look at the jobs"), "work:index")


def _overfull(ground: Ground) -> Iterator[Asked]:
    held = [one for one in ground.units if one.occupied > one.staffed]
    if held:
        units = (
            f"{one.unit} {words.number(one.occupied)}/{words.number(one.staffed)}" for one in held
        )
        text = ngettext(
            "%(n)s unit holds more patients than it has staffed beds: %(units)s.",
            "%(n)s units hold more patients than they have staffed beds: %(units)s.",
            len(held),
        ) % {"n": len(held), "units": ", ".join(units)}
        yield Asked(text, _("Staff or move"), "places:index")


def _waits(ground: Ground) -> Iterator[Asked]:
    long = [row for row in ground.waiting if ground.since(row.asked_at) >= LONG]
    if long:
        text = ngettext(
            "%(n)s patient has waited for a bed for more than 4 h; the longest %(time)s.",
            "%(n)s patients have waited for a bed for more than 4 h; the longest %(time)s.",
            len(long),
        ) % {
            "n": words.number(len(long)),
            "time": words.duration(ground.since(long[0].asked_at), precision="min"),
        }
        yield Asked(text, _("Find them a bed"), "capacity:requests")


def _approved(ground: Ground) -> Iterator[Asked]:
    n = ground.in_flight.get("approved", 0)
    if n:
        text = ngettext(
            "%(n)s version of a protocol is approved and not brought into force.",
            "%(n)s versions of protocols are approved and not brought into force.",
            n,
        ) % {"n": n}
        yield Asked(text, _("Open the library"), "protocols:index")


def _in_review(ground: Ground) -> Iterator[Asked]:
    n = ground.in_flight.get("in_review", 0)
    if n:
        text = ngettext(
            "%(n)s version of a protocol waits for its reviewers.",
            "%(n)s versions of protocols wait for their reviewers.",
            n,
        ) % {"n": n}
        yield Asked(text, _("Open the reviews"), "protocols:reviews")


WATCHES: tuple[tuple[int, P, Callable[[Ground], Iterator[Asked]]], ...] = (
    (CONFLICT, P.CORRECT_BED, _conflicts),
    (SHORT, P.PLACE, _short),
    (ALERT, P.ACKNOWLEDGE_ALERT, _alerts),
    (SILENT, P.MANAGE_FEEDS, _silent),
    (ADVICE, P.DECIDE_RECOMMENDATION, _advice),
    (WARNED, P.DECIDE_RECOMMENDATION, _warned),
    (OVERFULL, P.ENTER_STAFFING, _overfull),
    (WAITS, P.PLACE, _waits),
    (PACK, P.MANAGE_FEEDS, _no_pack),
    (APPROVED, P.ACTIVATE, _approved),
    (REVIEW, P.REVIEW, _in_review),
)
"""What looks for a decision, and the right that acts on it."""
