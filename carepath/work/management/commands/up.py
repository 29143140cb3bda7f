"""manage.py up: start the whole portal and keep it alive until Ctrl-C."""

import errno
import os
import socket
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from carepath.work.management import broker, home
from carepath.work.management.commands.setup import in_plain_words, prepared, told
from carepath.work.management.parts import parts
from carepath.work.management.supervisor import STALE_S, Supervisor
from carepath.work.management.watch import Watch


class Command(BaseCommand):
    help = "Start web server, worker, sweep and broker, and keep them alive until Ctrl-C."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--stale-seconds", type=float, default=STALE_S, help="replace what is silent so long"
        )

    def handle(self, *, port: int, stale_seconds: float, **options) -> None:
        folder = Path(settings.CAREPATH_HOME)
        address = f"http://localhost:{port}/"
        with in_plain_words(folder):
            home.prepare(folder)
            lock = folder / "run" / "up.lock"
            with home.alone(lock, wait=False, text=f"{os.getpid()} {address}") as mine:
                if not mine:
                    raise CommandError(_taken(lock, folder))
                with _listen(port) as listening:
                    lines = prepared(folder)
                    if lines:
                        self._say(_("Starting: the address comes in a moment."))
                    lines.append(_("CarePath is ready at %(address)s") % {"address": address})
                    driven = import_string(settings.DRIVEN)()
                    connections.close_all()
                    self._supervise(folder, listening, port, lines, stale_seconds, driven)

    def _supervise(self, folder, listening, port, lines, stale_s, driven) -> None:
        embedded = None if settings.REDIS_URL else broker.embedded(folder / "run")
        if not settings.REDIS_URL and embedded is None:
            self._say(_("No broker found: the sweep does the work alone."))
        url = settings.REDIS_URL or (embedded.url if embedded else "")
        Supervisor(
            parts(
                root=settings.ROOT,
                home=folder,
                socket=listening.fileno(),
                workers=settings.WEB_WORKERS,
                broker_url=url,
                broker=embedded.command if embedded else [],
                demo=driven,
                mllp=settings.MLLP_PORT > 0,
            ),
            watch=Watch(port=port, host=_host(port), broker_url=url),
            run=folder / "run",
            say=self._say,
            ready=lambda: self._tell(lines),
            stale_s=stale_s,
        ).run()

    def _tell(self, lines: list[str]) -> None:
        # The first account stands beside the address: before the portal answers it is of no use.
        if self._say("\n".join(lines)):
            told()

    def _say(self, text: str) -> bool:
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except OSError:
            return False  # the terminal is gone; the logs are not
        return True


def _listen(port: int) -> socket.socket:
    """Return the listening socket: held here, requests wait while the web server restarts."""
    try:
        return socket.create_server((settings.BIND, port), backlog=1024)
    except OverflowError as error:
        raise CommandError(_("PORT: a number from 1 to 65535.")) from error
    except OSError as error:
        words = {"port": port, "bind": settings.BIND, "reason": (error.strerror or "").lower()}
        if error.errno == errno.EADDRINUSE:
            text = _("Port %(port)s is taken by another program: set PORT to another one.")
        else:
            text = _("Cannot listen on %(bind)s port %(port)s (%(reason)s): set PORT.")
        raise CommandError(text % words) from error


def _taken(lock: Path, folder: Path) -> str:
    number, _gap, address = lock.read_text().partition(" ")
    words = {"home": folder, "address": address, "number": number}
    return _("CarePath already runs from %(home)s: %(address)s (process %(number)s).") % words


def _host(port: int) -> str:
    """Return a host name the portal itself accepts, for the supervisor's own question."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".")
    return f"{'localhost' if name in ('', '*') else name}:{port}"
