"""XES event logs (IEEE 1849), plain or gzipped, read as a stream.

An event's attributes are columns by their key, a trace's by `case:` and their key. Document types
and entities are refused, so are depths beyond 32 and pieces beyond 1 MiB without an element: an
old expat rescans an unfinished piece with every block. Extensions need not be declared; nested
attributes, globals and classifiers are not read.
"""

from collections.abc import Iterator
from xml.sax import SAXException, handler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from carepath.formats import proposing, tabular
from carepath.formats.bytestream import Capped, Readable, unpack_head
from carepath.formats.dialects import check_head
from carepath.frames.batch import Batch
from carepath.frames.mapping import Mapping
from carepath.frames.proposal import Proposal
from carepath.frames.rejects import FileError

CASE = "case:"
MAX_DEPTH = 32
MAX_ATTRIBUTES = 512
MAX_EVENTS = 5_000_000
_BLOCK = 64 * 1024
_MAX_PIECE = 1024 * 1024
_CELLS_AT_ONCE = 300_000
_OPEN_EVENTS = 50_000  # a longer trace is let go before its end, without late trace attributes
_VALUES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_NUMBERS = frozenset(("int", "float"))

Event = dict[str, str]


def read(stream: Readable, mapping: Mapping) -> Iterator[Batch]:
    """Yield the log's events as batches of text; FileError when the file cannot be used."""
    columns, total = mapping.columns, 0
    size = max(500, min(50_000, _CELLS_AT_ONCE // len(columns)))
    waiting: list[Event] = []
    for events in _traces(Capped(stream)):
        waiting += events
        while len(waiting) >= size:
            yield _batch(waiting[:size], total + 1, columns, mapping)
            total += size
            del waiting[:size]
        if total + len(waiting) > MAX_EVENTS:
            raise FileError("too_many_rows", rows=MAX_EVENTS)
    if waiting:
        yield _batch(waiting, total + 1, columns, mapping)
    elif not total:
        raise FileError("no_rows")


def propose(head: bytes, name: str = "", *, complete: bool = False) -> Proposal:
    """Return a mapping proposed from the first bytes; FileError when this is no XES log."""
    reader = _Reader()
    try:
        reader.feed(unpack_head(head))
        if complete:
            reader.close()
    except FileError as error:
        if complete or error.code != "xml_broken":
            raise
    events = reader.taken(everything=True)
    if not events:
        raise FileError("no_rows")
    columns = sorted(set().union(*events), key=lambda key: (not key.startswith(CASE), key))
    check_head(columns)
    rows = [tuple(event.get(key, "") for key in columns) for event in events]
    proposal = proposing.propose(columns, rows, {})
    numbers = [key for key in columns if key in reader.numbers]
    proposal.guesses["numeric_attributes"] = [
        key
        for key in numbers
        if key in proposal.guesses["case_attributes"] + proposal.guesses["event_attributes"]
    ]
    return proposal


def is_wide_xml(content: bytes) -> bool:
    """Tell whether the content is XML in UTF-16."""
    return content[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<")


def _batch(events: list[Event], first: int, columns: tuple[str, ...], mapping: Mapping) -> Batch:
    records = [tuple(event.get(key, "") for key in columns) for event in events]
    return tabular.batch(records, first, columns, mapping)


def _traces(source: Capped) -> Iterator[list[Event]]:
    """Yield the events of traces as their elements end."""
    reader = _Reader()
    while block := source.read(_BLOCK):
        reader.feed(block)
        yield reader.taken()
    reader.close()
    yield reader.taken(everything=True)


class _Reader:
    """Bytes in, events out; turns every way in which XML can be bad into a FileError."""

    def __init__(self) -> None:
        self._log = _Log()
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._parser.setFeature(handler.feature_external_ges, False)
        self._parser.setContentHandler(self._log)
        self._quiet = self._seen = 0

    @property
    def numbers(self) -> set[str]:
        """Return the keys whose values are declared as numbers."""
        return self._log.numbers

    def feed(self, block: bytes) -> None:
        self._quiet = self._quiet + len(block) if self._seen == self._log.elements else 0
        self._seen = self._log.elements
        if self._quiet > _MAX_PIECE:
            raise FileError("xml_piece")
        self._safely(lambda: self._parser.feed(block))

    def close(self) -> None:
        self._safely(self._parser.close)
        if not self._log.elements:
            raise FileError("empty")

    def taken(self, everything: bool = False) -> list[Event]:
        """Return the events since the last call; those of an unfinished trace only at the end."""
        return self._log.taken(everything)

    def _safely(self, step) -> None:  # noqa: ANN001
        try:
            step()
        except DefusedXmlException as error:
            raise FileError("xml_forbidden") from error
        except (SAXException, UnicodeError, LookupError, ValueError) as error:
            if isinstance(error, FileError):
                raise
            raise FileError("xml_broken", line=self._parser.getLineNumber() or 1) from error


class _Log(handler.ContentHandler):
    """Collects `log > trace > event > attribute`, whatever stands around it."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: set[str] = set()
        self.elements = 0
        self._path: list[str] = []
        self._trace: Event | None = None
        self._event: Event | None = None
        self._open: list[Event] = []  # events of the trace that has not ended
        self._done: list[Event] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX
        tag, path = name.rpartition(":")[2], self._path
        self.elements += 1
        if not path and tag != "log":
            raise FileError("not_xes")
        path.append(tag)
        if len(path) > MAX_DEPTH:
            raise FileError("xml_too_deep", depth=MAX_DEPTH)
        if tag in _VALUES:
            self._value(tag, path[-2], attrs)
        elif tag == "event" and path[-2] in ("trace", "log"):
            self._event = {}
        elif tag == "trace" and len(path) == 2:
            self._trace = {}

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX
        tag = self._path.pop()
        if tag == "event" and self._event is not None:
            self._open.append(self._event)
            self._event = None
            if self._trace is None or len(self._open) >= _OPEN_EVENTS:
                self._finish()
        elif tag == "trace" and self._trace is not None and len(self._path) == 1:
            self._finish()
            self._trace = None

    def taken(self, everything: bool) -> list[Event]:
        if everything:
            self._finish()
        done, self._done = self._done, []
        return done

    def _value(self, tag: str, parent: str, attrs: AttributesImpl) -> None:
        key, value = attrs.get("key"), attrs.get("value")
        if key is None or value is None:
            return
        if parent == "event" and self._event is not None:
            held = self._event
        elif parent == "trace" and self._trace is not None:
            held, key = self._trace, CASE + key
        else:
            return
        held[key] = value
        if tag in _NUMBERS:
            self.numbers.add(key)
        if len(held) > MAX_ATTRIBUTES:
            raise FileError("too_many_columns", columns=MAX_ATTRIBUTES)

    def _finish(self) -> None:
        trace = self._trace or {}
        self._done += [trace | event for event in self._open]
        self._open = []
