"""`manage.py mllp`: listen for HL7 v2 messages over MLLP until stopped."""

import asyncio
import signal
import ssl
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.ingestion import actions, queries
from carepath.ingestion.mllp import Answers, Limits, Listener
from carepath.journeys.actions import SourceElsewhere
from carepath.ui import clock
from carepath.work import actions as work

BY = "command:mllp"
BEAT_S = 5.0


class Command(BaseCommand):
    """Listen on MLLP_HOST and MLLP_PORT."""

    help = "Listen for HL7 v2 over MLLP; MLLP_PORT and its neighbours say where and for whom."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def handle(self, **options: Any) -> None:
        """Listen until SIGTERM."""
        tls = tls_of_settings()
        _check_private(tls)
        listener = Listener(
            _feed(),
            limits=limits_of_settings(),
            answers=answers_of_settings(),
            longest_wait=timedelta(seconds=settings.MLLP_LONGEST_WAIT),
        )
        connections.close_all()
        asyncio.run(_serve(listener, tls, self.stdout.write))


def _feed() -> Any:
    name = settings.MLLP_SOURCE
    try:
        site = queries.site_for(by=accounts.PORTAL, slug=settings.MLLP_SITE, source=name)
        return actions.declare_feed(name=name, site=site, by=BY, at=clock.now())
    except (queries.NoSite, SourceElsewhere) as error:
        raise CommandError(f"MLLP_SITE: {error}") from error


def limits_of_settings() -> Limits:
    """Return what the listener lets in; CommandError for what means nothing."""
    try:
        return Limits(
            allowed=tuple(str(ip_network(one)) for one in settings.MLLP_ALLOW),
            connections=settings.MLLP_CONNECTIONS,
            per_address=settings.MLLP_PER_ADDRESS,
            idle_s=settings.MLLP_IDLE,
        )
    except ValueError as error:
        text = _("MLLP_ALLOW: write addresses or networks, such as 10.1.2.0/24.")
        raise CommandError(text) from error


def answers_of_settings() -> Answers:
    """Return how senders are answered; CommandError for what means nothing."""
    unknown = set(settings.MLLP_AE) - {"unread", "unstored"}
    if unknown:
        raise CommandError(_("MLLP_AE: write unread, unstored, or both."))
    host, _colon, port = settings.MLLP_LATER.rpartition(":")
    if settings.MLLP_LATER and not (host and port.isdecimal()):
        raise CommandError(_("MLLP_LATER: write HOST:PORT."))
    return Answers(
        unread="unread" in settings.MLLP_AE,
        unstored="unstored" in settings.MLLP_AE,
        types=frozenset(settings.MLLP_TYPES),
        later=(host.strip("[]"), int(port)) if host else None,
    )


def tls_of_settings() -> ssl.SSLContext | None:
    """Return how the listener shows who it is, and asks who sends; None = it speaks in the clear.

    CommandError for files that cannot be used.
    """
    if not settings.MLLP_CERTIFICATE:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.MLLP_CERTIFICATE, settings.MLLP_KEY or None)
        if settings.MLLP_CLIENTS:
            context.load_verify_locations(settings.MLLP_CLIENTS)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise CommandError(_("MLLP_CERTIFICATE: it cannot be used with its key.")) from error
    return context


def _check_private(tls: ssl.SSLContext | None) -> None:
    """Refuse to take patient data in the clear from another machine, unless that is wanted."""
    host = settings.MLLP_HOST
    try:
        alone = ip_address(host).is_loopback
    except ValueError as error:
        raise CommandError(_("MLLP_HOST: write the address of this machine to use.")) from error
    if not (alone or tls or settings.MLLP_PLAIN):
        text = _("MLLP_HOST: other machines would send patient data in the clear. Set")
        raise CommandError(f"{text} MLLP_CERTIFICATE, {_('or')} MLLP_PLAIN=true.")


async def _serve(listener: Listener, tls: ssl.SSLContext | None, say: Any) -> None:
    host, port = settings.MLLP_HOST, settings.MLLP_PORT
    try:
        server = await listener.serve(host, port, tls)
    except OSError as error:
        raise CommandError(_("MLLP_PORT: %(port)s is taken.") % {"port": port}) from error
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    say(f"{host}:{server.sockets[0].getsockname()[1]}")
    async with server:
        while not over.is_set():
            await asyncio.to_thread(_beat, held_back=listener.is_held_back)
            try:
                await asyncio.wait_for(over.wait(), BEAT_S)
            except TimeoutError:
                continue
    await listener.close()


def _beat(*, held_back: bool) -> None:
    try:
        work.beat("mllp", at=clock.now(), detail=queries.HELD_BACK if held_back else "")
    finally:
        connections.close_all()
