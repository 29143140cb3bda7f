"""One row is proven to an outsider, who holds the verifier and the public key alone."""

import pytest
from django.core.management import CommandError, call_command

from carepath.accounts.models import Grant
from carepath.audit import actions, verifier
from carepath.audit.actions.sealing import public_key
from tests.audit.changed import written
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_the_proof_of_a_row(tmp_path, capsys):
    written(Grant, 3)
    with pytest.raises(CommandError, match="Row 2 is in no root yet"):
        call_command("prove_audit", "2")
    actions.seal(at=AT)
    call_command("prove_audit", "2")
    proof, key = tmp_path / "proof.json", tmp_path / "key.pem"
    proof.write_text(capsys.readouterr().out)
    key.write_text(public_key())
    words = ["--proof", str(proof), "--key", str(key)]
    assert verifier.main(words) == 0
    assert capsys.readouterr().out == f"Row 2 is in the root of {AT.isoformat()}.\n"
    proof.write_text(proof.read_text().replace('"actor": "test"', '"actor": "nobody"'))
    assert verifier.main(words) == 1
    assert "not proven: the row is not as it was written" in capsys.readouterr().out


def test_a_root_of_another_key_proves_nothing(tmp_path, capsys, settings):
    written(Grant, 1)
    actions.seal(at=AT)
    call_command("prove_audit", "1")
    proof, key = tmp_path / "proof.json", tmp_path / "key.pem"
    proof.write_text(capsys.readouterr().out)
    settings.LEDGER_KEY = "another"
    key.write_text(public_key())
    assert verifier.main(["--proof", str(proof), "--key", str(key)]) == 1
    assert "not signed by this key" in capsys.readouterr().out
