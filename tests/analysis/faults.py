"""A small protocol with one fault, and where a check must find it."""

from dataclasses import replace

from carepath.analysis.protocol_checks import FAILED, blocking, checks
from tests.analysis.protocols import GROUND, SEPSIS, with_row


def step(row_id, **fields):
    return with_row(SEPSIS, "steps", row_id, **fields)


def rule(row_id, **fields):
    return with_row(SEPSIS, "rules", row_id, **fields)


def dose(**fields):
    return with_row(SEPSIS, "doses", "first", **fields)


def more_rules(*rules):
    return replace(SEPSIS, rules=(*SEPSIS.rules, *rules))


def is_found(key, document, section, row_id, said):
    """Whether the check fails, blocks, and says so where the fault is."""
    (result,) = [one for one in checks(document, GROUND) if one.key == key]
    assert result.state == FAILED
    assert result in blocking(checks(document, GROUND))
    sentences = {(p.section, p.id): p.text % p.words for p in result.problems}
    return said in sentences[section, row_id]
