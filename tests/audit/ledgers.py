"""Ledgers made by hand, and ways to tamper with them."""

import json
from random import Random
from uuid import UUID

from carepath.audit import verifier

NAMES = verifier.COLUMNS
SEQ, PREVIOUS, COMMITMENT, HASH = (
    NAMES.index(name) for name in ("seq", "previous", "commitment", "hash")
)
TAMPERINGS = ("edit", "delete", "reorder", "truncate", "rechain")


def chained(row, seq, previous):
    """The row as number `seq` after this hash, with commitment and hash made anew."""
    row = dict(zip(NAMES, row, strict=True)) | {"seq": seq, "previous": previous}
    row["commitment"] = verifier.digest(row[name] for name in verifier.COMMITTED)
    row["hash"] = verifier.digest(row[name] for name in verifier.HASHED)
    return [row[name] for name in NAMES]


def rows(number, *, seed=0):
    """A ledger of so many rows."""
    return list(stream(number, seed=seed))


def stream(number, *, seed=0):
    """The same, one row after the other."""
    random, previous = Random(seed), verifier.GENESIS
    for seq in range(1, number + 1):
        made = {
            "transaction_id": str(seq), "recorded_us": 10**15 + seq, "at_us": 10**15,
            "actor": f"user:{random.randrange(50)}", "actor_name": "É. Vogt",
            "authenticated": "session", "origin": "protocols:approve", "table_name": "protocols_x",
            "operation": "update", "key": str(random.randrange(999)),
            "change_id": UUID(int=random.getrandbits(128)).hex, "salt": f"{seq:032x}",
            "old": json.dumps({"dose": seq}), "new": json.dumps({"dose": seq + 1}),
            "reason": "as agreed",
        }  # fmt: skip
        row = chained([made.get(name) for name in NAMES], seq, previous)
        previous = row[HASH]
        yield row


def roots(rows, *, every):
    """The roots that left the system after so many rows each, and after the last."""
    found, tree, since = [], verifier.Tree(), []
    for row in rows:
        tree.add(verifier.leaf(row[HASH]))
        since.append(row[HASH])
        if tree.size % every == 0 or tree.size == len(rows):
            found.append(verifier.Root(tree.size, tree.root().hex(), "2026", "", tuple(since)))
            since = []
    return found


def tampered(rows, *, kind, seed):
    """A copy that somebody changed, and the first row that is not as it was."""
    random = Random(seed)
    place = random.randrange(len(rows) - 1)
    return _WAYS[kind](list(rows), place, random), place + 1


def _edit(rows, place, random):
    column = random.choice([n for n in range(len(NAMES)) if n != SEQ])
    row = list(rows[place])
    row[column] = f"{row[column]}x"
    rows[place] = row
    return rows


def _delete(rows, place, random):
    del rows[place : place + random.randint(1, 3)]
    return rows


def _reorder(rows, place, random):
    """Two rows change places; half of the time each takes the number of its new place."""
    other = random.randrange(place + 1, len(rows))
    rows[place], rows[other] = list(rows[other]), list(rows[place])
    if random.random() < 0.5:
        rows[place][SEQ], rows[other][SEQ] = place + 1, other + 1
    return rows


def _truncate(rows, place, random):
    return rows[:place]


def _rechain(rows, place, random):
    """A row is changed, and it and all that follow get hashes that fit again."""
    rows = _edit_values(rows, place)
    previous = rows[place][PREVIOUS]
    for at in range(place, len(rows)):
        rows[at] = chained(rows[at], at + 1, previous)
        previous = rows[at][HASH]
    return rows


def _edit_values(rows, place):
    row = list(rows[place])
    row[NAMES.index("actor")] = "user:99"
    rows[place] = row
    return rows


_WAYS = {
    "edit": _edit, "delete": _delete, "reorder": _reorder, "truncate": _truncate,
    "rechain": _rechain,
}  # fmt: skip


def line(row):
    """One line of an export."""
    return json.dumps(dict(zip(NAMES, row, strict=True))) + "\n"


def written(folder, rows, *, every):
    """Write an export and its roots; return both files."""
    ledger, outside = folder / "ledger.ndjson", folder / "roots.ndjson"
    ledger.write_text("".join(map(line, rows)))
    keys = ("seq", "root", "at", "signature", "hashes")
    outside.write_text(
        "".join(
            json.dumps({key: getattr(root, key) for key in keys}) + "\n"
            for root in roots(rows, every=every)
        )
    )
    return ledger, outside
