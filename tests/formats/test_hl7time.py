"""Times of HL7 v2: any length, any offset; an hour that clocks skip is none."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.formats import hl7time
from carepath.frames.moments import to_us

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", "2026-01-01T00:00+00:00"),
        ("202603", "2026-03-01T00:00+00:00"),
        ("20260714", "2026-07-14T00:00+01:00"),
        ("2026071408", "2026-07-14T08:00+01:00"),
        ("198908181126+0215", "1989-08-18T11:26+02:15"),
        ("20210817151943.4+0200", "2021-08-17T15:19:43.400+02:00"),
        ("20260714083000.0001-0800", "2026-07-14T08:30:00.000100-08:00"),
        ("20261025013000", "2026-10-25T01:30+01:00"),  # shown twice: the first
    ],
)
def test_the_moments(text, moment):
    assert hl7time.read(text, LONDON) == to_us(datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    "text",
    ["", "26", "20261301", "20260230", "2026071425", "2026-07-14", "202607140", "20260329013000"],
)
def test_what_is_no_time(text):
    with pytest.raises(ValueError):
        hl7time.read(text, LONDON)


@given(
    st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")),
    st.integers(-14 * 60, 14 * 60),
)
def test_what_is_written_with_an_offset_is_read_again(local, minutes):
    zone = timezone(timedelta(minutes=minutes))
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    text = f"{local:%Y%m%d%H%M%S}.{local.microsecond:06}{sign}{hours:02}{rest:02}"
    wanted = to_us(local.replace(tzinfo=zone).astimezone(UTC))
    assert hl7time.read(text, LONDON) == wanted
