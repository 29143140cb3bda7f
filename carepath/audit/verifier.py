"""Check an export of the ledger without CarePath: one file, the standard library alone.

    python verifier.py ledger.ndjson [--roots roots.ndjson] [--reads reads.ndjson] [--key key.pem]
    python verifier.py --proof proof.json [--key key.pem]
    python verifier.py --mailed root-1.ndjson root-2.ndjson ... [--key key.pem]

Each line of the export is one row. A row's commitment is SHA-256 over its salt, old values, new
values and reason; its hash is SHA-256 over the hash before it, that commitment and every other
column. Each part stands with its number of letters in front, so that nothing can move from one
column to the next; an absent part is "-:". Over the hashes stands the Merkle tree of RFC 6962,
whose roots left the system signed, with the hashes new since the root before: a tail that was cut
and a ledger that was written anew as a whole differ from those.

Where two people decided so, salt, values and reason of a row are blank; its hash still holds, and
the row says under which decision, which is in the ledger too.

Signatures are Ed25519, which the standard library does not know: the program `openssl` checks them.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
"""What stands for the hash before the first row."""
COMMITTED = ("salt", "old", "new", "reason")
HASHED = (
    "seq", "previous", "commitment", "transaction_id", "recorded_us", "at_us", "actor",
    "actor_name", "authenticated", "origin", "table_name", "operation", "key", "change_id",
)  # fmt: skip
COLUMNS = (*HASHED, *COMMITTED, "redaction", "hash")
Row = Sequence[Any]
"""The values of one row, in the order of COLUMNS."""

# -- rows -----------------------------------------------------------------------------------------


def framed(parts: Iterable[Any]) -> bytes:
    """Return the parts one after the other, each with its number of letters in front."""
    texts = [part if part is None else str(part) for part in parts]
    return "".join(["-:" if t is None else f"{len(t)}:{t}" for t in texts]).encode()


def digest(parts: Iterable[Any]) -> str:
    """Return SHA-256 over the framed parts, 64 hex digits."""
    return hashlib.sha256(framed(parts)).hexdigest()


def fault(row: Row, seq: int, previous: str) -> str:
    """Return what is wrong with a row that should be number `seq` after this hash; '' = nothing."""
    hashed, committed, redaction, own = row[:_N], row[_N:-2], row[-2], row[-1]
    if hashed[0] != seq:
        return f"row {seq} is missing: {hashed[0]} stands in its place"
    if hashed[1] != previous:
        return "it does not follow the row before it"
    if redaction is not None:
        if any(part is not None for part in committed):
            return "it says that it was redacted, but its values are there"
    elif digest(committed) != hashed[2]:
        return "old values, new values or reason were changed"
    if digest(hashed) != own:
        return "its columns or its hash were changed"
    return ""


_N = len(HASHED)
_TABLE, _OPERATION, _KEY, _CHANGE = (
    HASHED.index(name) for name in ("table_name", "operation", "key", "change_id")
)
_NEW = COLUMNS.index("new")

# -- what two people made unreadable --------------------------------------------------------------

ASKED, DECIDED = "audit_redaction", "audit_redactiondecision"


@dataclass(slots=True)
class Redactions:
    """Rows whose values and reason are blanked, and the decisions of two people about them."""

    blanked: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    asked: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    approved: dict[int, str] = field(default_factory=dict)

    def see(self, row: Row) -> None:
        """Keep what a row says of redactions."""
        if row[-2] is not None:
            self.blanked.append((row[0], row[-2], row[_TABLE], row[_KEY], row[_CHANGE]))
        elif row[_TABLE] == ASKED:
            self.asked[int(row[_KEY])] = json.loads(row[_NEW])
        elif row[_TABLE] == DECIDED:
            told = json.loads(row[_NEW])
            if told["approved"]:
                self.approved[told["redaction"]] = told["decided_by"]

    def unasked(self) -> int | None:
        """Return the first row that was blanked without two people's decision; None = no such."""
        changes = {
            (redaction, change)
            for seq, redaction, table, key, change in self.blanked
            if self._covers(redaction, seq, table, key)
        }
        return next((seq for seq, r, _t, _k, c in self.blanked if (r, c) not in changes), None)

    def _covers(self, redaction: int, seq: int, table: str, key: str) -> bool:
        asked, by = self.asked.get(redaction), self.approved.get(redaction)
        if asked is None or by is None or by == asked["asked_by"] or table in (ASKED, DECIDED):
            return False
        return (asked["table_name"], asked["key"]) == (table, key) and seq <= asked["until"]

    def counts(self) -> dict[int, int]:
        """Return how many rows are blanked under each decision."""
        found: dict[int, int] = {}
        for _seq, redaction, *_rest in self.blanked:
            found[redaction] = found.get(redaction, 0) + 1
        return found


