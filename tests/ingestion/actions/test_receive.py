import gzip
import hashlib
from datetime import timedelta

import pytest

from carepath.frames.rejects import FileError
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import receive
from carepath.ingestion.models import Message, Part
from tests.factories import AT, site
from tests.ingestion.worlds import draft, log

pytestmark = pytest.mark.django_db


def test_the_bytes_are_kept_exactly_in_parts_of_one_mebibyte():
    raw = log(cases=30_000).encode()
    message = actions.store(
        chunks=[raw[:5], raw[5:1_500_000], raw[1_500_000:]],
        name="log.csv",
        site=site(),
        by="worker:test",
        at=AT,
    )
    assert message.state == Message.State.DRAFT
    assert message.size == len(raw)
    assert message.sha256 == hashlib.sha256(raw).hexdigest()
    sizes = [len(part.raw) for part in message.parts.all()]
    assert set(sizes[:-1]) == {1024 * 1024}
    assert len(sizes) == -(-len(raw) // (1024 * 1024))
    assert queries.head_of(message, len(raw) + 10) == raw


def test_who_sent_it_and_what_it_is_are_kept():
    message = draft(gzip.compress(log().encode()), name="log.csv.gz")
    assert (message.kind, message.received_by, message.received_at) == ("csv", "worker:test", AT)


@pytest.mark.parametrize("raw", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_a_file_that_is_no_log_is_refused_and_leaves_nothing(raw):
    with pytest.raises(FileError):
        draft(raw, name="picture.png")
    assert not Message.objects.exists()
    assert not Part.objects.exists()


@pytest.mark.parametrize("damage", [lambda raw: raw[:-9], lambda raw: raw[:-8] + bytes(8)])
def test_a_compressed_file_that_is_cut_or_damaged_is_refused_before_it_is_called_safe(damage):
    raw = gzip.compress(log(cases=30_000).encode())
    with pytest.raises(FileError) as error:
        draft(damage(raw), name="log.csv.gz")
    assert error.value.code == "damaged_gzip"
    assert not Part.objects.exists()


def test_a_file_above_the_cap_is_refused_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(receive, "CAP_MIB", 1)
    with pytest.raises(FileError) as error:
        draft(log(cases=30_000))
    assert error.value.code == "too_big"
    assert not Part.objects.exists()


def test_a_sender_that_breaks_off_leaves_nothing():
    def broken():
        yield b"case,activity,time\n"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.store(chunks=broken(), name="log.csv", site=site(), by="worker:test", at=AT)
    assert not Message.objects.exists()


def test_drafts_that_nobody_confirmed_are_deleted_after_a_week():
    message = draft()
    assert receive.discard_stale(at=AT + timedelta(days=6)) == 0
    assert receive.discard_stale(at=AT + timedelta(days=8)) == 1
    assert not Message.objects.filter(pk=message.pk).exists()
