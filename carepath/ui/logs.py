"""What a log line may hold: where something failed and what kind it was, never the data in it."""

import logging
import re
import traceback

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

LONGEST = 300
# Faults of programs and machines: their texts name code, files and servers, not rows.
TELLING = (
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    NameError,
    OSError,
    OperationalError,
    TypeError,
)
_SECRETS = re.compile(r"\bcp_[\w-]{20,}|(?i:bearer)\s+\S+")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_VALUES = re.compile(r"=\s*\([^)]*\)")


class Scrub(logging.Filter):
    """Take values out of faults, and tokens out of every line, before a handler writes them.

    A fault's text may hold what was in a row: it is kept for faults of programs and machines only,
    and of those the first line without its quoted parts.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return true always; the record is changed in place."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            text = text.replace(str(error) or "\0", type(error).__qualname__)
            record.exc_text, record.exc_info = told(error), None
        record.msg = _SECRETS.sub("[token]", text)
        record.args = None
        return True


def told(error: BaseException) -> str:
    """Return a fault's places and kinds, causes first, without the data in their texts."""
    parts = []
    found: BaseException | None = error
    while found is not None and len(parts) < 5:
        places = "".join(traceback.format_tb(found.__traceback__))
        text = f": {without_values(str(found))}" if isinstance(found, TELLING) else ""
        parts.append(f"{places}{type(found).__qualname__}{text}")
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "\n\nthen\n\n".join(reversed(parts))


def without_values(text: str) -> str:
    """Return the first line of a text without its quoted parts and (column)=(value) pairs."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    return _VALUES.sub("=(…)", _QUOTED.sub("'…'", first))[:LONGEST]