# -- who read what --------------------------------------------------------------------------------

READ = (
    "chain", "seq", "previous", "at_us", "actor", "route", "resource", "count", "outcome",
    "request_id",
)  # fmt: skip
"""What the hash of a row of the read log is made over, in this order."""
SEALED = "audit_readseal"
Heads = Mapping[str, Mapping[int, str]]
"""By chain: the hash that a row had when the ledger was told of it, by its number."""


@dataclass(frozen=True, slots=True)
class ReadVerdict:
    """What was found of the read log: `chain` and `seq` name its first bad row; '' = none is."""

    rows: int
    chain: str = ""
    seq: int = 0
    reason: str = ""


def heads_in(rows: Iterable[Row]) -> dict[str, dict[int, str]]:
    """Return where the chains of the read log ended, as the ledger was told from time to time."""
    found: dict[str, dict[int, str]] = {}
    for row in rows:
        if row[_TABLE] == SEALED and row[_NEW]:
            for line in json.loads(row[_NEW])["heads"].splitlines():
                chain, seq, own = line.split()
                found.setdefault(chain, {})[int(seq)] = own
    return found


def check_reads(rows: Iterable[Sequence[Any]], heads: Heads) -> ReadVerdict:
    """Check the read log by chain and number: values of READ, then the hash."""
    ended: dict[str, int] = {}
    previous, number = GENESIS, 0
    for row in rows:
        chain, own = row[0], row[-1]
        seq = ended.get(chain, 0) + 1
        before = previous if seq > 1 else GENESIS
        wrong = _read_fault(row, seq, before)
        if not wrong and heads.get(chain, {}).get(seq, own) != own:
            wrong = "it is not the row that the ledger was told of"
        if wrong:
            return ReadVerdict(number, chain, seq, wrong)
        ended[chain], previous, number = seq, own, number + 1
    for chain, told in heads.items():
        if ended.get(chain, 0) < max(told):
            return ReadVerdict(number, chain, ended.get(chain, 0) + 1, "rows from here on are gone")
    return ReadVerdict(number)


def _read_fault(row: Sequence[Any], seq: int, previous: str) -> str:
    if row[1] != seq:
        return f"row {seq} is missing: {row[1]} stands in its place"
    if row[2] != previous:
        return "it does not follow the row before it"
    return "" if digest(row[:-1]) == row[-1] else "its columns or its hash were changed"


# -- the tree of RFC 6962 -------------------------------------------------------------------------


