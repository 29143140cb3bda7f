"""People who are told of the ledger."""

from carepath.compliance import actions
from tests.factories import AT


def told(name="rob", *, topic="ledger.root"):
    return actions.add_recipient(
        name=name, address=f"{name}@example.org", topic=topic, by="test", at=AT, reason="asked"
    )
