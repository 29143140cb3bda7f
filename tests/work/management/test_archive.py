"""A backup is whole or none: every file, every row, and the very secrets."""

import json
import shutil
import stat

import pytest
from django.db import connection

from carepath.work.management import archive
from carepath.work.models import Heartbeat
from tests.factories import AT

SECRETS = {"SECRET_KEY": "a" * 40, "FIELD_KEY": "b" * 40}
pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def made(tmp_path):
    Heartbeat.objects.create(name="worker", at=AT)
    return archive.save(tmp_path / "kept", secrets=SECRETS, at=AT)


def test_a_backup_holds_every_row_of_every_database(made, settings):
    manifest = archive.check(made)
    assert made.name == "carepath-20260302T090000Z"
    assert set(manifest.copies) == set(settings.DATABASES)
    assert manifest.copies["default"].tables["work_heartbeat"] == 1
    assert manifest.rows > 1
    assert manifest.vendor == connection.vendor


def test_it_is_for_its_owner_alone_and_holds_no_secret(made):
    for path in (made, *made.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    text = (made / archive.MANIFEST).read_text()
    assert all(value not in text for value in SECRETS.values())
    assert not (made / archive.SECRETS).exists()


def test_the_secrets_come_along_when_asked(tmp_path):
    made = archive.save(tmp_path, secrets=SECRETS, at=AT, whole=True)
    kept = {path.name: path.read_text() for path in (made / archive.SECRETS).iterdir()}
    assert kept == {name.lower(): value for name, value in SECRETS.items()}


def test_other_secrets_are_named(made):
    manifest = archive.check(made)
    assert archive.strange_secrets(manifest, SECRETS) == []
    assert archive.strange_secrets(manifest, SECRETS | {"FIELD_KEY": "c"}) == ["FIELD_KEY"]


def test_a_fingerprint_tells_two_secrets_apart_and_nothing_of_either():
    assert archive.fingerprint("a") != archive.fingerprint("b")
    assert len(archive.fingerprint("a" * 64)) == 8


def test_a_changed_byte_anywhere_is_noticed(made):
    for copy in archive.check(made).copies.values():
        path = made / copy.file
        whole = path.read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(archive.Refusal, match="is not what was backed up"):
                archive.check(made)
        path.write_bytes(whole[:-1])
        with pytest.raises(archive.Refusal):
            archive.check(made)
        path.unlink()
        with pytest.raises(archive.Refusal):
            archive.check(made)
        path.write_bytes(whole)
    assert archive.check(made)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"copies": {"default": 1}}', None])
def test_without_its_manifest_a_backup_is_none(made, text):
    (made / archive.MANIFEST).unlink()
    if text is not None:
        (made / archive.MANIFEST).write_text(text)
    with pytest.raises(archive.Refusal, match=r"is no whole backup: its manifest.json cannot be"):
        archive.check(made)


def test_a_database_that_holds_anything_is_not_filled(made, home):
    before = Heartbeat.objects.get()
    with pytest.raises(archive.Refusal, match="is not empty: nothing was changed"):
        archive.bring_back(made, archive.check(made), home=home)
    assert Heartbeat.objects.get() == before


def test_a_backup_of_another_kind_of_database_is_refused(made, home):
    document = json.loads((made / archive.MANIFEST).read_text()) | {"vendor": "oracle"}
    (made / archive.MANIFEST).write_text(json.dumps(document))
    with pytest.raises(archive.Refusal, match="The backup is of oracle, the portal runs on"):
        archive.bring_back(made, archive.check(made), home=home)


def test_what_a_disk_does_is_one_sentence():
    with pytest.raises(archive.Refusal, match="^/x: no space left on device$"), archive.in_words():
        raise OSError(28, "No space left on device", "/x")


@pytest.mark.postgresql
def test_without_the_client_programs_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(archive.Refusal, match="pg_dump is needed: install the client programs"):
        archive.save(tmp_path, secrets=SECRETS, at=AT)


@pytest.mark.postgresql
def test_what_the_client_programs_refuse_is_said(tmp_path):
    (tmp_path / "x.dump").write_text("no dump")
    with pytest.raises(archive.Refusal, match="^pg_restore: error: "):
        archive._put_postgresql("default", tmp_path / "x.dump")
