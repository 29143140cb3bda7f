"""Roots and findings leave by mail, and what lies in a mailbox is checked without the portal."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from carepath.audit import verifier
from carepath.audit.actions import sealing
from carepath.audit.models import Alert
from carepath.audit.queries import chain
from carepath.compliance import actions
from carepath.compliance.actions import mailing
from carepath.work.models import Delivery
from tests.audit.changed import written
from tests.compliance.mails import told
from tests.factories import AT

pytestmark = pytest.mark.django_db


def mail_out():
    return actions.mail_out(by="worker:sweep", at=AT)


def sealed(number, hour=0):
    written(Grant, number)
    return audit.seal(at=AT + timedelta(hours=hour))


def files(folder):
    """What a person saved of the mails, in the order they came."""
    found = []
    for row in Delivery.objects.filter(topic="ledger.root").order_by("pk"):
        (one,) = row.payload["attachments"]
        found.append(folder / one["name"])
        found[-1].write_text(one["content"])
    return found


def verified(*words):
    done = subprocess.run(
        [sys.executable, "-I", verifier.__file__, *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_each_root_goes_to_each_person_once():
    told("rob"), told("eve")
    sealed(2)
    assert mail_out() == 2
    assert mail_out() == 0
    sealed(1, 1), sealed(1, 2)
    assert mail_out() == 4
    slots = Delivery.objects.filter(recipient="rob@example.org").values_list("slot", flat=True)
    assert len(slots) == 3


def test_who_comes_later_begins_with_the_newest_root():
    first, second = sealed(2), sealed(2, 1)
    told()
    assert mail_out() == 1
    assert Delivery.objects.get().slot == str(second.seq) != str(first.seq)


def test_without_roots_or_people_nothing_is_written():
    assert mail_out() == 0
    told()
    assert mail_out() == 0


def test_the_attachments_alone_are_checked_by_the_verifier(tmp_path):
    told()
    for hour, number in enumerate((3, 1, 7, 4, 1)):
        sealed(number, hour)
        mail_out()
    found = files(tmp_path)
    code, said = verified("--mailed", *found)
    assert code == 0
    assert said.startswith(f"5 roots are signed by key {sealing.fingerprint()} and extend each")
    assert "Not linked" not in said
    assert "Not linked" in verified("--mailed", found[0], *found[2:])[1]


def test_a_ledger_is_checked_against_one_mailed_root(tmp_path):
    told()
    sealed(5)
    mail_out()
    (root,), ledger = files(tmp_path), tmp_path / "ledger.ndjson"
    lines = [chain.line(row) for row in chain.rows()]
    ledger.write_text("\n".join(lines) + "\n")
    assert verified(ledger, "--roots", root)[0] == 0
    ledger.write_text("\n".join(lines[:-1]) + "\n")
    code, said = verified(ledger, "--roots", root)
    assert code == 1 and "gone" in said


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda one: one | {"root": "0" * 64}, "is not signed by this key"),
        (lambda one: one | {"seq": one["seq"] + 1}, "is not signed by this key"),
        (lambda one: one | {"key": "-----BEGIN PUBLIC KEY-----"}, "they name different keys"),
        (lambda one: one | {"proof": one["proof"][:-1]}, "does not extend the one over"),
    ],
)
def test_a_spoiled_attachment_is_found(tmp_path, spoil, said):
    told()
    for hour in range(3):
        sealed(hour + 1, hour)
    mail_out()
    sealed(2, 4)
    mail_out()
    found = files(tmp_path)
    found[-1].write_text(json.dumps(spoil(json.loads(found[-1].read_text()))))
    code, text = verified("--mailed", *found)
    assert code == 1
    assert said in text


def test_a_ledger_written_anew_and_signed_again_does_not_extend_the_mailed_root(tmp_path):
    """Whoever has the portal's key can sign another history, but not make it extend the old one."""
    told()
    sealed(3)
    mail_out()
    (mailed,) = files(tmp_path)
    before = json.loads(mailed.read_text())["seq"]
    leaves = [verifier.leaf(f"{n:064x}") for n in range(9)]
    key = sealing._key()
    forged = verifier.Root(9, verifier.root_of(leaves).hex(), "2026-03-02")
    line = {"seq": 9, "root": forged.root, "at": forged.at, "key": sealing.public_key()} | {
        "signature": key.sign(forged.signed()).hex(), "before": before,
        "proof": [step.hex() for step in verifier.consistency(leaves, before)],
    }  # fmt: skip
    other = tmp_path / "forged.ndjson"
    other.write_text(json.dumps(line))
    code, said = verified("--mailed", mailed, other)
    assert code == 1 and "does not extend" in said


def test_many_rows_leave_their_hashes_in_the_file(monkeypatch):
    monkeypatch.setattr(mailing, "MOST_HASHES", 2)
    assert json.loads(mailing.attached(sealed(3)))["hashes"] == []
    assert len(json.loads(mailing.attached(sealed(2, 1)))["hashes"]) == 2


def finding(n):
    return Alert.objects.create(
        kind="ungoverned", table_name="accounts_grant", key=str(n), seq=n, found_at=AT
    )


def test_findings_are_told_of_once_each_together():
    told(topic="ledger.alert")
    finding(1), finding(2)
    assert mail_out() == 1
    assert mail_out() == 0
    row = Delivery.objects.get()
    assert "2 findings in the ledger" in row.payload["subject"]
    assert "ungoverned write: accounts_grant 1" in row.payload["text"]
    assert "/audit/ledger/" in row.payload["html"]
    finding(3)
    assert mail_out() == 1
    assert "1 finding in" in Delivery.objects.order_by("-pk")[0].payload["subject"]


def test_a_settled_finding_is_no_news():
    told(topic="ledger.alert")
    alert = finding(1)
    Alert.objects.filter(pk=alert.pk).update(settled_at=AT, settled_by="x", settled_why="a drill")
    assert mail_out() == 0
