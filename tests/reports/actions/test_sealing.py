"""A pack opens with its passphrase and no other, and not when it was changed."""

import json

import pytest

from carepath.reports.actions import sealing

WORDS = "correct horse battery staple"
CLEAR = {"site": "North <b>", "at": "26 Nov 2026 07:10", "zone": "UTC"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sealing, "ROUNDS", sealing.LEAST)


def test_what_was_sealed_comes_back_and_stands_nowhere_in_the_page():
    content = {"lists.html": "<p>V1234567</p>", "beds.csv": "a;b\r\n"}
    page = sealing.sealed(content, passphrase=WORDS, clear=CLEAR)
    assert sealing.opened(page, passphrase=WORDS) == content
    assert "V1234567" not in page and WORDS not in page
    assert "North &lt;b&gt;" in page and "26 Nov 2026 07:10" in page
    assert "http://" not in page and "https://" not in page, "it needs nothing else"
    other = sealing.sealed(content, passphrase=WORDS, clear=CLEAR)
    assert other != page, "a salt and nonce of its own"


@pytest.mark.parametrize("part", ["data", "salt", "nonce", "clear"])
def test_whatever_is_changed_it_does_not_open(part):
    page = sealing.sealed({"a": "b"}, passphrase=WORDS, clear=CLEAR)
    box = json.loads(sealing._BOX.search(page)[1])
    box[part] = ("A" if box[part][0] != "A" else "B") + box[part][1:]
    changed = f'<script id="pack" type="application/json">{json.dumps(box)}</script>'
    with pytest.raises(sealing.NotOpened, match="changed"):
        sealing.opened(changed.replace("<b>", ""), passphrase=WORDS)


def test_another_passphrase_and_what_is_no_pack_are_told():
    page = sealing.sealed({"a": "b"}, passphrase=WORDS, clear=CLEAR)
    with pytest.raises(sealing.NotOpened, match="passphrase"):
        sealing.opened(page, passphrase=f"{WORDS}.")
    huge = page.replace(f'"rounds": {sealing.LEAST}', f'"rounds": {sealing.MOST + 1}')
    for text in ("", "<html></html>", huge):
        with pytest.raises(sealing.NotOpened, match="no downtime pack"):
            sealing.opened(text, passphrase=WORDS)


def test_the_rounds_shipped_are_those_asked_for(monkeypatch):
    monkeypatch.undo()
    assert sealing.ROUNDS >= 600_000
