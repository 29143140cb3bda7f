import pytest

from carepath.demo.actions import drawn, engine
from carepath.frames.moments import to_us
from tests.demo.worlds import NIGHT, begun

pytestmark = pytest.mark.django_db


def draw(row, told=lambda share: None):
    return drawn.drawn(row, told=told)


def test_a_stretch_is_cut_into_ranges_of_whole_journeys(monkeypatch):
    monkeypatch.setattr(drawn, "RANGE", 50)
    found = draw(begun())
    assert len(found) > 3
    cases = [set(found[place]["case"]) for place in range(len(found))]
    assert sum(map(len, cases)) == len(set().union(*cases))
    assert sum(found[place].height for place in range(len(found))) == found.frame.height
    longest = found.frame["case"].value_counts()["count"].max()
    assert max(found[place].height for place in range(len(found))) <= 50 + longest
    assert found.frame["ref"].n_unique() == found.frame.height


def test_it_is_the_same_from_memory_from_the_file_and_lived_again(home):
    row = begun()
    first = draw(row)
    assert draw(row) is first
    drawn.forget()
    read = draw(row)
    assert read is not first
    drawn.remove_all()
    assert not any((home / "demo").iterdir())
    again = draw(row)
    for other in (read, again):
        assert other.frame.equals(first.frame)
        assert (other.cuts, other.state) == (first.cuts, first.state)


def test_the_engine_is_let_go_since_it_is_ahead_of_its_row():
    row = begun()
    before = engine.of(row)
    draw(row)
    assert engine.of(row) is not before


def test_only_its_own_account_reads_the_files_and_no_draft_is_left(home):
    row = begun()
    draw(row)
    found = sorted((home / "demo").iterdir())
    assert [path.suffix for path in found] == [".arrow", ".state"]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert (home / "demo").stat().st_mode & 0o777 == 0o700


def test_it_tells_how_far_it_is():
    shares = []
    draw(begun(), told=shares.append)
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_another_stretch_is_another_file():
    row = begun()
    key = drawn.key_of(row)
    assert str(to_us(NIGHT)) in key
    row.seed += 1
    assert drawn.key_of(row) != key


def test_a_stretch_in_which_nothing_happens_has_no_ranges():
    row = begun()
    row.target_at = row.target_at.replace(hour=0)
    assert len(draw(row)) == 0
