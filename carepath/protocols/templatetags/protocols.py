"""Protocols in words: rules, states, checks, and which comments stand where."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.analysis import protocol_checks as checks
from carepath.analysis.conformance import UNDECIDED, Judged
from carepath.analysis.protocol_checks import Problem
from carepath.frames.approvals import Need
from carepath.frames.protocol import Document
from carepath.protocols import policies, queries
from carepath.protocols.models import Version
from carepath.protocols.queries import Entry, Mark, wording
from carepath.ui import icons, words

register = template.Library()
register.filter("rule_name", wording.rule_name)
register.filter("role_name", wording.role_name)
register.filter("problem", wording.problem)

_SYMBOLS = {
    "satisfied": '<circle class="pr-mark pr-mark-kept" r="7"/><path d="M-3.5 0 -1 2.8 3.6-2.6"/>',
    "violated": '<path class="pr-mark pr-mark-broken" d="M0-8.5 8.5 0 0 8.5-8.5 0z"/>'
    '<path d="M-2.8-2.8 2.8 2.8M2.8-2.8-2.8 2.8"/>',
    "excused": '<circle class="pr-mark pr-mark-excused" r="7"/><path d="M-3.5 0H3.5"/>',
    "not yet decidable": '<circle class="pr-mark pr-mark-open" r="7"/>'
    '<path class="pr-mark-hand" d="M0-3.6V0L2.6 1.8"/>',
    "vacuous": '<circle class="pr-mark pr-mark-none" r="7"/>',
}
"""How each verdict is drawn around its moment: shape and sign differ, not colour alone."""
_ARROWS = {"earlier": "M-9-4-13 0-9 4", "later": "M9-4 13 0 9 4"}
_NODES = {
    Version.State.DRAFT: '<circle class="pr-node pr-node-open pr-node-draft" r="6"/>',
    Version.State.IN_REVIEW: '<circle class="pr-node pr-node-open" r="6"/>',
    Version.State.APPROVED: '<circle class="pr-node pr-node-open" r="7"/>'
    '<circle class="pr-node-dot" r="3"/>',
    Version.State.ACTIVE: '<circle class="pr-node pr-node-active" r="8"/>'
    '<path d="M-3.5 0 -1 2.8 3.6-2.6"/>',
    Version.State.WITHDRAWN: '<path class="pr-node-cross" d="M-5-5 5 5M5-5-5 5"/>',
    Version.State.AMENDED: '<circle class="pr-node pr-node-past" r="6"/>',
    Version.State.ROLLED_BACK: '<path class="pr-node pr-node-back" d="M0-8 8 0 0 8-8 0z"/>',
    Version.State.RETIRED: '<path class="pr-node pr-node-past" d="M-6-6H6V6H-6z"/>',
}
"""How a version of each state is drawn in the history: shapes differ, the word stands beside."""
_LANE, _EDGE, _NODE = 18, 14, 22
"""Pixels between lanes, to the first lane, and from the top of a row to its node."""
_LOOKS = {
    Version.State.DRAFT: ("pencil", ""),
    Version.State.IN_REVIEW: ("message-square", "cp-info"),
    Version.State.APPROVED: ("signature", "cp-info"),
    Version.State.ACTIVE: ("circle-check", "cp-calm"),
    Version.State.WITHDRAWN: ("circle-x", ""),
    Version.State.AMENDED: ("history", ""),
    Version.State.ROLLED_BACK: ("undo-2", "cp-high"),
    Version.State.RETIRED: ("archive", ""),
    checks.PASSED: ("circle-check", "cp-calm"),
    checks.WARNED: ("triangle-alert", "cp-watch"),
    checks.FAILED: ("circle-x", "cp-critical"),
    checks.STALE: ("history", "cp-watch"),
    "satisfied": ("circle-check", "cp-calm"),
    "violated": ("circle-x", "cp-critical"),
    "excused": ("circle-minus", "cp-watch"),
    "vacuous": ("circle-dashed", ""),
    "not yet decidable": ("clock", "cp-info"),
    "wording": ("type", ""),
    "care": ("activity", "cp-watch"),
    "limit": ("gauge", "cp-high"),
    "dose": ("pill", "cp-high"),
    "proposed": ("clock", "cp-info"),
    "in_force": ("circle-check", "cp-calm"),
    "replaced": ("history", ""),
    "declined": ("circle-x", ""),
    "asked": ("clock", "cp-info"),
    "emergency": ("siren", "cp-high"),
    "confirmed": ("signature", "cp-calm"),
    "lapsed": ("timer-off", "cp-watch"),
}
"""What is shown as a badge: its icon and its colour."""


@register.filter
def badge(what: str) -> SafeString:
    """Return a state, a check's outcome, a verdict or a risk as icon and word."""
    icon, look = _LOOKS[what]
    return format_html(
        '<span class="cp-badge {}">{}{}</span>',
        look,
        SafeString(icons.svg(icon, 13)),  # noqa: S308 - of the package, without text
        _word(what),
    )


