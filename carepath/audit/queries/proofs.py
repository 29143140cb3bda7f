"""Prove that a row is in a root that left the system, and that the newest root extends that one."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from carepath.audit import verifier
from carepath.audit.models import Root
from carepath.audit.queries import chain


def proof(seq: int) -> Mapping[str, Any] | None:
    """Return the proof of a row as its verifier reads it; None while no root covers the row."""
    first = Root.objects.filter(seq__gte=seq).order_by("seq").first()
    row = next(chain.rows(after=seq - 1, until=seq), None)
    if first is None or row is None:
        return None
    last = Root.objects.order_by("-seq")[0]
    leaves = [verifier.leaf(each) for each in chain.hashes(after=0, until=last.seq)]
    return {
        "row": dict(zip(verifier.COLUMNS, row, strict=True)),
        "root": _outside(first),
        "inclusion": _hex(verifier.inclusion(leaves[: first.seq], seq - 1)),
        "newest": _outside(last),
        "consistency": _hex(verifier.consistency(leaves, first.seq)),
    }


def _outside(root: Root) -> dict[str, Any]:
    return asdict(chain.of_row(root))


def _hex(steps: list[bytes]) -> list[str]:
    return [step.hex() for step in steps]
