"""Small logs for the pages: one of intervals, one of completions, told in minutes."""

from carepath.frames.mapping import Mapping
from carepath.journeys import actions as journeys
from tests.factories import AT, site
from tests.journeys.frames import event, frame


def declared(name="ward", *, intervals=True, at_site=None, **rule):
    mapping = Mapping(case="c", activity="a", time="t", timezone="Europe/Amsterdam", **rule)
    return journeys.declare_source(
        name=name, site=at_site or site(), mapping=mapping, intervals=intervals, by="test", at=AT
    )


def record(source, *events, message=None):
    return journeys.record(events=frame(*events), source=source, by="test", at=AT, message=message)


def a_stay(case="A", shift=0, **more):
    """Triage, a wait for the doctor, a scan inside the doctor's work, a bed; 600 minutes in all."""
    doctor = f"{case}-doctor"
    return [
        event(case, "Triage", shift, shift + 10, **more),
        event(case, "Doctor", shift + 60, shift + 120, shift + 10, ref=doctor),
        event(case, "Scan", shift + 70, shift + 90, parent=doctor),
        event(case, "Bed", shift + 150, shift + 600),
    ]


def ward(n=3, **rule):
    """A log of intervals with n such stays, an hour apart, the first the longest."""
    source = declared(**rule)
    for number in range(n):
        record(source, *a_stay(f"J{number}", number * 60))
    return source


def points(n=3, name="log"):
    """A log of completions: triage, antibiotics (90 min later, each 10 more), away, back."""
    source = declared(name, intervals=False, phases={"Return": "away", "Admission": "ward"})
    for number in range(n):
        start, case = number * 60, f"P{number}"
        record(
            source,
            event(case, "Triage", start, start),
            event(case, "Antibiotics", *[start + 90 + 10 * number] * 2),
            event(case, "Admission", *[start + 200] * 2),
            event(case, "Return", *[start + 20_000] * 2),
        )
    return source
