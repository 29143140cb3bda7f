"""Changes, rules and rows of a protocol as sentences that clinicians read."""

from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carepath.accounts.roles import Role
from carepath.analysis import protocol_diff as diffs
from carepath.analysis.protocol_checks import Problem, step_name
from carepath.analysis.protocol_diff import Change
from carepath.analysis.protocol_merge import CLASH, ORDER, Conflict
from carepath.frames import protocol
from carepath.frames.approvals import RISKS
from carepath.frames.moments import SECOND
from carepath.frames.protocol import Document, Rule
from carepath.ui import words

SHORT = 120
"""Longer texts are cut in a sentence; the page shows them whole elsewhere."""


def section_name(section: str) -> str:
    """Return what people call a part of a protocol."""
    return {
        "title": _("title"),
        "purpose": _("purpose"),
        "area": _("clinical area"),
        "owners": _("owning roles"),
        "stage": _("eligibility"),
        "review_on": _("review day"),
        "intervention": _("lever of the invented hospital"),
        "conditions": _("eligibility"),
        "steps": _("step"),
        "rules": _("rule"),
        "doses": _("dose"),
        "contraindications": _("contraindication"),
        "measures": _("measure"),
        "evidence": _("evidence"),
    }[section]


def field_name(field: str) -> str:
    """Return what people call a field of a row."""
    return {
        "action": _("action"),
        "stage": _("stage"),
        "role": _("role"),
        "data": _("required data"),
        "gate": _("quality gate"),
        "notes": _("notes"),
        "next": _("what comes next"),
        "kind": _("kind"),
        "source": _("start"),
        "target": _("aim"),
        "within_s": _("time"),
        "drug": _("drug"),
        "amount": _("dose"),
        "limit": _("limit"),
        "step": _("step"),
        "text": _("text"),
        "link": _("link"),
        "rule": _("rule"),
        "attribute": _("attribute"),
        "relation": _("relation"),
        "value": _("value"),
        "order": _("order"),
        "": _("row"),
    }[field]


def sentences(base: Document, target: Document) -> list[tuple[str, str, str]]:
    """Return (sentence, risk, place) for each change from one document to another."""
    return [
        (sentence(change, base, target), RISKS[change.risk], place(change))
        for change in diffs.diff(base, target)
    ]


def place(change: Change) -> str:
    """Return where a change is, as comments name it."""
    return f"{change.section}/{change.id}" if change.id else change.section


def sentence(change: Change, base: Document, target: Document) -> str:
    """Return one change as a sentence, with which way it went."""
    said = {
        "part": section_name(change.section),
        "name": name_of(change.section, change.id, target) or name_of(
            change.section, change.id, base
        ),
        "before": shown(change.before, change.field, base),
        "after": shown(change.after, change.field, target),
        "field": field_name(change.field),
    }  # fmt: skip
    text = _text(change, target, said) % said
    hint = _hint(change.hint)
    return f"{text} ({hint})" if hint else text


def _text(change: Change, target: Document, said: dict[str, str]) -> str:
    if change.what == diffs.ADDED:
        return _("%(part)s “%(name)s” added")
    if change.what == diffs.REMOVED:
        return _("%(part)s “%(name)s” removed")
    if change.what == diffs.MOVED:
        said["neighbour"] = _neighbour(change, target)
        if said["neighbour"]:
            return _("%(part)s “%(name)s” now before “%(neighbour)s”")
        return _("%(part)s “%(name)s” now last")
    if not change.id:
        return _("%(part)s: %(before)s → %(after)s")
    if change.field == "amount":
        return _("dose of %(name)s: %(before)s → %(after)s")
    return _("%(part)s “%(name)s”, %(field)s: %(before)s → %(after)s")


def _neighbour(change: Change, target: Document) -> str:
    rows = getattr(target, change.section)
    after = next((at for at, row in enumerate(rows) if row.id == change.id), len(rows)) + 1
    return name_of(change.section, rows[after].id, target) if after < len(rows) else ""


def _hint(hint: str) -> str:
    return {
        diffs.TIGHTER: _("tighter"),
        diffs.LOOSER: _("looser"),
        diffs.WIDER: _("more patients"),
        diffs.NARROWER: _("fewer patients"),
        diffs.SAME_AMOUNT: _("the same amount in other words"),
    }.get(hint, "")