@register.filter
def lane(mark: Mark) -> SafeString:
    """Return a verdict as drawn on the waterfall of its journey."""
    parts = []
    if mark.bar is not None:
        x, width = mark.bar
        parts.append(
            f'<rect class="pr-lane-bar" x="{x:.3f}%" width="{width:.3f}%" y="8" height="4"/>'
        )
    if mark.met is not None:
        parts.append(
            f'<line class="cp-tick" x1="{mark.met:.3f}%" x2="{mark.met:.3f}%" y1="2" y2="18"/>'
        )
    if mark.x is not None:
        # A symbol at the very edge would be cut: it stands inside, an arrow says which way.
        x = min(max(mark.x, 1.0), 99.0)
        arrow = _ARROWS.get(mark.side)
        more = f'<path class="pr-lane-arrow" d="{arrow}"/>' if arrow else ""
        symbol = _SYMBOLS[mark.verdict.verdict]
        parts.append(
            f'<svg class="pr-symbol" x="{x:.3f}%" y="10" overflow="visible">{symbol}{more}</svg>'
        )
    return SafeString("".join(parts))  # noqa: S308 - numbers and our own shapes


@register.filter
def branch(entry: Entry, lanes: int) -> SafeString:
    """Return what is drawn beside a version in the history; its node leads to the version."""
    row, version = entry.row, entry.version
    here = _at(row.lane)
    lines = [
        *(_piece(_at(lane), "0", _at(lane), "100%", dashed) for lane, dashed in row.through),
        *(_piece(_at(lane), "0", here, str(_NODE), dashed) for lane, dashed in row.into),
        *(piece for lane, dashed in row.out for piece in _down(here, _at(lane), dashed)),
    ]
    return format_html(
        '<svg class="pr-graph" width="{}" height="100%" aria-hidden="true">{}'
        '<a href="{}" tabindex="-1"><svg class="pr-symbol" x="{}" y="{}" overflow="visible">'
        "{}</svg></a></svg>",
        _at(lanes - 1) + _EDGE,
        SafeString("".join(lines)),  # noqa: S308 - numbers alone
        reverse("protocols:version", args=[version.protocol_id, version.number]),
        here,
        _NODE,
        SafeString(_NODES[Version.State(version.state)]),  # noqa: S308 - our own shapes
    )


def _at(lane: int) -> int:
    return _EDGE + _LANE * lane


def _down(here: int, there: int, dashed: bool) -> list[str]:
    bend = str(_NODE + _LANE)
    return [
        _piece(here, str(_NODE), there, bend, dashed),
        _piece(there, bend, there, "100%", dashed),
    ]


def _piece(x1: int, y1: str, x2: int, y2: str, dashed: bool) -> str:
    look = "pr-line pr-line-earlier" if dashed else "pr-line"
    return f'<line class="{look}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


@register.filter
def day_and_time(us: int, zone: str) -> str:
    """Return a moment without its year, as the waterfall around it shows them."""
    local = words.when(us).astimezone(ZoneInfo(zone))
    return f"{local.day} {words.months()[local.month - 1]} {local:%H:%M}"


@register.filter
def after(us: int, opened: int) -> str:
    """Return how long after the opening of a journey a moment is: "+1 h"."""
    return f"+{words.duration(max(0, us - opened))}"


@register.filter
def undecided(judged: Judged) -> int:
    """Return in how many journeys a rule is not yet decidable."""
    return judged.count(UNDECIDED)


def _word(what: str) -> str:
    words = {
        checks.PASSED: _("passed"),
        checks.WARNED: _("warning"),
        checks.FAILED: _("failed"),
        checks.STALE: _("stale"),
        "satisfied": _("satisfied"),
        "violated": _("violated"),
        "excused": _("excused"),
        "vacuous": _("vacuous"),
        "not yet decidable": _("not yet decidable"),
        "wording": _("wording"),
        "care": _("care"),
        "limit": _("limit"),
        "dose": _("dose"),
        "proposed": _("proposed"),
        "in_force": _("in force"),
        "replaced": _("replaced"),
        "declined": _("declined"),
        "asked": _("waits for a second person"),
        "emergency": _("emergency, not yet countersigned"),
        "confirmed": _("confirmed"),
        "lapsed": _("lapsed"),
    }
    return words[what] if what in words else policies.state_name(what)


@register.filter
def verdict_word(name: str) -> str:
    """Return a verdict in the reader's language."""
    return _word(name)


@register.filter
def deviable(document: Document) -> list[tuple[str, str]]:
    """Return (place, name) of what one patient's journey could deviate from."""
    return queries.deviable(document)


@register.filter
def need(found: Need) -> str:
    """Return whom a change needs: "2 people, a clinician and a quality lead among them"."""
    text = ngettext("%(n)s person", "%(n)s people", found.approvers) % {"n": found.approvers}
    groups = [policies.group_name(group) for group in found.groups]
    if not groups:
        return text
    said = {"people": text, "roles": get_text_list(groups, _("and"))}
    return _("%(people)s, among them: %(roles)s") % said


@register.filter
def where(found: Problem, document: Document) -> str:
    """Return where a check found a problem."""
    return wording.where(found, document)


@register.filter
def step_name(document: Document, row_id: str) -> str:
    """Return what people call a step of a document."""
    return wording.name_of("steps", row_id, document)


@register.filter
def comments_at(comments: dict[str, list[Any]], place: str) -> list[Any]:
    """Return the comments at a place of a version, oldest first."""
    return comments.get(place, [])
