"""Protocols for tests: a small whole one, and any that could be written."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from carepath.accounts.roles import Role
from carepath.analysis.protocol_checks import Ground
from carepath.frames.protocol import (
    AMOUNTS,
    CHOICES,
    SECTIONS,
    Contraindication,
    Document,
    Dose,
    Evidence,
    Measure,
    Rule,
    Step,
    plain_amount,
)

SEPSIS = Document(
    title="Sepsis in the emergency department",
    purpose="Treat sepsis within the hour.",
    area="Emergency medicine",
    owners=("CLINICIAN",),
    stage="Sepsis flag",
    steps=(
        Step("flag", "Raise the flag", "Sepsis flag", "CLINICIAN", next=("lactate",)),
        Step("lactate", "Measure lactate", "Lactate", "CLINICIAN", next=("treat",)),
        Step("treat", "Give antibiotics", "Antibiotics", "CLINICIAN"),
    ),
    rules=(
        Rule("within-hour", "response", "Sepsis flag", "Antibiotics", 3600),
        Rule("lactate", "response", "Sepsis flag", "Lactate", 3 * 3600),
    ),
    doses=(Dose("first", "Drug A", "5", "mg", "10", "mg", "treat"),),
    contraindications=(Contraindication("allergy", "Known allergy to drug A", "treat"),),
    measures=(Measure("share", "Share within the hour", "within-hour"),),
    evidence=(Evidence("source", "An invented guideline, 2026"),),
    review_on="2027-01-01",
)
GROUND = Ground(date(2026, 3, 2), frozenset(role.name for role in Role))


def with_row(document, section, row_id, **fields):
    """The document with fields of one row changed."""
    rows = getattr(document, section)
    changed = tuple(replace(row, **fields) if row.id == row_id else row for row in rows)
    return replace(document, **{section: changed})


def examples(most=100):
    """So many examples, however busy the machine is."""
    return settings(max_examples=most, deadline=None, suppress_health_check=[HealthCheck.too_slow])


TEXTS = st.sampled_from(["", "a", "b", "Triage", "5 mg → 0,005 g", "ж"])
IDS = st.sampled_from([f"r{n}" for n in range(5)])


def _field(name, hint):
    if name == "id":
        return IDS
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    if name in AMOUNTS:
        return st.sampled_from(["", "5", "7.5", "0.005", "10"]).map(plain_amount)
    if name in ("unit", "limit_unit"):
        return st.sampled_from(["", "mg", "g", "ml/h"])
    if hint == "int" or hint is int:
        return st.integers(0, 4)
    if "tuple" in str(hint):
        return st.lists(TEXTS, max_size=2).map(tuple)
    return TEXTS


def rows(kind):
    fields = {name: _field(name, hint) for name, hint in kind.__annotations__.items()}
    return st.lists(st.builds(kind, **fields), max_size=4, unique_by=lambda row: row.id).map(tuple)


def documents():
    sections = {name: rows(kind) for name, kind in SECTIONS.items()}
    plain = {name: TEXTS for name in ("title", "purpose", "area", "stage", "review_on")}
    owners = st.lists(TEXTS, max_size=2).map(tuple)
    return st.builds(Document, **plain, owners=owners, intervention=TEXTS, **sections)
