"""Senders of HL7 v2 that are not ours, unmodified: each is answered, and nothing is lost.

Those of Node.js lie in the folder `senders` beside the packages of Python; `make tools` puts them
there. In CI their absence is a failure, for others a skip that says so.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from carepath.ingestion.models import Message
from tests.ingestion.listening import listening
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
HERE = Path(__file__).parent.parent / "senders"
PACKAGES = Path(sys.prefix) / "senders" / "node_modules"
RAWS = [adt("A01", n, "W1", visit=f"V{n}", control=f"c{n}") for n in range(5)]


def sent_by_node(script, port):
    if not (PACKAGES.is_dir() and shutil.which("node")):
        reason = "No Node.js, or no senders: run `make tools` where npm is."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    done = subprocess.run(
        ["node", HERE / script, str(port)],
        input=json.dumps([raw.decode() for raw in RAWS]),
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sent_by_python(port, folder):
    """`mllp_send`, the command of the package `hl7`."""
    file = folder / "messages"
    file.write_bytes(b"".join(b"\x0b" + raw + b"\x1c\r" for raw in RAWS))
    command = [Path(sys.executable).with_name("mllp_send"), "--file", file, "--port", str(port)]
    done = subprocess.run(
        [*map(str, command), "127.0.0.1"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\r", "\n")


@pytest.mark.parametrize("script", ["medplum.cjs", "node_hl7_client.cjs"])
def test_senders_of_node(script):
    with listening() as port:
        answers = sent_by_node(script, port)
    assert [f"MSA|AA|c{n}" in answer for n, answer in enumerate(answers)] == [True] * 5
    assert Message.objects.filter(deliveries=1).count() == 5


def test_the_sender_of_python(tmp_path):
    with listening() as port:
        answers = sent_by_python(port, tmp_path)
    assert [f"MSA|AA|c{n}" in answers for n in range(5)] == [True] * 5
    assert Message.objects.filter(deliveries=1).count() == 5