def name_of(section: str, row_id: str, document: Document) -> str:
    """Return what people call a row; '' where the document has none of this id."""
    if section not in protocol.SECTIONS:
        return ""
    row = next((row for row in getattr(document, section) if row.id == row_id), None)
    if row is None:
        return ""
    return cut(
        {
            "conditions": lambda: f"{row.attribute} {row.relation} {row.value}",
            "steps": lambda: step_name(row),
            "rules": lambda: rule_name(row),
            "doses": lambda: row.drug or row.id,
        }.get(section, lambda: row.text or row.id)()
    )


def rule_name(rule: Rule) -> str:
    """Return a rule as people say it: "Antibiotics within 60 min after Sepsis flag"."""
    said = {
        "source": rule.source or "…",
        "target": rule.target or "…",
        "time": words.duration(rule.within_s * SECOND),
    }
    unlimited = rule.kind == protocol.RESPONSE and not rule.within_s
    text = {
        protocol.RESPONSE: _("%(target)s within %(time)s after %(source)s"),
        protocol.EXISTENCE: _("%(target)s happens"),
        protocol.AT_MOST_ONCE: _("%(target)s at most once"),
        protocol.PRECEDENCE: _("%(source)s before %(target)s"),
        protocol.NOT_BEFORE: _("%(target)s no sooner than %(time)s after %(source)s"),
        protocol.MAX_DURATION: _("%(target)s takes no longer than %(time)s"),
    }[rule.kind]
    return (_("%(target)s after %(source)s") if unlimited else text) % said


def shown(value: Any, field: str, document: Document) -> str:
    """Return a value of a document as people read it."""
    if field == "within_s":
        return words.duration(value * SECOND) if value else _("no limit")
    if field == "next":
        return get_text_list([name_of("steps", one, document) or one for one in value], "·") or "–"
    if isinstance(value, tuple):
        separator = " " if field in protocol.AMOUNTS else ", "
        return separator.join(role_name(str(one)) for one in value if one) or "–"
    return cut(role_name(str(value))) or "–"


def role_name(name: str) -> str:
    """Return the printed name of a role; other text as it is."""
    return str(Role[name].value.title) if name in Role.__members__ else name


def cut(text: str) -> str:
    """Return a text short enough for a sentence."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def problem(found: Problem) -> str:
    """Return what a check found as a sentence."""
    return _(found.text) % found.words


def where(found: Problem, document: Document) -> str:
    """Return where a check found it, as people call it."""
    name = name_of(found.section, found.id, document)
    part = section_name(found.section)
    return f"{part} “{name}”" if name else part


def conflict(found: Conflict, ours: Document, theirs: Document) -> tuple[str, str, str]:
    """Return (what is in conflict, our way, their way) in words."""
    name = name_of(found.section, found.id, ours) or name_of(found.section, found.id, theirs)
    part = section_name(found.section)
    head = f"{part} “{name}”" if name else part
    if found.kind == ORDER:
        ways = (_order(found, ours, found.ours), _order(found, theirs, found.theirs))
        return f"{head}, {field_name('order')}", *ways
    if found.kind == CLASH:
        head = _("%(head)s: both sides changed the same drug or times") % {"head": head}
    elif found.field:
        head = f"{head}, {field_name(found.field)}"
    return head, _way(found, found.ours, ours), _way(found, found.theirs, theirs)


def _order(found: Conflict, document: Document, ids: list[str]) -> str:
    return " → ".join(name_of(found.section, row_id, document) for row_id in ids)


def _way(found: Conflict, value: Any, document: Document) -> str:
    if value is None:
        return _("removed")
    if hasattr(value, "id"):
        return row_text(found.section, value, document)
    return shown(value, found.field, document)


def row_text(section: str, row: Any, document: Document) -> str:
    """Return a row in one line."""
    if section == "rules":
        return rule_name(row)
    if section == "doses":
        return _("%(drug)s %(amount)s %(unit)s, at most %(limit)s %(limit_unit)s") % {
            name: getattr(row, name) for name in ("drug", "amount", "unit", "limit", "limit_unit")
        }
    return name_of(section, row.id, document) or row.id
