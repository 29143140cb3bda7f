"""Close the rows written so far under a signed root, and let it leave the system."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from carepath.audit import context, verifier
from carepath.audit.actions.reads import seal_reads
from carepath.audit.models import Change, Check, Root
from carepath.audit.queries import chain
from carepath.audit.session import LedgerStopped

ROOTS = "roots"
HOUR = timedelta(hours=1)


def seal_soon() -> None:
    """Ask for a root within seconds: for approvals and activations, in their own transaction."""
    Check.objects.filter(name=ROOTS).update(at=context.moment(0))


def seal_if_due(*, by: Any, at: datetime) -> int:
    """Close the rows under a root each hour, or when asked; return how many are new under it."""
    check = Check.objects.filter(name=ROOTS).first()
    if check is not None and timedelta(0) <= at - check.at < HOUR:
        return 0
    if check is not None and Check.objects.filter(name=ROOTS, at=check.at).update(at=at) != 1:
        return 0
    before = Root.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    with suppress(LedgerStopped):  # what is written stands under a root all the same
        seal_reads(by=by, at=at)
    root = seal(at=at)
    write_roots()
    return root.seq - before if root else 0


def seal(*, at: datetime) -> Root | None:
    """Return the root over all rows so far; None if there is none new."""
    with transaction.atomic():
        check, _new = Check.objects.select_for_update().get_or_create(
            name=ROOTS, defaults={"ok": True, "at": at}
        )
        newest = Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        if Root.objects.filter(seq__gte=newest).exists() or not newest:
            return None
        tree, new = _tree(check), _leaves(check, newest)
        before, proof = tree.size, verifier.extension(tree, new)
        for one in new:
            tree.add(one)
        unsigned = verifier.Root(newest, tree.root().hex(), at.isoformat())
        check.detail = {"peaks": [peak.hex() for peak in tree.peaks], "size": tree.size}
        check.save(update_fields=["detail"])
        return Root.objects.create(
            seq=newest,
            root=unsigned.root,
            at=at,
            signature=_key().sign(unsigned.signed()).hex(),
            key=fingerprint(),
            before=before,
            proof=[step.hex() for step in proof],
        )


def _tree(check: Check) -> verifier.Tree:
    """Return the tree as it stood at the last root."""
    known = check.detail or {"peaks": [], "size": 0}
    return verifier.Tree(known["size"], [bytes.fromhex(peak) for peak in known["peaks"]])


def _leaves(check: Check, until: int) -> list[bytes]:
    """Return the leaves that are new since the last root."""
    size = (check.detail or {"size": 0})["size"]
    return [verifier.leaf(each) for each in chain.hashes(after=size, until=until)]


def write_roots() -> int:
    """Add the roots that are not outside yet to the file there; return how many."""
    path = chain.outside()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    last = _last(path)
    new = list(Root.objects.filter(seq__gt=last).order_by("seq"))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        for row in new:
            root = chain.of_row(row, chain.hashes(after=last, until=row.seq))
            file.write(json.dumps(asdict(root)) + "\n")
            last = row.seq
        file.flush()
        os.fsync(file.fileno())
    (path.parent / "key.pem").write_text(public_key())
    return len(new)


def roots_aside(*, at: datetime) -> Path | None:
    """Put the roots outside away after a backup came back, and begin with those it holds.

    Return where they are kept: they tell of rows that the backup does not know.
    """
    path = chain.outside()
    kept = path.with_name(f"roots-until-{at:%Y%m%dT%H%M%SZ}.ndjson")
    known = path.exists()
    if known:
        path.replace(kept)
    write_roots()
    return kept if known else None


def _last(path: Path) -> int:
    if not path.exists():
        return 0
    found = verifier.read_roots(path.read_text().splitlines())
    return found[-1].seq if found else 0


def public_key() -> str:
    """Return the key that roots are checked with, as PEM."""
    found = _key().public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return found.public_bytes(serialization.Encoding.PEM, form).decode()


def fingerprint() -> str:
    """Return sixteen letters that tell two keys apart."""
    return hashlib.sha256(public_key().encode()).hexdigest()[:16]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(settings.LEDGER_KEY.encode()).digest()
    )
