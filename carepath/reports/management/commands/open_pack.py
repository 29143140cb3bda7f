"""`manage.py open_pack`: decrypt a downtime pack into a folder, where no browser can."""

import getpass
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carepath.reports import actions


class Command(BaseCommand):
    """Open a downtime pack."""

    help = (
        "Decrypt a downtime pack into a folder. The passphrase is asked for, or read from a file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        parser.add_argument("pack", type=Path)
        parser.add_argument("folder", type=Path, help="a new folder for what is in it")
        parser.add_argument("--passphrase-file", type=Path)

    def handle(
        self, *, pack: Path, folder: Path, passphrase_file: Path | None, **options: Any
    ) -> None:
        """Write each list of the pack as a file."""
        try:
            text = (
                passphrase_file.read_text() if passphrase_file else getpass.getpass("Passphrase: ")
            )
            content = actions.opened(pack.read_text(encoding="utf-8"), passphrase=text.strip())
        except (OSError, UnicodeDecodeError, actions.NotOpened) as error:
            raise CommandError(str(error)) from error
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise CommandError(f"{folder}: name a new folder ({error.strerror}).") from error
        for name, kept in sorted(content.items()):
            target = folder / Path(name).name
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w",
                           encoding="utf-8") as file:  # fmt: skip
                file.write(kept)
            self.stdout.write(str(target))
