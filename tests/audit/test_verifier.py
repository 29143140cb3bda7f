"""The chain and the tree as anybody can check them, with the standard library alone."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from carepath.audit import verifier
from tests.audit import ledgers


@pytest.mark.parametrize(
    ("one", "other"),
    [(["ab", "c"], ["a", "bc"]), ([None], [""]), (["1:a"], ["", "a"]), ([1, 12], [11, 2])],
)
def test_nothing_moves_from_one_column_to_the_next(one, other):
    assert verifier.framed(one) != verifier.framed(other)


def test_framing_counts_letters_not_bytes():
    assert verifier.framed(["é", None, 7]) == "1:é-:1:7".encode()


def test_it_needs_the_standard_library_alone():
    found = ast.walk(ast.parse(Path(verifier.__file__).read_text()))
    names = {a.name for node in found if isinstance(node, ast.Import) for a in node.names}
    found = ast.walk(ast.parse(Path(verifier.__file__).read_text()))
    names |= {node.module for node in found if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


# -- the published tree ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vectors(shared):
    return json.loads((shared / "refs" / "merkle_rfc6962.json").read_text())


@pytest.fixture(scope="module")
def leaves(vectors):
    return [verifier.leaf(data) for data in vectors["leaves_hex"]]


def test_leaves_and_roots_are_those_published(vectors, leaves):
    assert [one.hex() for one in leaves] == vectors["leaf_hashes"]
    roots = [verifier.root_of(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == vectors["roots_by_size"]


def test_proofs_of_inclusion_are_those_published(vectors, leaves):
    assert vectors["inclusion"]
    for case in vectors["inclusion"]:
        size, index = case["tree_size"], case["leaf_index"]
        proof = verifier.inclusion(leaves[:size], index)
        assert [step.hex() for step in proof] == case["path"]


def test_proofs_of_consistency_are_those_published(vectors, leaves):
    assert vectors["consistency"]
    for case in vectors["consistency"]:
        proof = verifier.consistency(leaves[: case["second"]], case["first"])
        assert [step.hex() for step in proof] == case["proof"]


def test_every_proof_holds_and_no_other_leaf_or_root_passes(leaves):
    roots = [verifier.root_of(leaves[:size]) for size in range(9)]
    for size in range(1, 9):
        for index in range(size):
            proof = verifier.inclusion(leaves[:size], index)
            wrong = leaves[(index + 1) % 8]
            assert verifier.is_included(leaves[index], index, size, proof, roots[size])
            assert not verifier.is_included(wrong, index, size, proof, roots[size])
            assert not verifier.is_included(leaves[index], size, size, proof, roots[size])
        for first in range(1, size + 1):
            proof = verifier.consistency(leaves[:size], first)
            assert verifier.is_consistent(first, roots[first], size, roots[size], proof)
            assert not verifier.is_consistent(first, roots[0], size, roots[size], proof)
            assert not verifier.is_consistent(first, roots[first], size, roots[0], proof)


# -- the whole ------------------------------------------------------------------------------------


def test_a_whole_ledger_is_as_it_was():
    rows = ledgers.rows(50)
    roots = ledgers.roots(rows, every=20)
    assert verifier.check(rows, roots) == verifier.Verdict(50, None, "", 3, rows[-1][-1])
    assert verifier.check([]) == verifier.Verdict(0, None, "", 0)


@pytest.mark.parametrize("kind", ledgers.TAMPERINGS)
@pytest.mark.parametrize("seed", range(8))
def test_every_tampering_is_found_and_the_first_bad_row_named(kind, seed):
    rows = ledgers.rows(40)
    roots = ledgers.roots(rows, every=15)
    changed, first = ledgers.tampered(rows, kind=kind, seed=seed)
    assert verifier.check(changed, roots).first_bad_seq == first


def test_a_root_without_hashes_says_between_which_rows():
    rows = ledgers.rows(40)
    roots = [verifier.Root(root.seq, root.root, root.at) for root in ledgers.roots(rows, every=10)]
    changed, first = ledgers.tampered(rows, kind="rechain", seed=1)
    found = verifier.check(changed, roots)
    assert found.first_bad_seq == (first - 1) // 10 * 10 + 1
    assert found.roots_checked == (first - 1) // 10


def test_the_file_alone_checks_an_export(tmp_path):
    rows = ledgers.rows(30)
    ledger, roots = ledgers.written(tmp_path, rows, every=10)
    done = run(ledger, "--roots", roots)
    assert (done.returncode, done.stdout) == (
        0, "30 rows are as they were written; 3 roots agree.\n",
    )  # fmt: skip
    changed, first = ledgers.tampered(rows, kind="edit", seed=3)
    ledger.write_text("".join(map(ledgers.line, changed)))
    done = run(ledger, "--roots", roots)
    assert done.returncode == 1
    assert done.stdout.startswith(f"Row {first} is the first bad one: ")


def run(*words):
    file = Path(verifier.__file__)
    command = [sys.executable, "-I", "-S", str(file), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


# -- roots that came apart ------------------------------------------------------------------------


def test_the_proof_made_of_old_peaks_is_that_made_of_all_leaves():
    every = [verifier.leaf(f"{n:064x}") for n in range(70)]
    for first in range(1, 40):
        tree = verifier.Tree()
        for one in every[:first]:
            tree.add(one)
        for size in range(first + 1, 70):
            made = verifier.extension(tree, every[first:size])
            assert made == verifier.consistency(every[:size], first), (first, size)
    assert verifier.extension(verifier.Tree(), every) == []


def mailed(sizes, *, spoil=None):
    every = [verifier.leaf(f"{n:064x}") for n in range(max(sizes))]
    found, before = [], 0
    for size in sizes:
        root = verifier.root_of(every[:size]).hex()
        proof = verifier.consistency(every[:size], before) if before else []
        steps = tuple(step.hex() for step in proof)
        found.append(verifier.Root(size, root, "2026", before=before, proof=steps))
        before = size
    return found


def test_roots_that_extend_each_other_agree():
    roots = mailed([3, 4, 9, 20])
    assert verifier.disagreeing(roots) == ""
    assert verifier.disagreeing(roots * 2) == ""
    assert verifier.unlinked(roots) == []
    assert verifier.unlinked([roots[0], *roots[2:]]) == [9]


def test_two_roots_over_as_many_rows_disagree():
    (root,) = mailed([5])
    twin = verifier.Root(5, "0" * 64, "2026")
    assert "two different roots over 5 rows" in verifier.disagreeing([root, twin])


def test_a_root_that_does_not_extend_the_one_before_is_named():
    first, second = mailed([3, 9])
    other = verifier.Root(3, "0" * 64, "2026")
    assert "over 9 rows does not extend the one over 3" in verifier.disagreeing([other, second])
    assert verifier.disagreeing([first, second]) == ""
