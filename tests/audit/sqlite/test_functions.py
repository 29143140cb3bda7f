"""What a trigger asks of the connection that writes."""

from uuid import uuid4

from carepath.audit import context, verifier
from carepath.audit.sqlite.functions import Functions
from tests.factories import AT

ACT = context.Act("user:1", "Nora", AT, "why", uuid4(), {})


def test_the_door_is_open_or_not():
    assert Functions().open() == 0
    with context.under_way(ACT, governs=True):
        assert Functions().open() == 1


def test_salts_differ_by_row_and_connection_and_are_the_same_when_asked_again():
    one, other = Functions(), Functions()
    assert one.salt(1, "a") == one.salt(1, "a")
    assert len({one.salt(1, "a"), one.salt(2, "a"), one.salt(1, "b"), other.salt(1, "a")}) == 4


def test_the_hash_is_that_of_the_verifier():
    mine = Functions()
    with context.under_way(ACT, governs=True):
        commitment = mine.commitment(1, verifier.GENESIS, None, "{}")
        found = mine.hash(1, verifier.GENESIS, 5, "t", "insert", "7", None, "{}")
        facts = {name: mine.fact(name) for name in context.FACTS}
    row = facts | {
        "seq": 1, "previous": verifier.GENESIS, "recorded_us": 5, "table_name": "t",
        "operation": "insert", "key": "7", "transaction_id": facts["change_id"],
        "commitment": commitment,
    }  # fmt: skip
    assert commitment == verifier.digest((mine.salt(1, verifier.GENESIS), None, "{}", "why"))
    assert found == verifier.digest(row[name] for name in verifier.HASHED)
