"""Files as they should never come: a good log and one seeded damage each, told by name.

`files(seed)` gives the same bytes each time. A damage is a function of the dice; it returns the
name of a file and its bytes.
"""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

STEPS = ("Registration", "Triage", "X-ray", "Blood", "Doctor", "Release")
HEAD = ["case", "activity", "start", "time", "unit", "patient", "crp", "note"]
FIRST = datetime(2026, 2, 1, 8, 0)  # noqa: DTZ001 - a wall clock
NOTES = ("", "stable", "seen, discharged", 'said "well"', "Größe\nnormal", "naïve – ok", "NA")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file, and the name of what is wrong with it."""

    damage: str
    name: str
    content: bytes


def files(seed: int, count: int, every: int = 1) -> Iterator[Damaged]:
    """Yield `count` damaged files, taking each kind of damage in turn (or every n-th)."""
    kinds = sorted(DAMAGES)
    for n in range(0, count * every, every):
        damage = kinds[n % len(kinds)]
        name, content = DAMAGES[damage](Random(f"{seed}:{n}"))
        yield Damaged(damage, name, content)


# -- good logs -------------------------------------------------------------------------------------


def rows(dice: Random, cases: int = 0) -> list[list[str]]:
    """Return a good table with its head: about five rows a case."""
    found = [list(HEAD)]
    for case in range(cases or dice.randrange(8, 40)):
        at = FIRST + timedelta(minutes=dice.randrange(60 * 24 * 20))
        for step in STEPS[: dice.randrange(3, 7)]:
            start = at + timedelta(minutes=dice.randrange(90))
            at = start + timedelta(seconds=dice.randrange(5_000))
            found.append(
                [
                    f"c{case}",
                    step,
                    str(start),
                    str(at),
                    dice.choice("ABC"),
                    f"p{case // 2}",
                    f"{dice.random() * 300:.1f}",
                    dice.choice(NOTES),
                ]
            )
    return found


def text(table: list[list[str]], mark: str = ",", end: str = "\n") -> str:
    return "".join(mark.join(_quoted(cell, mark) for cell in row) + end for row in table)


def _quoted(cell: str, mark: str) -> str:
    risky = any(letter in cell for letter in (mark, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if risky else cell


def table(dice: Random, cases: int = 0) -> bytes:
    return text(rows(dice, cases)).encode()


def xes(dice: Random, cases: int = 0, event: str = "", trace: str = "", head: str = "") -> str:
    """Return a good XES log; `event`, `trace` and `head` are put into each of these."""
    body = []
    for case in range(cases or dice.randrange(4, 20)):
        at, events = FIRST + timedelta(hours=dice.randrange(500)), []
        for step in STEPS[: dice.randrange(2, 7)]:
            at += timedelta(minutes=dice.randrange(300))
            events.append(
                f'<event><string key="concept:name" value="{step}"/>'
                f'<date key="time:timestamp" value="{at.isoformat()}+01:00"/>'
                f'<string key="org:group" value="A"/><float key="crp" value="1.5"/>{event}</event>'
            )
        name = f'<string key="concept:name" value="c{case}"/>'
        body.append(f"<trace>{name}{trace}{''.join(events)}</trace>\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<log>{"".join(body)}</log>'


# -- tools -----------------------------------------------------------------------------------------


def csv_file(content: bytes | str) -> tuple[str, bytes]:
    return "log.csv", content.encode() if isinstance(content, str) else content


def xes_file(content: str | bytes) -> tuple[str, bytes]:
    return "log.xes", content.encode() if isinstance(content, str) else content


def some(dice: Random, table: list[list[str]], share: float = 0.1) -> list[int]:
    """Return some rows of a table, never its head: at least one."""
    few = max(1, round(share * (len(table) - 1)))
    return sorted(dice.sample(range(1, len(table)), few))


def with_cells(dice: Random, column: str, *cells: str, share: float = 0.1) -> list[list[str]]:
    """Return a table in which some cells of a column hold these."""
    table = rows(dice)
    for row in some(dice, table, share):
        table[row][HEAD.index(column)] = dice.choice(cells)
    return table


def sprinkled(dice: Random, content: bytes, *pieces: bytes, times: int = 8) -> bytes:
    """Return the content with pieces put in at random places."""
    for _ in range(times):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(pieces) + content[at:]
    return content


def flipped(dice: Random, content: bytes, times: int = 6) -> bytes:
    """Return the content with some bytes changed."""
    damaged = bytearray(content)
    for _ in range(times):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def cut(dice: Random, content: bytes) -> bytes:
    return content[: dice.randrange(1, len(content))]


def big(dice: Random) -> int:
    """Return a number of cases that makes a file of about a megabyte."""
    return dice.randrange(2_200, 2_800)


def packed(content: bytes, level: int = 6) -> bytes:
    return gzip.compress(content, level, mtime=0)


def bomb(head: bytes, filling: bytes) -> bytes:
    """Return gzip of a head and a thousand fillings, made with flat memory."""
    deflate = zlib.compressobj(wbits=31)
    pieces = [deflate.compress(head), *(deflate.compress(filling) for _ in range(1_000))]
    return b"".join([*pieces, deflate.flush()])


# -- tables ----------------------------------------------------------------------------------------


def table_cut(dice):
    return csv_file(cut(dice, table(dice)))


def large_table_cut(dice):
    return csv_file(cut(dice, table(dice, big(dice))))


def cut_in_quotes(dice):
    content = text(rows(dice)) + 'c9,Release,2026-02-03 10:00:00,2026-02-03 11:00:00,A,p1,1,"not'
    return csv_file(content + dice.choice(["", "\n", " closed\n" * 50]))


def other_encoding(dice):
    encoding = dice.choice(
        ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "utf-7", "cp1252", "cp437"]
    )
    return csv_file(table(dice).decode().encode(encoding, "replace"))


def utf16_cut(dice):
    return csv_file(cut(dice, table(dice).decode().encode("utf-16")))


def wrong_bytes(dice):
    pieces = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\x80")
    return csv_file(sprinkled(dice, table(dice), *pieces))


def flipped_bytes(dice):
    return csv_file(flipped(dice, table(dice), dice.choice([1, 5, 50])))


def two_encodings(dice):
    content = table(dice)
    return csv_file(content + content.decode().encode("cp1252", "replace"))


def nul_characters(dice):
    return csv_file(sprinkled(dice, table(dice), b"\0", b"\0\0", times=dice.choice([1, 30])))


def nul_in_the_head(dice):
    return csv_file(table(dice).replace(b"time", b"ti\0me", 1))


def control_characters(dice):
    return csv_file(sprinkled(dice, table(dice), b"\x01", b"\x08", b"\x1b[31m", b"\x7f", b"\x1f"))


def strange_letters(dice):
    cells = ("\u202eesrever", "a\u0301" * 40, "👩‍⚕️" * 9, "\u200b", "ﷺ" * 30, "\ufeffx", "İı")
    return csv_file(text(with_cells(dice, dice.choice(["case", "activity", "unit"]), *cells)))


def formula_cells(dice):
    cells = ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "'=1", "''=1")
    return csv_file(text(with_cells(dice, dice.choice(["case", "activity", "note"]), *cells)))


def markup_and_commands(dice):
    cells = ("<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7*7 }}", "%s%n", "../../etc")
    return csv_file(text(with_cells(dice, dice.choice(["case", "activity", "unit"]), *cells)))


def formulas_in_the_head(dice):
    return csv_file(table(dice).replace(b"note", b"=HYPERLINK(1)", 1))


def huge_field(dice):
    size = dice.choice([65_535, 65_536, 65_537, 300_000, 2_000_000])
    column = dice.choice(["case", "activity", "time", "note", "unit", "patient"])
    return csv_file(text(with_cells(dice, column, "x" * size, share=0.01)))


def many_long_fields(dice):
    return csv_file(text(with_cells(dice, "note", *(c * 60_000 for c in "aé"), share=0.15)))


def endless_line(dice):
    return csv_file(table(dice) + b"c1,Triage," + b"x" * 9_000_000)


def endless_quotes(dice):
    return csv_file(table(dice) + b'c1,"' + b"a\n" * 500_000)


def quotes_only(dice):
    return csv_file(table(dice) + b'"' * dice.choice([1, 9, 100_001]))


def stray_quotes(dice):
    return csv_file(sprinkled(dice, table(dice), b'"', b'""', b'",', b'"\n', times=12))


def huge_head(dice):
    return csv_file(b"x" * dice.choice([300, 70_000, 1_000_000]) + b"," + table(dice))


def many_columns(dice):
    columns = dice.choice([511, 512, 513, 3_000])
    found = [row + ["y"] * (columns - len(row)) for row in rows(dice, 8)]
    found[0] = HEAD + [f"x{n}" for n in range(columns - len(HEAD))]
    return csv_file(text(found))


def ragged_rows(dice):
    found = rows(dice)
    for row in some(dice, found, dice.choice([0.05, 0.15, 0.6])):
        found[row] = found[row][: dice.randrange(len(HEAD))] if dice.random() < 0.5 else [
            *found[row], *["more"] * dice.randrange(1, 5)
        ]  # fmt: skip
    return csv_file(text(found))


def one_more_delimiter(dice):
    return csv_file(table(dice).replace(b"\n", b",\n"))


def mixed_line_ends(dice):
    lines = table(dice).decode().split("\n")
    ends = ["\n", "\r", "\r\n", "\n\n", "\r\r\n", "\n\r"]
    return csv_file("".join(line + dice.choice(ends) for line in lines))


def strange_line_ends(dice):
    end = dice.choice(["\x85", "\u2028", "\x0b", "\x0c", "\x1e", "\r"])
    return csv_file(text(rows(dice), end=end))


def byte_order_marks(dice):
    mark, content = b"\xef\xbb\xbf", table(dice)
    half = content.index(b"\n", len(content) // 2) + 1
    return csv_file(
        dice.choice(
            [
                mark * 2 + content,
                mark * 5 + content,
                content[:half] + mark + content[half:],
                b"\xff\xfe" + content,
                b"\xfe\xff" + content,
                b"\xff\xfe\0\0" + content,
                b"+/v8" + content,
                mark + b'"case"' + content[4:],
            ]
        )
    )


def heads_that_repeat(dice):
    content = table(dice).split(b"\n")
    for _ in range(dice.choice([1, 3, 20])):
        content.insert(dice.randrange(1, len(content)), content[0])
    return csv_file(b"\n".join(content))


def columns_of_one_name(dice):
    found = rows(dice)
    old, new = dice.sample(range(len(HEAD)), 2)
    found[0][old] = found[0][new]
    return csv_file(text(found))


def shuffled_head(dice):
    found = rows(dice)
    dice.shuffle(found[0])
    return csv_file(text(found))


def names_that_are_none(dice):
    found = rows(dice)
    for column in dice.sample(range(len(HEAD)), 3):
        found[0][column] = dice.choice(
            ["", " ", "\t", "\n", "Column 1", "time ", "carepath:reason"]
        )
    return csv_file(text(found))


def no_head(dice):
    return csv_file(text(rows(dice)[1:]))


def only_a_head(dice):
    return csv_file(",".join(HEAD) + dice.choice(["", "\n", "\r\n\r\n"]))


def nothing(dice):
    return csv_file(
        dice.choice(
            [b"", b" ", b"\n", b"\r\n" * 500, b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b",", b'"']
        )
    )


def words_before_the_head(dice):
    words = dice.choice(
        ["sep=,\n", "Export of ward 3\n\n", "# made by nobody\n# at all\n", ",,,\n"]
    )
    return csv_file(words.encode() + table(dice))


def totals_after_the_rows(dice):
    return csv_file(table(dice) + b"\n\nTotal,,,,,,,\n9 rows\n")


def another_delimiter(dice):
    return csv_file(text(rows(dice), mark=dice.choice(["^", "~", " ", "::", "\x01", "&"])))


def mixed_delimiters(dice):
    found = rows(dice)
    return csv_file("".join(text([row], mark=dice.choice(",;\t|")) for row in found))


def one_column(dice):
    return csv_file("\n".join(row[1] for row in rows(dice)))


def columns_swapped(dice):
    found = rows(dice)
    one, two = dice.sample(range(5), 2)
    for row in found[1:]:
        row[one], row[two] = row[two], row[one]
    return csv_file(text(found))


TIMES = (
    *("0000-01-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "10000-01-01 00:00:00"),
    *(
        "1899-12-31 23:59:59",
        "2300-01-01 00:00:00",
        "262143-12-31 00:00:00",
        "-0044-03-15 12:00:00",
    ),
    *("2026-02-30 10:00:00", "2026-13-01 10:00:00", "2026-02-01 24:00:00", "2026-02-01 23:59:60"),
    *(
        "2026-02-01",
        "10:00",
        "soon",
        "",
        " ",
        "0",
        "-1",
        "1e400",
        "NaN",
        "inf",
        "99999999999999999",
    ),
    *("2026-02-01 10:00:00.123456789", "2026-02-01 10:00:00.1234567890123", "01/02/2026 10:00"),
    *("２０２６-02-01 10:00:00", "2026-02-01T10:00:00+25:00", "2026-02-01T10:00:00-99:99", "#REF!"),
)


def impossible_times(dice):
    column = dice.choice(["time", "start"])
    return csv_file(text(with_cells(dice, column, *TIMES, share=dice.choice([0.05, 0.15, 0.5]))))


def impossible_epochs(dice):
    found = rows(dice)
    wild = ("-1", "1e18", "1e308", "9" * 30, "-" + "9" * 300, "NaN", "inf", "0x10", "1_0", "")
    for row in found[1:]:
        for column in (2, 3):
            row[column] = str(1_770_000_000_000 + dice.randrange(10**9))
        if dice.random() < 0.08:
            row[3] = dice.choice(wild)
    return csv_file(text(found))


def mixed_zones(dice):
    found = rows(dice)
    zones = ["", "Z", "+01:00", "-0500", "+14:00", "+00", "-12:00", " +02:00"]
    for row in found[1:]:
        row[3] = row[3].replace(" ", "T") + dice.choice(zones)
    return csv_file(text(found))


def hours_that_clocks_change(dice):
    found = rows(dice)
    for row in found[1:]:
        day = dice.choice(["2025-10-26", "2026-03-29"])
        row[3] = f"{day} 02:{dice.randrange(60):02}:00"
        row[2] = f"{day} 02:{dice.randrange(60):02}:00"
    return csv_file(text(found))


def mixed_formats(dice):
    found = rows(dice)
    forms = ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d-%b-%y", "%s"]
    form = dice.sample(forms, 2)
    for row in found[1:]:
        row[3] = datetime.fromisoformat(row[3]).strftime(dice.choice(form))
    return csv_file(text(found))


def ends_before_starts(dice):
    found = rows(dice)
    for row in some(dice, found, 0.6):
        row = found[row]
        row[2], row[3] = row[3], row[2]
    return csv_file(text(found))


def rows_twice(dice):
    found = rows(dice)
    return csv_file(text([found[0], *(found[1:] * dice.choice([2, 5]))]))


def rows_shuffled(dice):
    head, *found = rows(dice)
    dice.shuffle(found)
    return csv_file(text([head, *found]))


def event_ids_twice(dice):
    found = rows(dice)
    found = [[*row, f"e{dice.randrange(60)}"] for row in found]
    found[0][-1] = "event id"
    return csv_file(text(found))


def empty_cells(dice):
    column = dice.choice(["case", "activity", "time", "unit", "patient"])
    return csv_file(text(with_cells(dice, column, "", " ", "\t", "\u00a0", share=0.15)))


def long_names(dice):
    column = dice.choice(["case", "activity", "unit", "patient"])
    names = ("n" * 79, "n" * 81, "é" * 200, "é" * 201, "n" * 3_000)
    return csv_file(text(with_cells(dice, column, *names)))


def lifecycles(dice):
    words = ["start", "complete", "schedule", "withdraw", "resume", "suspend", "skip", "ATE_ABORT"]
    words += ["ＳＴＡＲＴ", "nonsense", "", " Complete "] if dice.random() < 0.5 else []
    found = [[*row, dice.choice(words)] for row in rows(dice)]
    found[0][-1] = "lifecycle:transition"
    return csv_file(text(found))


def stages_without_end(dice):
    head = "case,activity,time\n"
    return csv_file(
        head + "".join(f"c{n % 999},free text {n},2026-02-01 10:00:00\n" for n in range(10_500))
    )


def units_without_end(dice):
    head = "case,activity,time,unit,role\n"
    return csv_file(
        head + "".join(f"c{n},A,2026-02-01 10:{n % 60:02}:00,u{n},r{n}\n" for n in range(11_000))
    )


def wild_numbers(dice):
    cells = ("NaN", "inf", "1e999", "1,000.5", "1.2.3", "-", "0x1F", "1" * 400, "٣", "١,٥", "1 000")
    return csv_file(text(with_cells(dice, "crp", *cells)))


def mended_rows_that_lie(dice):
    found = [["carepath:reason", *row] for row in rows(dice)]
    for row in found[1:]:
        row[0] = dice.choice(["row 4: bad", "", "'=1+1", "row x: y" * 99])
        row[2] = "'" * dice.randrange(4) + row[2]
    return csv_file(text(found))


def json_lines(dice):
    head, *found = rows(dice)
    records = [dict(zip(head, row, strict=True)) for row in found]
    whole = dice.random() < 0.5
    content = json.dumps(records) if whole else "\n".join(map(json.dumps, records))
    return dice.choice(["log.json", "log.csv"]), content.encode()


# -- what is no log --------------------------------------------------------------------------------


def junk(dice):
    return dice.choice(["log.csv", "log.xes", "log.gz"]), dice.randbytes(dice.randrange(1, 90_000))


def mostly_junk(dice):
    content = table(dice)
    return csv_file(content[:300] + dice.randbytes(20_000) + content[300:])


def other_kinds(dice):
    heads = [
        b"%PDF-1.7\n", b"\x7fELF\x02\x01", b"\x89PNG\r\n\x1a\n", b"SQLite format 3\0", b"PAR1",
        b"MSH|^~\\&|A|B|", b"<!doctype html><html>", b"GIF89a", b"\xca\xfe\xba\xbe",
        b"Rar!\x1a\x07", b"#!/bin/sh\n", b"\xff\xd8\xff\xe0", b"From nobody\n",
        b"@relation x\n@data\n", b"7z\xbc\xaf",
    ]  # fmt: skip
    return dice.choice(["log.csv", "log.txt"]), dice.choice(heads) + table(dice)


def archives(dice):
    content, whole = table(dice), io.BytesIO()
    kind = dice.choice(["zip", "zip bomb", "tar", "tar.gz"])
    if kind.startswith("zip"):
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            entry = zipfile.ZipInfo("../log.csv")
            archive.writestr(entry, bytes(9_000_000) if kind == "zip bomb" else content)
    else:
        with tarfile.open(fileobj=whole, mode="w") as archive:
            entry = tarfile.TarInfo("log.csv")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    raw = whole.getvalue()
    return dice.choice([f"log.{kind[:3]}", "log.csv"]), packed(raw) if kind == "tar.gz" else raw


def workbooks(dice):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
    return dice.choice(["log.csv", "log.xlsx"]), dice.choice([whole.getvalue(), old])


def other_packings(dice):
    pack = dice.choice([bz2.compress, lzma.compress, zlib.compress])
    return dice.choice(["log.csv.gz", "log.csv"]), pack(table(dice))


# -- gzip ------------------------------------------------------------------------------------------


def gzip_cut(dice):
    return "log.csv.gz", cut(dice, packed(table(dice)))


def large_gzip_cut(dice):
    return "log.csv.gz", cut(dice, packed(table(dice, big(dice)), 1))


def gzip_flipped(dice):
    return "log.csv.gz", flipped(dice, packed(table(dice)), dice.choice([1, 4]))


def gzip_with_a_tail(dice):
    return "log.csv.gz", packed(table(dice)) + dice.choice([b"\0" * 900, b"tail", b"\x1f\x8b"])


def gzip_bomb(dice):
    filling = dice.choice([bytes(30_000), b"c1,Triage,2026-02-01 10:00:00\n" * 900])
    return "log.csv.gz", bomb(table(dice), filling)


def gzip_in_gzip(dice):
    content = table(dice)
    for _ in range(dice.choice([2, 3, 9])):
        content = packed(content)
    return "log.csv.gz", content


def gzip_of_many_members(dice):
    content, size = table(dice), dice.choice([1, 7, 4_000])
    members = [content[at : at + size] for at in range(0, len(content), size)]
    empty = [b""] * dice.choice([0, 0, 10_500])
    return "log.csv.gz", b"".join(packed(part, 1) for part in [*members, *empty])


def gzip_of_something_else(dice):
    name, content = DAMAGES[dice.choice(sorted(DAMAGES))](dice)
    return f"{name}.gz", packed(content)


# -- XES -------------------------------------------------------------------------------------------


def xes_cut(dice):
    return xes_file(cut(dice, xes(dice).encode()))


def large_xes_cut(dice):
    return xes_file(cut(dice, xes(dice, 900).encode()))


def xes_flipped(dice):
    return xes_file(flipped(dice, xes(dice).encode()))


def entity_bombs(dice):
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    head = dice.choice(
        [
            f"<!DOCTYPE log [{entities}]>",
            '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE log [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE log [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
            f'<!DOCTYPE log [<!ENTITY a "{"x" * 100_000}">]>',
            "<!DOCTYPE log>",
        ]
    )
    return xes_file(xes(dice, head=head, event='<string key="x" value="&j;"/>'))


def unknown_entities(dice):
    value = dice.choice(
        ["&nbsp;", "&#0;", "&#xD800;", "&#x110000;", "&", "&#9;", "&lt;", "&#xFFFE;"]
    )
    return xes_file(xes(dice, event=f'<string key="x" value="{value}"/>'))


def deep_nesting(dice):
    deep = dice.choice([10, 27, 28, 29, 40, 50_000])
    inside = '<list key="l"><values>' * (deep // 2) + "</values></list>" * (deep // 2)
    place = dice.choice(["event", "trace"])
    return xes_file(xes(dice, 3, **{place: inside}))


def odd_nesting(dice):
    inner = '<string key="concept:name" value="inner"/>'
    odd = dice.choice(
        [
            f"<event>{inner}</event>", f"<trace>{inner}</trace>",
            f"<log><trace>{inner}</trace></log>",
            f'<string key="concept:name" value="x">{inner}</string>', "<unknown/>", "text & no",
            "<![CDATA[ <event> ]]>", "<!-- <event> -->", "<?php event ?>", "<event/>", "<trace/>",
            '<list key="c"><date key="time:timestamp" value="2020-01-01T00:00:00"/></list>',
        ]
    )  # fmt: skip
    return xes_file(xes(dice, **{dice.choice(["event", "trace", "head"]): odd}))


def events_outside(dice):
    event = (
        '<event><string key="concept:name" value="A"/><string key="case:concept:name" value="c"/>'
        '<date key="time:timestamp" value="2026-02-01T10:00:00Z"/></event>'
    )
    return xes_file(f"<log>{event * dice.randrange(1, 30)}</log>")


def attributes_without(dice):
    odd = dice.choice(
        [
            "<string/>", '<string key="x"/>', '<string value="x"/>', '<string key="" value=""/>',
            '<date key="time:timestamp" value="soon"/>', '<int key="i" value="x"/>',
            '<string key="concept:name" value=""/>', '<float key="crp" value="1e999"/>',
            '<boolean key="b" value="perhaps"/>', '<string key="concept:name" value="twice"/>',
            f'<string key="{"k" * 5_000}" value="v"/>', '<string key="x" value="a&#10;b"/>',
            '<date key="time:timestamp" value="2026-02-31T10:00:00.000+99:00"/>',
        ]
    )  # fmt: skip
    return xes_file(xes(dice, **{dice.choice(["event", "trace"]): odd}))


def many_attributes(dice):
    several = dice.choice([400, 513, 2_000])
    odd = "".join(f'<string key="k{n}" value="v"/>' for n in range(several))
    return xes_file(xes(dice, 3, event=odd))


def huge_attribute(dice):
    size = dice.choice([65_536, 65_537, 900_000, 3_000_000])
    return xes_file(xes(dice, 1, trace=f'<string key="x" value="{"v" * size}"/>'))


def much_of_nothing(dice):
    filling = dice.choice([" " * 3_000_000, f"<!--{'-x' * 1_500_000}-->", "\n" * 400_000])
    return xes_file(xes(dice, 1, head=filling if dice.random() < 0.5 else "", trace=filling))


def wrong_declaration(dice):
    encoding = dice.choice(
        ["utf-16", "latin-1", "klingon", "utf-7", "ascii", "cp1252", "UCS-4", ""]
    )
    content = xes(dice, event='<string key="x" value="é"/>').replace("UTF-8", encoding)
    return xes_file(content.encode(dice.choice(["utf-8", "utf-16", "latin-1", "utf-8-sig"])))


def space_before_the_declaration(dice):
    return xes_file(dice.choice(["\n", " ", "\ufeff\ufeff", "junk", "\0"]) + xes(dice))


def two_roots(dice):
    return xes_file(xes(dice) + dice.choice(["<log/>", "text", "</log>", "\0", xes(dice)]))


def other_roots(dice):
    root = dice.choice(["html", "LOG", "x:log", "svg", "trace", "log xmlns='http://x'"])
    content = xes(dice).replace("<log>", f"<{root}>").replace("</log>", f"</{root.split()[0]}>")
    return xes_file(content)


def logs_without_events(dice):
    return xes_file(
        dice.choice(
            ["<log/>", "<log></log>", "<log><trace/></log>", "<?xml version='1.0'?>", "<", "<log"]
        )
    )


def kinds_that_lie(dice):
    if dice.random() < 0.5:
        return "log.xes", table(dice)
    return "log.csv", xes(dice).encode()


def xes_gzip_bomb(dice):
    content = xes(dice, 2, trace=" " * 900_000 + '<string key="k" value="v"/>')
    return "log.xes.gz", bomb(content.encode(), b" " * 40_000)


DAMAGES = {
    made.__name__.replace("_", " "): made
    for made in (
        table_cut, large_table_cut, cut_in_quotes, other_encoding, utf16_cut, wrong_bytes,
        flipped_bytes, two_encodings, nul_characters, nul_in_the_head, control_characters,
        strange_letters, formula_cells, markup_and_commands, formulas_in_the_head, huge_field,
        many_long_fields, endless_line, endless_quotes, quotes_only, stray_quotes, huge_head,
        many_columns, ragged_rows, one_more_delimiter, mixed_line_ends, strange_line_ends,
        byte_order_marks, heads_that_repeat, columns_of_one_name, shuffled_head,
        names_that_are_none, no_head, only_a_head, nothing, words_before_the_head,
        totals_after_the_rows, another_delimiter, mixed_delimiters, one_column, columns_swapped,
        impossible_times, impossible_epochs, mixed_zones, hours_that_clocks_change, mixed_formats,
        ends_before_starts, rows_twice, rows_shuffled, event_ids_twice, empty_cells, long_names,
        lifecycles, stages_without_end, units_without_end, wild_numbers, mended_rows_that_lie,
        json_lines, junk, mostly_junk, other_kinds, archives, workbooks, other_packings, gzip_cut,
        large_gzip_cut, gzip_flipped, gzip_with_a_tail, gzip_bomb, gzip_in_gzip,
        gzip_of_many_members, gzip_of_something_else, xes_cut, large_xes_cut, xes_flipped,
        entity_bombs, unknown_entities, deep_nesting, odd_nesting, events_outside,
        attributes_without, many_attributes, huge_attribute, much_of_nothing, wrong_declaration,
        space_before_the_declaration, two_roots, other_roots, logs_without_events, kinds_that_lie,
        xes_gzip_bomb,
    )
}  # fmt: skip
"""Name of a damage to the function that does it."""
