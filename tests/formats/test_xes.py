"""XES: streams in, the same batches as a table; bombs are refused."""

import gzip
import io
import json

import polars as pl
import pytest

from carepath.analysis import fold
from carepath.formats import xes
from carepath.frames.columns import EVENTS, REJECTS, ROWS
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FileError

MAPPING = Mapping(
    case="case:concept:name",
    activity="concept:name",
    time="time:timestamp",
    lifecycle="lifecycle:transition",
    instance="concept:instance",
    role="org:resource",
    unit="org:group",
    case_attributes=("case:age", "case:diagnose"),
    event_attributes=("crp",),
    numeric_attributes=("case:age", "crp"),
)
LOG = """<?xml version="1.0" encoding="{encoding}" ?>
<!-- a comment --><log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="__INVALID__"/></global>
<classifier name="Activity" keys="concept:name"/>
<string key="concept:name" value="the log"/>
<trace>
 <string key="concept:name" value="NA"/><int key="age" value="70"/>
 <string key="diagnose" value="Ä &amp; &lt;b&gt;"><string key="inner" value="x"/></string>
 <event>{start}<date key="time:timestamp" value="2014-03-04T10:00:00.000+01:00"/>
  <string key="org:resource" value="nurse"/><float key="crp" value="21.5"/>
  <list key="many"><string key="concept:name" value="nested"/></list></event>
 <event>{end}<date key="time:timestamp" value="2014-03-04T11:30:00.000+01:00"/>
  <string key="org:group" value="?"/></event>
</trace>
<trace><event><string key="concept:name" value="lost"/></event></trace>
<trace><string key="concept:name" value="B"/>
 <event><string key="concept:name" value="A"/>
  <date key="time:timestamp" value="2014-03-04T09:00:00Z"/></event></trace>
</log>"""


def event(name, transition):
    return (
        f'<string key="concept:name" value="{name}"/>'
        f'<string key="lifecycle:transition" value="{transition}"/>'
        '<string key="concept:instance" value="1"/>'
    )


def log(encoding="UTF-8"):
    text = LOG.format(encoding=encoding, start=event("A", "start"), end=event("A", "complete"))
    return text.encode(encoding)


def read(data, mapping=MAPPING):
    batches = list(xes.read(io.BytesIO(data), mapping))
    return (
        pl.concat([pl.DataFrame(schema=ROWS), *(batch.rows for batch in batches)]),
        pl.concat([pl.DataFrame(schema=REJECTS), *(batch.rejects for batch in batches)]),
    )


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_small_log(encoding, packed):
    data = log(encoding)
    rows, rejects = read(gzip.compress(data) if packed else data)
    assert rows.schema == ROWS
    first, second, third = rows.rows(named=True)
    assert (first["case"], first["activity"], first["lifecycle"]) == ("NA", "A", "start")
    assert (first["role"], second["role"], second["unit"]) == ("nurse", None, "?")
    assert json.loads(first["case_attributes"]) == {
        "case:age": 70,
        "case:diagnose": "Ä & <b>",
    }
    assert json.loads(first["attributes"]) == {"crp": 21.5}
    assert (third["case"], third["row"], third["attributes"]) == ("B", 4, None)
    assert rejects.select("row", "reason").rows() == [(3, "missing_case")]


def test_pairs_become_intervals():
    folded = fold.Folding(MAPPING)
    for batch in xes.read(io.BytesIO(log()), MAPPING):
        assert folded.add(batch).is_empty()
    with pytest.raises(FileError, match="1 of 4"):  # a fourth is bad
        folded.finish()
    folded = fold.events(read(log())[0], MAPPING).frame()
    assert folded.schema == EVENTS
    assert (folded["ended"][0] - folded["started"][0]) == 90 * 60 * 1_000_000
    assert folded["role"].to_list() == ["nurse", None]


def test_propose():
    proposal = xes.propose(log(), complete=True)
    mapping = proposal.mapping
    assert (mapping.case, mapping.activity) == ("case:concept:name", "concept:name")
    assert (mapping.time, mapping.lifecycle) == ("time:timestamp", "lifecycle:transition")
    assert (mapping.instance, mapping.unit, mapping.role) == (
        "concept:instance",
        "org:group",
        "org:resource",
    )
    assert set(mapping.case_attributes) == {"case:age", "case:diagnose"}
    assert (mapping.event_attributes, mapping.numeric_attributes) == (("crp",), ("case:age", "crp"))
    assert proposal.zoned
    assert proposal.stages == {"A": 3, "lost": 1}


@pytest.mark.parametrize("cut", [1100, 1200, 1400])
def test_propose_from_a_cut_head(cut):
    assert xes.propose(log()[:cut]).columns
    with pytest.raises(FileError):
        xes.propose(log()[:cut], complete=True)


def test_long_logs_come_in_batches():
    one = '<event><string key="concept:name" value="A"/></event>'
    traces = f'<trace><string key="concept:name" value="1"/>{one * 70_000}</trace>' * 2
    mapping = Mapping("case:concept:name", "concept:name", "time:timestamp")
    batches = list(xes.read(io.BytesIO(f"<log>{traces}</log>".encode()), mapping))
    assert sum(len(batch.rejects) for batch in batches) == 140_000
    assert max(len(batch.rejects) for batch in batches) <= 50_000
    assert batches[-1].rejects["row"][-1] == 140_000


BOMB = (
    '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 10}">' for n in range(97, 105))
    + "]><log><trace><string key='concept:name' value='&i;'/></trace></log>"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<log></log>", "no_rows"),
        (b"<html></html>", "not_xes"),
        (b"<log><trace>", "xml_broken"),
        (b"<log><trace></log>", "xml_broken"),
        (b"<log>&nope;</log>", "xml_broken"),
        (b"<log><trace a=1/></log>", "xml_broken"),
        (b"<log>\xff\xfe</log>", "xml_broken"),
        (b'<?xml version="1.0" encoding="klingon"?><log/>', "xml_broken"),
        (b"<log>" + b"<string>" * 40, "xml_too_deep"),
        (b"<!DOCTYPE log><log/>", "xml_forbidden"),
        (BOMB.encode(), "xml_forbidden"),
        (
            b'<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>',
            "xml_forbidden",
        ),
        (b'<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd"><log/>', "xml_forbidden"),
        (b"<log><!--" + b"x" * 3_000_000, "xml_piece"),
        (b'<log><string key="' + b"x" * 3_000_000, "xml_piece"),
        (
            b"<log><trace><event>"
            + b"".join(b'<string key="k%d" value=""/>' % n for n in range(600)),
            "too_many_columns",
        ),
        (gzip.compress(b"<log>" + b"<a/>" * 8_000_000), "gzip_ratio"),
        (gzip.compress(log())[:-20], "damaged_gzip"),
    ],
)
def test_bad_logs_are_refused_with_a_reason(data, code):
    with pytest.raises(FileError) as error:
        read(data)
    assert error.value.code == code


def test_a_huge_value_is_rejected_alone():
    text = log().decode().replace("nurse", "x" * 70_000)
    _, rejects = read(text.encode())
    assert rejects.select("row", "reason").rows() == [(1, "cell_too_big"), (3, "missing_case")]


def test_wide_xml():
    assert xes.is_wide_xml("<log/>".encode("utf-16"))
    assert not xes.is_wide_xml(b"<log/>")
