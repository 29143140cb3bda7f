"""`manage.py run_controls`: run every control now, keep what it found and print it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carepath.compliance import actions
from carepath.compliance.models import Run
from carepath.compliance.queries import CONTROLS
from carepath.ui import clock


class Command(BaseCommand):
    """Run the controls; ends with 1 if one does not hold."""

    help = "Run every control now; --json prints a list of what each found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the form of the answer."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *, json: bool, **options: Any) -> None:
        """Run them, print one line each, and end with 1 if one does not hold."""
        done = actions.run(CONTROLS.values(), by="worker:controls", at=clock.now())
        self.stdout.write(_as_json(done) if json else "\n".join(map(_line, done)))
        if any(run.outcome in (Run.Outcome.FAILED, Run.Outcome.BROKEN) for run in done):
            raise SystemExit(1)


def _line(run: Run) -> str:
    wrong = f": {' '.join(run.wrong)}" if run.wrong else ""
    return f"{run.outcome:<17} {run.control}{wrong}"


def _as_json(done: list[Run]) -> str:
    fields = ("control", "outcome", "looked_at", "wrong", "note")
    return json.dumps([{name: getattr(run, name) for name in fields} for run in done], indent=2)
