"""Every read of journeys."""

from carepath.journeys.queries.as_known import (
    KnownPlace,
    KnownSpan,
    KnownStay,
    counts_known,
    places_known,
    spans_known,
    stays_as_they_are,
    stays_known,
)
from carepath.journeys.queries.changes import changed_since, latest_change
from carepath.journeys.queries.cohorts import Cohort, ids_of
from carepath.journeys.queries.pages import SORTS, Listing, exported, ids_in, latest, listing
from carepath.journeys.queries.pseudonyms import patients_called, pseudonym
from carepath.journeys.queries.remarks import (
    annotations,
    annotations_of,
    links,
    markers,
    notes,
    sites_where,
    versions,
)
from carepath.journeys.queries.scales import scale
from carepath.journeys.queries.sources import (
    default_source,
    sources,
    stage_names,
    targets,
    unit_name,
    units,
    visible,
)
from carepath.journeys.queries.standings import (
    FEWEST,
    Standing,
    others,
    standing,
    standing_among,
    usual,
)
from carepath.journeys.queries.store import (
    Snapshot,
    changed_spans,
    snapshot,
    spans,
    spans_of,
    visible_sites,
)
from carepath.journeys.queries.traces import (
    Trace,
    by_trace_id,
    current_spans,
    otlp_of,
    pk_of,
    trace,
)
from carepath.journeys.queries.waterfalls import Waterfall, drawn

__all__ = [
    "KnownPlace",
    "KnownSpan",
    "KnownStay",
    "counts_known",
    "places_known",
    "spans_known",
    "stays_as_they_are",
    "stays_known",
    "FEWEST",
    "SORTS",
    "Cohort",
    "Listing",
    "Snapshot",
    "Standing",
    "Trace",
    "Waterfall",
    "annotations",
    "annotations_of",
    "markers",
    "by_trace_id",
    "changed_since",
    "changed_spans",
    "current_spans",
    "default_source",
    "drawn",
    "ids_in",
    "exported",
    "ids_of",
    "latest_change",
    "latest",
    "links",
    "listing",
    "notes",
    "others",
    "otlp_of",
    "patients_called",
    "pk_of",
    "pseudonym",
    "scale",
    "sites_where",
    "sources",
    "snapshot",
    "spans",
    "spans_of",
    "stage_names",
    "unit_name",
    "units",
    "standing",
    "standing_among",
    "targets",
    "trace",
    "usual",
    "versions",
    "visible",
    "visible_sites",
]
