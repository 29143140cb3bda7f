"""manage.py export_audit: the ledger, its roots and the program that checks them, as files."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.audit import actions, queries, verifier
from carepath.audit.actions.sealing import public_key
from carepath.audit.queries import chain, reading
from carepath.ui import clock

LEDGER, ROOTS, KEY, VERIFIER = "ledger.ndjson", "roots.ndjson", "key.pem", "verifier.py"
READS = "reads.ndjson"


class Command(BaseCommand):
    help = "Write the ledger, its roots and the verifier into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to; it must not exist yet")

    def handle(self, *, folder: Path, **options) -> None:
        actions.seal_reads(by="worker:export", at=clock.now())
        actions.seal(at=clock.now())
        actions.write_roots()
        try:
            folder.mkdir(parents=True, mode=0o700)
            number = _write(folder)
        except OSError as error:
            text = _("%(folder)s: %(reason)s. Name a folder that is not there yet.")
            words = {"folder": folder, "reason": (error.strerror or str(error)).lower()}
            raise CommandError(text % words) from error
        text = _("%(rows)s rows are in %(folder)s. Check them with: python %(verifier)s %(files)s")
        files = f"{LEDGER} --roots {ROOTS} --reads {READS} --key {KEY}"
        words = {"rows": number, "folder": folder, "verifier": VERIFIER, "files": files}
        self.stdout.write(text % words)


def _write(folder: Path) -> int:
    number = 0
    with (folder / LEDGER).open("w") as file:
        for row in queries.rows():
            file.write(chain.line(row) + "\n")
            number += 1
    with (folder / READS).open("w") as file:
        for row in reading.rows():
            file.write(reading.line(row) + "\n")
    shutil.copyfile(chain.outside(), folder / ROOTS)
    (folder / KEY).write_text(public_key())
    shutil.copyfile(verifier.__file__, folder / VERIFIER)
    return number
