"""What is wrong is named by kind and key, and a hundred of it are enough."""

import pytest

from carepath.compliance.queries import found
from tests.factories import ada

pytestmark = pytest.mark.django_db


def test_wrong_rows_are_named_up_to_a_hundred():
    row = ada()
    assert found.key(row) == f"accounts.User:{row.pk}"
    kept = found.of_rows(500, [row] * 400, "why")
    assert (kept.looked_at, len(kept.wrong), kept.note) == (500, found.MOST, "why")
