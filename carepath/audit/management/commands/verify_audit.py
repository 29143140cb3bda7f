"""manage.py verify_audit: is every row of the ledger as it was written?"""

import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from carepath.audit import actions, queries
from carepath.audit.actions.sealing import public_key
from carepath.audit.verifier import ReadVerdict, Root, Verdict
from carepath.ui import clock


class Command(BaseCommand):
    help = "Check the ledger's chain, roots and witnesses, and the read log; exit 1 if any is bad."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, json: bool, **options) -> None:
        _compare_all()
        roots = queries.roots()
        found, ungoverned = queries.verdict(), queries.ungoverned()
        first = found.first_bad_seq or first_badly_signed(roots)
        report = {
            "rows": found.rows, "first_bad_seq": first, "roots_checked": found.roots_checked,
            "ungoverned": ungoverned,
        }  # fmt: skip
        self.stdout.write(_as_json(report) if json else _in_words(report, found.reason))
        for sentence in [] if json else _blank(found):
            self.stdout.write(sentence)
        reads = queries.reads_verdict()
        if reads.chain:
            self.stderr.write(_bad_read(reads))
        if first is not None or ungoverned or reads.chain:
            sys.exit(1)


def _compare_all() -> None:
    """Compare the witnesses of every change that was not compared yet."""
    before = -1
    while (until := actions.look_at_witnesses(at=clock.now())) != before:
        before = until


def first_badly_signed(roots: list[Root]) -> int | None:
    """Return the first row under a root that this portal's key did not sign; None = there is none.

    A root's rows begin after those of the root before.
    """
    key, before = load_pem_public_key(public_key().encode()), 0
    for root in roots:
        try:
            key.verify(bytes.fromhex(root.signature), root.signed())
        except (InvalidSignature, ValueError):
            return before + 1
        before = root.seq
    return None


def _blank(found: Verdict) -> list[str]:
    text = _("%(n)s rows are redacted under %(id)s.")
    return [text % {"n": n, "id": one} for one, n in found.redacted.items()]


def _bad_read(found: ReadVerdict) -> str:
    text = _("Row %(seq)s of %(chain)s in the read log is bad: %(reason)s.")
    return text % {"seq": found.seq, "chain": found.chain, "reason": found.reason}


def _as_json(report: dict) -> str:
    return json.dumps(report)


def _in_words(report: dict, reason: str) -> str:
    if report["first_bad_seq"] is not None:
        text = _("Row %(first_bad_seq)s is the first bad one: %(reason)s.")
    elif report["ungoverned"]:
        text = _("%(rows)s rows are as written, but %(ungoverned)s changes were made past them.")
    else:
        text = _("%(rows)s rows are as they were written; %(roots_checked)s roots agree.")
    return text % (report | {"reason": reason or _("a root is not signed by this portal's key")})
