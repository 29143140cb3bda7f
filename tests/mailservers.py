"""A real mail server in this process, that may be in a bad mood."""

import asyncio
import email
import email.policy
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """What a mail server got, and how it answers: `moods` maps a command, or RCPT and one address,
    to its answer."""

    moods: dict[str, str] = field(default_factory=dict)
    got: list = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if answer := self.moods.get("MAIL"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if answer := self.moods.get(f"RCPT {address}", self.moods.get("RCPT")):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.begun.set()
        answer = self.moods.get("DATA", "250 OK")
        if answer == "kept, then silent":
            self._keep(envelope)
            server.transport.abort()
            return "250 too late"
        if answer.startswith("250") or answer == "kept, then nothing":
            self._keep(envelope)
        if answer == "kept, then nothing":
            await asyncio.sleep(30)  # ended with the server, or when the sender goes
        return answer

    def _keep(self, envelope):
        found = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)
        self.got.append((tuple(envelope.rcpt_tos), found))

    @property
    def server(self):
        """The settings of this server."""
        where = {"host": "127.0.0.1", "port": self.port, "user": "", "password": ""}
        return where | {"security": "", "ca": ""}

    @property
    def url(self):
        return f"smtp+plain://127.0.0.1:{self.port}"


@contextmanager
def serving(**moods):
    """A mail server on a port of its own."""
    post = Post(moods)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        post.port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@contextmanager
def hanging(*, after=b""):
    """A server that answers `after` and then says nothing; yields its settings."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held, ended = [], threading.Event()

        def serve():
            listener.settimeout(0.1)
            while not ended.is_set():
                try:
                    line, _where = listener.accept()
                except TimeoutError:
                    continue
                held.append(line)
                line.sendall(after)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            where = {"host": "127.0.0.1", "port": listener.getsockname()[1]}
            yield where | {"user": "", "password": "", "security": "", "ca": ""}
        finally:
            ended.set()
            thread.join()
            for line in held:
                line.close()
