import ssl
from types import SimpleNamespace

import pytest

from carepath.work.actions import smtp
from carepath.work.actions.smtp import Fate
from carepath.work.models import Delivery
from tests.factories import AT
from tests.mailservers import hanging, serving

SENDER = "CarePath <care@hospital.example>"


def row(**fields):
    payload = {
        "subject": "Root of the hour", "text": "See.\n", "html": "<p>See.</p>\n",
        "attachments": [{"name": "root.json", "content": '{"a": 1}', "type": "application/json"}],
    }  # fmt: skip
    made = {"key": "k" * 64, "recipient": "rob@example.org", "payload": payload, "created_at": AT}
    return Delivery(**(made | fields))


def hand_over(server, **fields):
    return smtp.hand_over(row(**fields), server=server, sender=SENDER)


def test_a_mail_has_a_text_an_html_and_its_file():
    with serving() as post:
        assert hand_over(post.server).fate is Fate.SENT
    (to, found), body = post.got[0], post.got[0][1]
    assert to == ("rob@example.org",)
    assert found["Message-ID"] == f"<{'k' * 64}@hospital.example>"
    assert found["Subject"] == "Root of the hour" and found["Auto-Submitted"] == "auto-generated"
    assert "X-CarePath-Repeat" not in found
    assert body.get_body(("plain",)).get_content().strip() == "See."
    assert "<p>See.</p>" in body.get_body(("html",)).get_content()
    assert next(body.iter_attachments()).get_filename() == "root.json"


def test_a_possible_repeat_says_so_under_the_same_name():
    first, again = (smtp.message(row(repeats=n), sender=SENDER) for n in (0, 1))
    assert first["Message-ID"] == again["Message-ID"] and first["Date"] == again["Date"]
    assert again["X-CarePath-Repeat"] == "1"
    for kind in ("plain", "html"):
        assert "may be a repeat" in again.get_body((kind,)).get_content()
        assert "may be a repeat" not in first.get_body((kind,)).get_content()


@pytest.mark.parametrize(
    ("command", "answer", "fate", "code"),
    [
        ("MAIL", "421 closing", Fate.SILENT, "421"),
        ("MAIL", "550 not you", Fate.NEVER, "550"),
        ("RCPT", "450 busy", Fate.LATER, "450"),
        ("RCPT", "550 no such person", Fate.NEVER, "550"),
        ("RCPT", "421 closing", Fate.SILENT, "421"),
        ("DATA", "451 disk full", Fate.LATER, "451"),
        ("DATA", "554 spam", Fate.NEVER, "554"),
        ("DATA", "421 closing", Fate.SILENT, "421"),
        ("DATA", "kept, then silent", Fate.IN_DOUBT, ""),
    ],
)
def test_each_answer_has_its_fate(command, answer, fate, code):
    with serving(**{command: answer}) as post:
        found = hand_over(post.server)
    assert (found.fate, found.code) == (fate, code)
    assert answer[4:] not in found.text


@pytest.mark.parametrize(
    ("after", "fate"),
    [
        (b"", Fate.NO_SERVER),
        (b"554 no\r\n", Fate.NO_SERVER),
        (b"220 hello\r\n", Fate.SILENT),
        (b"220 a\r\n250 b\r\n250 c\r\n250 d\r\n", Fate.IN_DOUBT),
        (b"220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n", Fate.IN_DOUBT),
    ],
)
def test_a_server_that_hangs_is_left(monkeypatch, after, fate):
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.3)
    with hanging(after=after) as server:
        assert hand_over(server).fate is fate


def test_nobody_there_says_nothing_of_the_mail():
    with hanging() as server:
        pass
    assert hand_over(server).fate is Fate.NO_SERVER


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for():
    with serving() as post:
        found = hand_over(post.server | {"security": "starttls"})
    assert found.fate is Fate.NO_SERVER
    assert post.got == []


def test_a_server_that_knows_no_sign_in_gets_nothing():
    with serving() as post:
        assert hand_over(post.server | {"user": "u", "password": "p"}).fate is Fate.NO_SERVER


def test_tls_is_checked(monkeypatch):
    made = []
    monkeypatch.setattr(smtp.ssl, "create_default_context", lambda cafile: made.append(cafile))
    monkeypatch.setattr(
        smtp, "SecureLine", lambda context, **place: SimpleNamespace(close=lambda: None)
    )
    smtp._opened({"host": "h", "port": 1, "security": "tls", "user": "", "ca": "/ca.pem"})
    assert made == ["/ca.pem"]
    assert ssl.create_default_context is smtp.ssl.create_default_context


@pytest.mark.parametrize(
    "spoiled",
    [
        {"subject": "a\r\nBcc: all@example.org", "text": "", "html": "", "attachments": []},
        {"subject": "a"},
    ],
)
def test_a_spoiled_row_reaches_no_server(spoiled):
    with serving() as post:
        found = hand_over(post.server, payload=spoiled)
    assert (found.fate, post.got) == (Fate.NEVER, [])


def test_an_address_with_a_line_end_reaches_no_server():
    with serving() as post:
        found = hand_over(post.server, recipient="a@b.example\r\nBcc: c@d.example")
    assert (found.fate, post.got) == (Fate.NEVER, [])


def test_a_mail_that_can_be_ended_says_how():
    assert "List-Unsubscribe" not in smtp.message(row(), sender=SENDER)
    payload = row().payload | {"leave": "https://care.example/end/1:x/"}
    found = smtp.message(row(payload=payload), sender=SENDER)
    assert found["List-Unsubscribe"] == "<https://care.example/end/1:x/>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
