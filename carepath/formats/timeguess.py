"""Which declared time formats read a column's first values. Several may: then a person chooses."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

import polars as pl

from carepath.frames import patterns

ISO = ""
_ENOUGH = 0.9
"""Share of the values that a format must read: a log may hold bad rows."""
_DAY = 86_400_000_000
_MANY = 20
_DAYS = (
    *("yyyy/MM/dd", "yyyy.MM.dd"),
    *("dd-MM-yyyy", "MM-dd-yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "MM.dd.yyyy"),
    *("dd-MM-yy", "MM-dd-yy", "dd/MM/yy", "MM/dd/yy", "dd.MM.yy", "MM.dd.yy"),
    *("d MMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "MMM d yyyy", "MMM d, yyyy"),
)
_HOURS = ("HH:mm:ss.SSS", "HH:mm", "hh:mm:ss.SSS a", "hh:mm a", "HH:mm:ss.SSSXXX", "")
_JOINS = (" ", "'T'", ", ")


def formats(values: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that read nearly all values, the most usual first; ISO 8601 is ''."""
    texts = pl.Series([value.strip() for value in values if value.strip()], dtype=pl.String)
    if texts.is_empty() or texts.str.len_chars().max() > 40:
        return ()
    if _share_iso(texts) >= _ENOUGH:
        return (ISO,)
    shares = {form: _share(form, texts) for form in _candidates(texts)}
    best = max(shares.values(), default=0)
    return tuple(form for form, share in shares.items() if share == best >= _ENOUGH) or _epoch(
        texts
    )


def zoned_share(form: str, values: Sequence[str]) -> float:
    """Return the share of the times that carry their own zone; 0 when none can be read."""
    if form in patterns.EPOCHS:
        return 1.0
    texts = pl.Series([value.strip() for value in values if value.strip()], dtype=pl.String)
    forms = patterns.ISO if form == ISO else (patterns.compile_pattern(form),)
    read = {each: _read(each, texts) for each in forms}
    zoned = sum(n for each, n in read.items() if each.has_offset)
    return zoned / max(1, sum(read.values()))


def precision(form: str, values: Sequence[str]) -> str:
    """Return how fine the clock of these values ticks: us, s, min or day."""
    texts = pl.Series([value.strip() for value in values if value.strip()], dtype=pl.String)
    forms = patterns.ISO if form == ISO else (patterns.compile_pattern(form),)
    us = pl.concat([patterns.read(each, texts).drop_nulls() for each in forms])
    of_day = us % _DAY
    if len(of_day) >= _MANY and of_day.n_unique() == 1 and us.n_unique() > 1:
        return "day"  # dates stored as midnight of one fixed offset
    for name, tick in (("day", _DAY), ("min", 60_000_000), ("s", 1_000_000)):
        if len(us) and (us % tick == 0).all():
            return name
    return "us"


def _candidates(texts: pl.Series) -> list[str]:
    """Return the formats worth trying: those that the first value looks like."""
    return [form for form, looks in _shapes() if looks.fullmatch(texts[0])]


@cache
def _shapes() -> tuple[tuple[str, re.Pattern], ...]:
    """Return every format that is tried, with what a text in it looks like."""
    joined = [
        f"{day}{join}{hour}" if hour else day
        for day, hour, join in product(_DAYS, _HOURS, _JOINS)
        if hour or join == " "
    ]
    return tuple((form, re.compile(patterns.compile_pattern(form).regex)) for form in joined)


def _share(form: str, texts: pl.Series) -> float:
    return _read(patterns.compile_pattern(form), texts) / len(texts)


def _share_iso(texts: pl.Series) -> float:
    return max(_read(form, texts) for form in patterns.ISO) / len(texts)


def _read(form: patterns.Pattern, texts: pl.Series) -> int:
    return int(patterns.read(form, texts).is_not_null().sum())


def _epoch(texts: pl.Series) -> tuple[str, ...]:
    """Return the unit of plain numbers that are moments between 1990 and 2060."""
    numbers = texts.cast(pl.Float64, strict=False)
    for name, per_unit in patterns.EPOCHS.items():
        seconds = numbers * per_unit / 1_000_000
        if seconds.is_between(631_152_000, 2_840_140_800).fill_null(False).mean() >= _ENOUGH:
            return (name,)
    return ()