def leaf(row_hash: str) -> bytes:
    """Return the leaf of a row's hash."""
    return hashlib.sha256(b"\0" + bytes.fromhex(row_hash)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class Tree:
    """A tree that only grows: the peaks of its whole parts, from the largest to the smallest."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, new: bytes) -> None:
        """Add one leaf."""
        parts = self.size
        while parts & 1:
            new = node(self.peaks.pop(), new)
            parts >>= 1
        self.peaks.append(new)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self.peaks:
            return hashlib.sha256().digest()
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over these leaves."""
    tree = Tree()
    for one in leaves:
        tree.add(one)
    return tree.root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that the leaf of this index (from 0) is in the tree over all."""
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), root_of(leaves[:half])]


def consistency(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree over the first so many leaves begins the tree over all."""
    return _consistency(leaves, first, whole=True)


def _consistency(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _split(len(leaves))
    if first <= half:
        return [*_consistency(leaves[:half], first, whole=whole), root_of(leaves[half:])]
    proof = _consistency(leaves[half:], first - half, whole=False)
    return [*proof, root_of(leaves[:half])]


def extension(before: Tree, new: Sequence[bytes]) -> list[bytes]:
    """Return the proof that a tree grown by these leaves begins as it was before.

    It is that of `consistency`, made of the old peaks alone: no old leaf is asked for.
    """
    old, place = {}, 0
    for peak, width in zip(before.peaks, _widths(before.size), strict=True):
        old[place] = peak
        place += width

    def part(start: int, end: int) -> bytes:
        return old[start] if end <= place else root_of(new[start - place : end - place])

    def steps(start: int, end: int, *, whole: bool) -> list[bytes]:
        if end == place:
            return [] if whole else [part(start, end)]
        half = start + _split(end - start)
        if place <= half:
            return [*steps(start, half, whole=whole), part(half, end)]
        return [*steps(half, end, whole=False), part(start, half)]

    return steps(0, place + len(new), whole=True) if place and new else []


def _widths(size: int) -> list[int]:
    """Return the sizes of the whole parts of a tree, largest first."""
    return [1 << bit for bit in range(size.bit_length() - 1, -1, -1) if size >> bit & 1]


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def is_included(one: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the proof leads from a leaf to this root (RFC 9162, 2.1.3.2)."""
    if index >= size:
        return False
    place, last, found = index, size - 1, one
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the proof shows that the later tree begins as the earlier one (2.1.4.2)."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second:
        return False
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    one = other = path[0]
    for peak in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, other = node(peak, one), node(peak, other)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            other = node(other, peak)
        place, last = place >> 1, last >> 1
    return last == 0 and one == first_root and other == second_root


# -- the whole ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Root:
    """A root as it left the system; `hashes` are those of the rows since the root before.

    `proof` shows that it extends the root over the first `before` rows; `key` is a public key.
    """

    seq: int
    root: str
    at: str
    signature: str = ""
    hashes: Sequence[str] = ()
    before: int = 0
    proof: Sequence[str] = ()
    key: str = ""

    def signed(self) -> bytes:
        """Return the bytes that are signed."""
        return f"carepath ledger\n{self.seq}\n{self.root}\n{self.at}\n".encode()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: `first_bad_seq` is the first row that is not as it was; None = all are."""

    rows: int
    first_bad_seq: int | None
    reason: str
    roots_checked: int
    last_hash: str = GENESIS
    redacted: Mapping[int, int] = field(default_factory=dict)
    """How many rows are redacted, by the number of the decision."""


def check(rows: Iterable[Row], roots: Iterable[Root] = ()) -> Verdict:
    """Check the rows in order against their chain and against the roots that left the system."""
    wanted = sorted(roots, key=lambda root: root.seq)
    known = _known(wanted)
    tree, previous, checked, redactions = Tree(), GENESIS, 0, Redactions()
    while checked < len(wanted) and wanted[checked].seq == 0:
        checked += 1
    for row in rows:
        seq = tree.size + 1
        wrong = fault(row, seq, previous)
        if not wrong and known.get(seq, row[-1]) != row[-1]:
            wrong = "it is not the row whose hash left the system"
        if wrong:
            return Verdict(tree.size, seq, wrong, checked)
        previous = row[-1]
        if row[-2] is not None or row[_TABLE] in (ASKED, DECIDED):
            redactions.see(row)
        if not wanted:
            tree.size = seq
            continue
        tree.add(leaf(previous))
        while checked < len(wanted) and wanted[checked].seq == seq:
            if tree.root().hex() != wanted[checked].root:
                first = wanted[checked - 1].seq + 1 if checked else 1
                return Verdict(seq, first, "rows from here on differ from a root", checked)
            checked += 1
    if checked < len(wanted):
        return Verdict(tree.size, tree.size + 1, "rows from here on are gone", checked)
    if (unasked := redactions.unasked()) is not None:
        text = "it was blanked without the decision of two people"
        return Verdict(tree.size, unasked, text, checked, previous)
    return Verdict(tree.size, None, "", checked, previous, redactions.counts())


def _known(roots: Sequence[Root]) -> dict[int, str]:
    """Return the hash of each row that a root names, by number."""
    return {
        root.seq - len(root.hashes) + place: each
        for root in roots
        for place, each in enumerate(root.hashes, 1)
    }


def proven(found: Mapping[str, Any]) -> str:
    """Return what of a proof does not hold; '' if the row is in its root and that in the newest."""
    row, root, newest = found["row"], Root(**found["root"]), Root(**found["newest"])
    own = digest(row[name] for name in HASHED)
    is_kept = row.get("redaction") or digest(row[n] for n in COMMITTED) == row["commitment"]
    if not is_kept or own != row["hash"]:
        return "the row is not as it was written"
    one, other = bytes.fromhex(root.root), bytes.fromhex(newest.root)
    inclusion, consistency = (
        [bytes.fromhex(step) for step in found[name]] for name in ("inclusion", "consistency")
    )
    if not is_included(leaf(own), row["seq"] - 1, root.seq, inclusion, one):
        return "the row is not in its root"
    if not is_consistent(root.seq, one, newest.seq, other, consistency):
        return "the newest root does not extend it"
    return ""


def disagreeing(roots: Iterable[Root]) -> str:
    """Return what of roots that came apart does not fit together; '' if each extends the others."""
    known: dict[int, Root] = {}
    for root in sorted(roots, key=lambda root: root.seq):
        twin, before = known.get(root.seq), known.get(root.before)
        if twin is not None and twin.root != root.root:
            return f"two different roots over {root.seq} rows left the system"
        if before is not None and not _extends(root, before):
            return f"the root over {root.seq} rows does not extend the one over {before.seq}"
        known[root.seq] = root
    return ""


def _extends(root: Root, before: Root) -> bool:
    one, other = bytes.fromhex(before.root), bytes.fromhex(root.root)
    return is_consistent(before.seq, one, root.seq, other, [bytes.fromhex(s) for s in root.proof])


def unlinked(roots: Iterable[Root]) -> list[int]:
    """Return the numbers of the roots whose root before is not among these, but for the first."""
    wanted = sorted(roots, key=lambda root: root.seq)
    known = {root.seq for root in wanted}
    return [root.seq for root in wanted[1:] if root.before not in known]


# -- files ----------------------------------------------------------------------------------------


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of an export."""
    for line in lines:
        found = json.loads(line)
        found.setdefault("redaction")
        yield [found[name] for name in COLUMNS]


def read_roots(lines: Iterable[str]) -> list[Root]:
    """Return the roots of a file."""
    return [Root(**json.loads(line)) for line in lines if line.strip()]


def badly_signed(roots: Iterable[Root], key: Path) -> list[int]:
    """Return the numbers of the roots whose signature is not of this key."""
    return [root.seq for root in roots if not _is_signed(root, key)]


def _is_signed(root: Root, key: Path) -> bool:
    program = shutil.which("openssl")
    if program is None:
        raise SystemExit("To check signatures the program openssl is needed.")
    with tempfile.TemporaryDirectory() as folder:
        message, signature = Path(folder) / "message", Path(folder) / "signature"
        message.write_bytes(root.signed())
        signature.write_bytes(bytes.fromhex(root.signature))
        words = ["pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin"]
        files = ["-in", str(message), "-sigfile", str(signature)]
        return subprocess.run([program, *words, *files], capture_output=True).returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files and say what was found; return 0 if all is well, else 1."""
    asked = _parser().parse_args(arguments)
    if asked.proof:
        return _prove(asked.proof, asked.key)
    if asked.mailed:
        return _compare(asked.mailed, asked.key)
    roots = read_roots(asked.roots.read_text().splitlines()) if asked.roots else []
    if asked.key and (bad := badly_signed(roots, asked.key)):
        sys.stdout.write(f"Root {bad[0]} is not signed by this key.\n")
        return 1
    with asked.ledger.open() as lines:
        found = check(read_rows(lines), roots)
    sys.stdout.write(_sentence(found))
    is_good = found.first_bad_seq is None
    return 0 if (not asked.reads or _check_reads(asked)) and is_good else 1


def _check_reads(asked: argparse.Namespace) -> bool:
    with asked.ledger.open() as lines:
        heads = heads_in(read_rows(lines))
    with asked.reads.open() as lines:
        rows = (json.loads(line) for line in lines)
        found = check_reads(([row[n] for n in (*READ, "hash")] for row in rows), heads)
    sys.stdout.write(_told_of_reads(found))
    return not found.chain


def _prove(file: Path, key: Path | None) -> int:
    found = json.loads(file.read_text())
    root, newest = Root(**found["root"]), Root(**found["newest"])
    wrong = proven(found)
    if not wrong and key and badly_signed([root, newest], key):
        wrong = "a root is not signed by this key"
    seq, at = found["row"]["seq"], root.at
    sys.stdout.write(
        f"Row {seq} is not proven: {wrong}.\n" if wrong else f"Row {seq} is in the root of {at}.\n"
    )
    return 1 if wrong else 0


def _compare(files: Sequence[Path], key: Path | None) -> int:
    """Check roots that came by mail: their signatures, and that each extends the one before."""
    roots = [root for file in files for root in read_roots(file.read_text().splitlines())]
    keys = {root.key for root in roots}
    wrong = "" if key or len(keys) == 1 else "they name different keys"
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / "key.pem"
        named.write_text(next(iter(keys), ""))
        if not wrong and (bad := badly_signed(roots, key or named)):
            wrong = f"the root over {bad[0]} rows is not signed by this key"
    wrong = wrong or disagreeing(roots)
    sys.stdout.write(f"The roots do not hold: {wrong}.\n" if wrong else _held(roots, key))
    return 1 if wrong else 0


def _held(roots: Sequence[Root], key: Path | None) -> str:
    last = max(roots, key=lambda root: root.seq)
    mark = hashlib.sha256((key.read_text() if key else last.key).encode()).hexdigest()[:16]
    gaps = unlinked(roots)
    missing = f" Not linked to the one before, which is not here: {gaps}." if gaps else ""
    return (
        f"{len(roots)} roots are signed by key {mark} and extend each other;"
        f" the last is over {last.seq} rows at {last.at}.{missing}\n"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Check an export of CarePath's ledger.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("ledger", type=Path, nargs="?", help="the rows, one JSON object a line")
    what.add_argument("--proof", type=Path, help="the proof of one row")
    what.add_argument("--mailed", type=Path, nargs="+", help="roots that came by mail")
    parser.add_argument("--reads", type=Path, help="the read log, one JSON object a line")
    parser.add_argument("--roots", type=Path, help="the roots that left the system")
    parser.add_argument("--key", type=Path, help="the public key of the roots, as PEM")
    return parser


def _sentence(found: Verdict) -> str:
    if found.first_bad_seq is None:
        blank = [f" {n} rows are redacted under {one}." for one, n in found.redacted.items()]
        agree = f"{found.rows} rows are as they were written; {found.roots_checked} roots agree."
        return agree + "".join(blank) + "\n"
    return f"Row {found.first_bad_seq} is the first bad one: {found.reason}.\n"


def _told_of_reads(found: ReadVerdict) -> str:
    if not found.chain:
        return f"{found.rows} rows of the read log are as they were written.\n"
    return f"Row {found.seq} of {found.chain} in the read log is bad: {found.reason}.\n"


if __name__ == "__main__":
    sys.exit(main())
