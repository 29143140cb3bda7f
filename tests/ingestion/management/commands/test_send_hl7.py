"""`manage.py send_hl7`: what is sent arrives, and how it was answered is printed."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from carepath.ingestion.management import address
from carepath.ingestion.models import Message
from tests.ingestion.listening import listening
from tests.ingestion.messages import adt
from tests.running import free_port

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def sent(*files, **options):
    out = io.StringIO()
    call_command("send_hl7", *map(str, files), stdout=out, **options)
    return out.getvalue().split()


def test_files_arrive_and_are_answered(home, tmp_path):
    raws = (adt("A01", 1, "W1"), adt("A02", 5, "W2").replace(b"\r", b"\n"), b"nonsense")
    files = [tmp_path / f"{n}.hl7" for n in range(len(raws))]
    for file, raw in zip(files, raws, strict=True):
        file.write_bytes(raw)
    with listening() as port:
        said = sent(*files, to=f"127.0.0.1:{port}")
    assert said[::4] == ["AA", "AA", "AR"] and said[1::4] == ["A01", "A02", "-"]
    assert Message.objects.count() == 3
    assert b"\n" not in bytes(Message.objects.order_by("pk")[1].parts.get().raw)


def test_what_is_piped_in_goes_to_the_listener_of_this_home(home, monkeypatch):
    piped = io.TextIOWrapper(io.BytesIO(adt("A01", 1, "W1")))
    monkeypatch.setattr(sys, "stdin", piped)
    with listening() as port:
        address.say("127.0.0.1", port)
        assert sent()[:2] == ["AA", "A01"]


def test_nobody_listens_or_nothing_is_there(home, tmp_path):
    file = tmp_path / "one.hl7"
    with pytest.raises(CommandError, match="cannot be read"):
        sent(file)
    file.write_bytes(b"\n")
    with pytest.raises(CommandError, match="no message"):
        sent(file)
    file.write_bytes(adt("A01", 1, "W1"))
    with pytest.raises(CommandError, match="write --to"):
        sent(file)
    with pytest.raises(CommandError, match="Nobody answers"):
        sent(file, to=f"127.0.0.1:{free_port()}")
