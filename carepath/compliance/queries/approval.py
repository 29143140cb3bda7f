"""Looks at approvals: whether what is in force was read, signed and never altered since."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from carepath.compliance.queries.found import Found, of_rows
from carepath.protocols import policies
from carepath.protocols import queries as protocols
from carepath.protocols.models import Activation, Contribution, Override, Signature, Version

MEANING, STATE = Signature.Meaning, Override.State


def not_ones_own(at: datetime) -> Found:
    """Return approvals by somebody who wrote the version they approved."""
    approvals = Signature.objects.filter(meaning=MEANING.APPROVED).order_by("pk")
    wrote = Contribution.objects.filter(version=OuterRef("version"), person=OuterRef("signer"))
    return of_rows(approvals.count(), approvals.filter(Exists(wrote)))


def in_force_is_approved(at: datetime) -> Found:
    """Return what is in force without enough approvals and an activation that count."""
    running = Activation.objects.filter(ends_at=None).order_by("pk")
    rows = list(running.select_related("version__protocol__site", "site"))
    return of_rows(len(rows), (row for row in rows if not _is_signed(row)))


def unaltered(at: datetime) -> Found:
    """Return versions past their draft whose content is not what its hash says."""
    kept = Version.objects.exclude(state=Version.State.DRAFT).order_by("pk")
    rows = kept.only("pk", "content", "sha256").iterator(chunk_size=200)
    return of_rows(kept.count(), (row for row in rows if not row.is_intact))


def overrides_countersigned(at: datetime) -> Found:
    """Return overrides that one person alone made hold: altered, or an emergency past its time."""
    held = Override.objects.filter(state__in=[STATE.CONFIRMED, STATE.EMERGENCY]).order_by("pk")
    rows = held.iterator(chunk_size=500)
    return of_rows(held.count(), (row for row in rows if not row.holds(at)))


def _is_signed(row: Activation) -> bool:
    version = row.version
    signed = protocols.signatures(version)
    try:
        needs = protocols.needs(version, protocols.risk(version))
        policies.check_approved(version, needs, signed, protocols.authors(version))
    except policies.NotNow:
        return False
    return any(one.meaning == MEANING.ACTIVATED and one.counts_for(version) for one in signed)
