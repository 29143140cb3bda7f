"""A scanner that finds nothing must have looked: each rule first meets a fault made for it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUFF = Path(sys.executable).with_name("ruff")
FAULTS = {
    "S102": "exec(text)",
    "S105": 'password = "hunter2"',
    "S113": "import requests\n\nrequests.get(text)",
    "S301": "import pickle\n\npickle.loads(text)",
    "S306": "import tempfile\n\ntempfile.mktemp()",
    "S307": "eval(text)",
    "S308": "from django.utils.safestring import mark_safe\n\nmark_safe(text)",
    "S310": "from urllib.request import urlopen\n\nurlopen(text)",
    "S311": "import random\n\nrandom.random()",
    "S314": "from xml.etree.ElementTree import fromstring\n\nfromstring(text)",
    "S324": "import hashlib\n\nhashlib.md5(text)",
    "S501": "import requests\n\nrequests.get(text, verify=False, timeout=1)",
    "S506": "import yaml\n\nyaml.load(text)",
    "S602": "import subprocess\n\nsubprocess.run(text, shell=True)",
    "S608": 'cursor.execute(f"SELECT a FROM b WHERE c = {text}")',
    "S610": "User.objects.extra(where=[text])",
    "S611": "from django.db.models.expressions import RawSQL\n\nRawSQL(text, [])",
    "S701": "import jinja2\n\njinja2.Environment()",
}


def found(code, *, where="carepath/work/any.py"):
    """The rules that ruff, as the project sets it up, sees broken in a file of that name."""
    done = subprocess.run(
        [RUFF, "check", "--output-format", "concise", "--stdin-filename", where, "-"],
        input=f"{code}\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return set(re.findall(r": (S\d+) ", done.stdout))


@pytest.mark.parametrize("rule", FAULTS)
def test_a_seeded_fault_is_found(rule):
    assert rule in found(FAULTS[rule])


def test_each_waiver_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    waivers = [line for line in lines if re.match(r'^".*" = \[.*"S', line)]
    assert len(waivers) >= 5
    assert [line for line in waivers if not re.search(r"\] # \w", line)] == []
    for path in (ROOT / "carepath").rglob("*.py"):
        for line in path.read_text().splitlines():
            if "noqa: S" in line:
                assert re.search(r"noqa: S\d+(, S\d+)* - \w", line), (path, line)


def test_each_waiver_names_what_is_there():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for pattern in document["tool"]["ruff"]["lint"]["per-file-ignores"]:
        ways = [pattern]
        if brace := re.search(r"\{([^}]*)\}", pattern):
            ways = [pattern.replace(brace[0], word) for word in brace[1].split(",")]
        assert all(list(ROOT.glob(way)) for way in ways), pattern


def test_templates_escape_everything():
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape off", path.read_text()), path
