"""The four rules of the house, and only these."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE, TESTS = ROOT / "carepath", ROOT / "tests"
BANNED = {"utils", "helpers", "common", "misc", "core", "services", "signals"}
WITHOUT_TWIN = {"__init__", "urls", "admin", "settings", "apps"}
STORIES = {"stories"}


def modules():
    return [path for path in CODE.rglob("*.py") if "migrations" not in path.parts]


def test_contracts():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def signs():
    """Each package of the house with its one-line sign."""
    found = {}
    for path in CODE.glob("*/__init__.py"):
        sign = ast.get_docstring(ast.parse(path.read_text())) or ""
        found[path.parent.name] = sign
    return found


def test_signs():
    assert {name for name, sign in signs().items() if not sign or "\n" in sign} == set()
    listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", (ROOT / "ARCHITECTURE.md").read_text(), re.M)
    assert dict(listed) == signs()


def test_names():
    everything = [
        p for top in (CODE, TESTS) for p in top.rglob("*") if "__pycache__" not in p.parts
    ]
    assert [path for path in everything if path.stem in BANNED] == []


def defines_a_function(path):
    """Whether a module has a function of its own; what Python calls by itself does not count."""
    names = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return any(not name.startswith("__") for name in names)


def twin(path):
    """The test of a module: carepath/X/Y.py -> tests/X/test_Y.py."""
    part = path.relative_to(CODE)
    return TESTS / part.parent / f"test_{part.name}"


def test_mirror():
    need = [p for p in modules() if p.stem not in WITHOUT_TWIN and defines_a_function(p)]
    assert [str(path.relative_to(ROOT)) for path in need if not twin(path).exists()] == []


def test_mirror_of_the_tests():
    mirrored = {twin(path) for path in modules()}
    tests = [p for p in TESTS.rglob("test_*.py") if p.parent != TESTS]
    alone = [p for p in tests if not STORIES & set(p.parts) and p not in mirrored]
    assert [str(path.relative_to(ROOT)) for path in alone] == []


@pytest.mark.parametrize("text", ["def f(): ...", "class A:\n def f(self): ..."])
def test_a_function_is_seen(tmp_path, text):
    (tmp_path / "a.py").write_text(text)
    assert defines_a_function(tmp_path / "a.py")


def test_what_python_calls_by_itself_is_no_function(tmp_path):
    (tmp_path / "a.py").write_text("class A:\n def __str__(self): ...")
    assert not defines_a_function(tmp_path / "a.py")
