"""manage.py prove_audit: that one row of the ledger is in a root that left the system."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.audit.queries import proofs


class Command(BaseCommand):
    help = "Print the proof of one row as JSON; `verifier.py --proof FILE` checks it."

    def add_arguments(self, parser):
        parser.add_argument("seq", type=int, help="number of the row")

    def handle(self, *, seq: int, **options) -> None:
        found = proofs.proof(seq)
        if found is None:
            text = _("Row %(seq)s is in no root yet; the next one is made within the hour.")
            raise CommandError(text % {"seq": seq})
        self.stdout.write(json.dumps(found, ensure_ascii=False))
