import pytest

from carepath.compliance.forms import Telling

GOOD = {"name": "Rob", "address": "rob@example.org", "topic": "ledger.root", "reason": "asked"}


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "rob"},
        {"address": "röb@example.org"},
        {"address": "rob@example.org\nBcc: all@example.org"},
        {"topic": "everything"},
        {"name": ""},
        {"reason": ""},
        {"reason": "x" * 301},
    ],
)
def test_what_cannot_be_mailed_or_has_no_reason_is_refused(changed):
    assert Telling(GOOD).is_valid()
    assert not Telling(GOOD | changed).is_valid()
