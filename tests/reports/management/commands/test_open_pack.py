"""The command that opens a pack where no browser can."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from carepath.reports import actions, queries
from carepath.reports.actions import sealing
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed
from tests.reports.folders import WORDS, packs_in

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_pack_is_opened_into_a_new_folder(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(sealing, "ROUNDS", sealing.LEAST)
    source = feed()
    a_bed("B1", source)
    packs_in(tmp_path, settings)
    actions.write_packs(by="test", at=AT + timedelta(minutes=1))
    (pack,) = queries.written(source.site)
    words, said = tmp_path / "words", StringIO()
    words.write_text(f"{WORDS}\n")
    call_command("open_pack", pack, tmp_path / "out", passphrase_file=words, stdout=said)
    assert (tmp_path / "out" / "beds.csv").read_text().count("B1") == 1
    assert (tmp_path / "out" / "beds.csv").stat().st_mode & 0o077 == 0
    assert "lists.html" in said.getvalue()
    with pytest.raises(CommandError, match="new folder"):
        call_command("open_pack", pack, tmp_path / "out", passphrase_file=words)
    words.write_text("another passphrase altogether")
    with pytest.raises(CommandError, match="passphrase is another"):
        call_command("open_pack", pack, tmp_path / "other", passphrase_file=words)
    with pytest.raises(CommandError):
        call_command("open_pack", tmp_path / "none", tmp_path / "other", passphrase_file=words)
