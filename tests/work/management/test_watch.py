from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from carepath.work import actions
from carepath.work.management.watch import Watch

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def watch(port=1):
    clock = Clock()
    return Watch(port=port, host="localhost", broker_url="", clock=clock), clock


def test_silence_counts_from_the_last_change():
    seen, clock = watch()
    seen.note("worker", AT)
    clock.now = 110.0
    seen.note("worker", AT)
    assert seen.silent_s("worker", since=0.0) == 10.0
    seen.note("worker", AT.replace(minute=1))
    assert seen.silent_s("worker", since=0.0) == 0.0


def test_a_part_just_started_is_not_silent():
    seen, clock = watch()
    clock.now = 160.0
    assert seen.silent_s("sweep", since=155.0) == 5.0


@pytest.mark.django_db
def test_heartbeats_are_seen_in_the_database():
    seen, clock = watch()
    actions.beat("sweep", at=AT)
    seen.look()
    clock.now = 107.0
    seen.look()
    assert seen.silent_s("sweep", since=0.0) == 7.0
    assert not seen.ready
    assert "refused" in seen.trouble


def test_a_database_that_does_not_answer_makes_nobody_silent():
    seen, clock = watch()
    seen.note("worker", AT)
    clock.now = 190.0
    seen.forgive(RuntimeError("away"))
    assert seen.silent_s("worker", since=0.0) == 0.0


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "ready"), [(200, True), (503, False)])
def test_ready_is_what_the_page_says(status, ready):
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            assert (self.path, self.headers["Host"]) == ("/readyz", "localhost")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"failing": "sweep"}')

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        seen, _clock = watch(server.server_port)
        seen.look()
        thread.join()
    assert seen.ready is ready
    assert ready or seen.trouble == '{"failing": "sweep"}'
