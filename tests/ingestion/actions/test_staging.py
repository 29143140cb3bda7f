import polars as pl
import pytest

from carepath.ingestion.actions import staging
from carepath.ingestion.models import Message

RANGES = [pl.DataFrame({"case": ["a", "b"], "ended": [1, None]}), pl.DataFrame({"case": ["c"]})]


def test_ranges_come_back_as_they_were_in_any_order():
    message = Message(pk=5)
    assert staging.write(message, iter(RANGES)) == 2
    with staging.Staged(message) as staged:
        assert len(staged) == 2
        assert staged[1].equals(RANGES[1])
        assert staged[0].equals(RANGES[0])


def test_only_this_account_may_read_what_is_staged():
    message = Message(pk=5)
    staging.write(message, RANGES)
    path = staging.path_of(message)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_file_is_whole_or_not_there():
    message = Message(pk=5)

    def broken():
        yield RANGES[0]
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="space"):
        staging.write(message, broken())
    assert list(staging.path_of(message).parent.iterdir()) == []


def test_something_else_is_no_staging_file():
    message = Message(pk=5)
    staging.write(message, RANGES)
    staging.path_of(message).write_bytes(b"something else, long enough")
    with pytest.raises(OSError, match="no staging file"):
        staging.Staged(message)


def test_nothing_to_remove_is_fine():
    message = Message(pk=5)
    staging.remove(message)
    staging.write(message, [])
    staging.remove(message)
    assert not staging.path_of(message).exists()


def test_what_is_laid_aside_has_no_name_and_lies_in_the_home():
    message = Message(pk=5)
    with staging.scratch(message) as file:
        file.write(b"note")
        file.seek(0)
        assert file.read() == b"note"
        assert list(staging.path_of(message).parent.iterdir()) == []
