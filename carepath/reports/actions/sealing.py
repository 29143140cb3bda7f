"""A page that only a passphrase opens, in any browser and without the portal.

Method: PBKDF2 (HMAC-SHA-256) makes the key from the passphrase and a salt of its own each time,
AES-256-GCM encrypts and authenticates; what the page says in the clear is authenticated with it.
Both are in Python's `cryptography` and in the Web Cryptography API of every browser.
Reference: NIST SP 800-132, SP 800-38D; docs/decisions (a downtime pack opens in a browser).
"""

import base64
import json
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

ROUNDS = 600_000
"""Of the key's derivation, as OWASP asks for (2023)."""
LEAST, MOST = 1_000, 10_000_000
_BOX = re.compile(r'<script id="pack" type="application/json">([^<]*)</script>')


class NotOpened(ValueError):
    """A pack that does not open; the text says why."""


def sealed(content: dict[str, str], *, passphrase: str, clear: dict[str, str]) -> str:
    """Return the page that holds the content (name -> text), encrypted; `clear` is what it says
    before it is opened, and cannot be changed either."""
    salt, nonce = os.urandom(16), os.urandom(12)
    said = json.dumps(clear, sort_keys=True)
    key = _key(passphrase, salt, ROUNDS)
    data = AESGCM(key).encrypt(nonce, json.dumps(content).encode(), said.encode())
    box = {
        "version": 1, "rounds": ROUNDS, "salt": _text(salt), "nonce": _text(nonce),
        "clear": said, "data": _text(data),
    }  # fmt: skip
    shell = render_to_string("reports/shell.html", clear)
    script = Path(finders.find("js/pack.js")).read_text()
    # "<" cannot end the script that holds it.
    held = json.dumps(box).replace("<", "\\u003c")
    return shell.replace(
        "<!-- pack -->",
        f'<script id="pack" type="application/json">{held}</script>\n<script>{script}</script>',
    )


def opened(page: str, *, passphrase: str) -> dict[str, str]:
    """Return the content of a page; NotOpened for another passphrase or a page that was changed."""
    found = _BOX.search(page)
    try:
        box = json.loads(found[1]) if found else {}
        rounds = int(box["rounds"])
        salt, nonce, data = (base64.b64decode(box[name]) for name in ("salt", "nonce", "data"))
        said = box["clear"].encode()
    except (KeyError, TypeError, ValueError) as error:
        raise NotOpened("This is no downtime pack.") from error
    if not LEAST <= rounds <= MOST:
        raise NotOpened("This is no downtime pack.")
    try:
        content = AESGCM(_key(passphrase, salt, rounds)).decrypt(nonce, data, said)
    except InvalidTag as error:
        raise NotOpened("The passphrase is another one, or the pack was changed.") from error
    return json.loads(content)


def _key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    made = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=rounds)
    return made.derive(passphrase.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
