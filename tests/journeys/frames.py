"""Events for tests, in minutes after nine o'clock."""

import hashlib

import polars as pl

from carepath.frames.columns import EVENTS
from carepath.frames.moments import MINUTE, to_us
from tests.factories import AT

NINE = to_us(AT)


def us(minute):
    return None if minute is None else NINE + minute * MINUTE


def event(case, stage, started=None, ended=None, requested=None, **more):
    """One event; `ref` is text, made from case, stage and start unless given."""
    ref = more.pop("ref", f"{case}|{stage}|{started}|{requested}")
    parent = more.pop("parent", None)
    return {
        "case": case,
        "stage": stage,
        "kind": more.pop("kind", 2 if started is not None and started == ended else 0),
        "requested": us(requested),
        "started": us(started),
        "ended": us(ended),
        "seq": 0,
        "precision": 1,
        "flags": 0,
        "ref": digest(ref),
        "parent_ref": digest(parent) if parent else None,
        "unit": None,
        "role": None,
        "patient": None,
        "attributes": None,
        "case_attributes": None,
    } | more


def digest(text):
    return hashlib.sha256(text.encode()).digest()[:16]


def frame(*events):
    return pl.DataFrame(list(events), schema=EVENTS, orient="row")
