"""A care protocol as a document, and its one way of being written down: canonical JSON.

Rows have ids that stay the same from version to version, so that a change can be told from an
addition. Amounts are decimal texts ("7.5"): what was typed is what is hashed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, get_type_hints

SCHEMA = "carepath.protocol/1"
LONGEST, MOST_ROWS = 4_000, 200
RESPONSE, EXISTENCE, AT_MOST_ONCE, PRECEDENCE, NOT_BEFORE, MAX_DURATION = (
    "response",
    "existence",
    "at_most_once",
    "precedence",
    "not_before",
    "max_duration",
)
RULE_KINDS = (RESPONSE, EXISTENCE, AT_MOST_ONCE, PRECEDENCE, NOT_BEFORE, MAX_DURATION)
PAIRED = frozenset({RESPONSE, PRECEDENCE, NOT_BEFORE})
"""Kinds of rules that speak of two stages."""
TIMED = frozenset({RESPONSE, NOT_BEFORE, MAX_DURATION})
"""Kinds of rules that speak of a time."""
RELATIONS = ("=", "≠", "≥", "≤")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class DocumentError(ValueError):
    """A document that cannot be read; the text names the field and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an attribute of the journey, such as age ≥ 18."""

    id: str
    attribute: str = ""
    relation: str = "="
    value: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does what, at which stage, with what data, through which gate, then what."""

    id: str
    action: str = ""
    stage: str = ""
    role: str = ""
    data: tuple[str, ...] = ()
    gate: str = ""
    notes: str = ""
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on when stages happen: `source` is the trigger, `target` what it asks for.

    | kind | says |
    |---|---|
    | response | `target` follows the first `source` within `within_s` (0 = at any time) |
    | existence | `target` happens |
    | at_most_once | `target` happens no more than once |
    | precedence | `source` comes before each `target` |
    | not_before | `target` comes no sooner than `within_s` after the first `source` |
    | max_duration | the first `target` takes no longer than `within_s` |
    """

    id: str
    kind: str = RESPONSE
    source: str = ""
    target: str = ""
    within_s: int = 0
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of a drug at a step, and the most that may be given."""

    id: str
    drug: str = ""
    amount: str = ""
    unit: str = ""
    limit: str = ""
    limit_unit: str = ""
    step: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Contraindication:
    """What speaks against the whole protocol or one of its steps."""

    id: str
    text: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What shows whether it helps, and the rule that it is counted by, if any."""

    id: str
    text: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the protocol rests on."""

    id: str
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A protocol. `stage` and `conditions` say who is eligible; `intervention` names a lever of the
    invented hospital that is on while the protocol is in force there, '' = none."""

    title: str = ""
    purpose: str = ""
    area: str = ""
    owners: tuple[str, ...] = ()
    stage: str = ""
    conditions: tuple[Condition, ...] = ()
    steps: tuple[Step, ...] = ()
    rules: tuple[Rule, ...] = ()
    doses: tuple[Dose, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    measures: tuple[Measure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    review_on: str = ""
    intervention: str = ""

    @property
    def touched(self) -> frozenset[str]:
        """Return the names of the stages it speaks of: who is eligible, its steps and its rules."""
        ends = (stage for rule in self.rules for stage in (rule.source, rule.target))
        named = {self.stage, *(step.stage for step in self.steps), *ends}
        return frozenset(named - {""})


SECTIONS: Mapping[str, type] = {
    "conditions": Condition,
    "steps": Step,
    "rules": Rule,
    "doses": Dose,
    "contraindications": Contraindication,
    "measures": Measure,
    "evidence": Evidence,
}
"""Name of a field that holds rows -> what its rows are."""
PLAIN = tuple(field.name for field in fields(Document) if field.name not in SECTIONS)
"""Fields of a document that hold no rows."""
AMOUNTS = frozenset({"amount", "limit"})
CHOICES = {"kind": RULE_KINDS, "relation": RELATIONS}


def canonical(document: Document) -> str:
    """Return the document as JSON: sorted keys, no blanks, so that equal documents are equal."""
    content = {"schema": SCHEMA} | asdict(document)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Return the name of a canonical text: its SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Document:
    """Return the document of a JSON text; DocumentError for what it does not fully understand."""
    try:
        content = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"This is not JSON: {error}") from error
    return of(content)


def of(content: Any) -> Document:
    """Return the document of a decoded JSON object; DocumentError as `read`."""
    if not isinstance(content, dict):
        raise DocumentError("A protocol is a JSON object.")
    if content.get("schema") != SCHEMA:
        raise DocumentError(f"schema: only {SCHEMA} can be read, not {content.get('schema')!r}.")
    return _record(Document, {k: v for k, v in content.items() if k != "schema"}, "")


def plain_amount(text: str) -> str:
    """Return a decimal in its shortest form ("7.50" -> "7.5"); other text as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 12:
        return text
    shortest = format(number.normalize(), "f")
    return "0" if shortest == "-0" else shortest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DocumentError("A field stands twice in the same object.")
    return found


def _record(kind: type, content: Any, where: str) -> Any:
    if not isinstance(content, dict):
        raise DocumentError(f"{where or 'document'}: an object is needed.")
    known = get_type_hints(kind)
    for name in content:
        if name not in known:
            raise DocumentError(f"{where}{name}: there is no such field.")
    return kind(**{name: _value(name, known[name], v, where) for name, v in content.items()})


def _value(name: str, hint: Any, value: Any, where: str) -> Any:
    place = f"{where}{name}"
    if name in SECTIONS and not where:
        return _rows(name, value)
    if hint is int:
        return _seconds(value, place)
    if hint == tuple[str, ...]:
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            raise DocumentError(f"{place}: a list of texts is needed.")
        return tuple(_text(one, place) for one in value)
    text = _text(value, place)
    if name in CHOICES and text not in CHOICES[name]:
        raise DocumentError(f"{place}: one of {', '.join(CHOICES[name])} is needed.")
    return plain_amount(text) if name in AMOUNTS else text


def _rows(name: str, content: Any) -> tuple[Any, ...]:
    if not isinstance(content, list) or len(content) > MOST_ROWS:
        raise DocumentError(f"{name}: a list of at most {MOST_ROWS} rows is needed.")
    rows = []
    for at, one in enumerate(content, start=1):
        row_id = one.get("id") if isinstance(one, dict) else None
        if not isinstance(row_id, str) or not _ID.fullmatch(row_id):
            raise DocumentError(f"{name}, row {at}: an id of a-z, 0-9 and - is needed.")
        rows.append(_record(SECTIONS[name], one, f"{name}/{row_id}/"))
    if len({row.id for row in rows}) != len(rows):
        raise DocumentError(f"{name}: two rows have the same id.")
    return tuple(rows)


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise DocumentError(f"{place}: a text of at most {LONGEST} characters is needed.")
    return value.strip()


def _seconds(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise DocumentError(f"{place}: whole seconds are needed.")
    return value
