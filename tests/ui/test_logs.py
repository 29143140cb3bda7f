"""Log lines say where and what kind, never what was in a row."""

import io
import logging

import pytest

from carepath.ui import logs

PATIENT = "Jansen-1947"


@pytest.fixture
def line():
    """Return a function that logs as the portal does and gives back what was written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Scrub())
    logger = logging.Logger("test")
    logger.addHandler(handler)

    def write(say):
        say(logger)
        return stream.getvalue()

    return write


def fails(text, cause=None):
    def say(logger):
        try:
            try:
                raise ValueError(text)
            except ValueError as error:
                if cause is None:
                    raise
                raise RuntimeError(cause) from error
        except (ValueError, RuntimeError):
            logger.exception("import %s failed", 7)

    return say


@pytest.mark.parametrize(
    "text",
    [
        f"could not convert '{PATIENT}' to a time",
        f'invalid input syntax for type integer: "{PATIENT}"',
        f"duplicate key value violates unique constraint\nDETAIL:  Key (case)=({PATIENT})",
        f"Key (case_ref)=({PATIENT}) already exists.",
        f"unexpected value `{PATIENT}` in a column",
        PATIENT,
    ],
)
def test_a_fault_is_told_without_its_data(line, text):
    written = line(fails(text))
    assert PATIENT not in written
    assert "import 7 failed" in written
    assert "test_logs.py" in written
    assert written.rstrip().endswith("ValueError")


def test_causes_are_told_too(line):
    written = line(fails(f"bad '{PATIENT}'", cause=f"row '{PATIENT}' failed"))
    assert PATIENT not in written
    assert written.index("\nValueError\n") < written.index("\nRuntimeError\n")


def test_faults_of_programs_keep_their_text_without_values(line):
    def say(logger):
        try:
            {}.missing  # noqa: B018
        except AttributeError as error:
            logger.exception("%s", error)

    written = line(say)
    assert written.startswith("AttributeError\n")
    assert written.rstrip().endswith("AttributeError: '…' object has no attribute '…'")


def test_tokens_never_reach_a_log(line):
    token = "cp_" + "x" * 43
    written = line(lambda logger: logger.warning("refused %s (Authorization: Bearer abc)", token))
    assert "refused [token] (Authorization: [token]" in written


def test_plain_lines_stay_as_they_are(line):
    assert line(lambda logger: logger.warning("took %s over", 3)) == "took 3 over\n"


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("a\nb", "a"), ("x" * 999, "x" * 300)])
def test_only_a_short_first_line_is_kept(text, expected):
    assert logs.without_values(text) == expected
