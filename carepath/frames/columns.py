"""Named columns of the frames that travel between storeys, each with its type and unit."""

import polars as pl

ROWS = {
    "row": pl.Int64,  # number of the record in the file, the first after the head being 1
    "case": pl.String,
    "activity": pl.String,
    "time": pl.String,
    "start": pl.String,
    "requested": pl.String,
    "lifecycle": pl.String,
    "instance": pl.String,
    "event_id": pl.String,
    "unit": pl.String,
    "role": pl.String,
    "patient": pl.String,
    "case_attributes": pl.String,  # JSON object or null
    "attributes": pl.String,  # JSON object or null
}
"""What a parser reads: text as it stood in the file, null where a column is not mapped or null."""

REJECTS = {
    "row": pl.Int64,
    "reason": pl.String,  # a code of `frames.rejects`, such as bad_time
    "detail": pl.String,  # a sentence without patient data
    "raw": pl.String,  # the record's cells as a JSON list, to repair and send again
}
"""Rows that could not be used, with the reason."""

EVENTS = {
    "case": pl.String,
    "stage": pl.String,
    "kind": pl.UInt8,  # code of spans.KINDS
    "requested": pl.Int64,  # microseconds UTC, null = not recorded
    "started": pl.Int64,  # null = requested only
    "ended": pl.Int64,  # null = open
    "seq": pl.Int64,  # file or receipt order
    "precision": pl.UInt8,  # code of spans.PRECISIONS
    "flags": pl.Int32,  # bits of FLAGS
    "ref": pl.Binary,  # 16 bytes, unique within the source
    "parent_ref": pl.Binary,  # ref of the parent span, or null
    "unit": pl.String,
    "role": pl.String,
    "patient": pl.String,
    "attributes": pl.String,  # JSON object or null
    "case_attributes": pl.String,  # JSON object or null
}
"""What happened, in the portal's own terms: the only thing `journeys.actions.record` takes."""

READMISSION_OF = "readmission_of"
"""The case attribute that names the case of the same source which a stay follows: a link between
two journeys, kept beside them and not among their attributes."""

FLAGS = {
    "ambiguous_hour": 1,  # a lone time in the repeated hour of the autumn change
    "second_pass": 2,  # the repeated hour read as its second pass, from file order
    "missing_hour": 4,  # a time in the skipped hour of the spring change
    "end_before_start": 8,  # the end stood before the start: zero length at the start
    "requested_late": 16,  # the request stood after the start: wait 0
    "outside_parent": 32,
    "unpaired": 64,  # a start without its completion or a completion without its start
}
"""Bit of each doubt about a time; the raw value stays in the import."""
