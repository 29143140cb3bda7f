"""Files for tests of plans: lines of text as the bytes of a CSV."""

from carepath.places import queries


def content(head, *rows):
    """A file of a head and rows, each a text with commas."""
    return "\n".join((head, *rows)).encode()


def planned(kind, where, by, head, *rows):
    """What such a file would do."""
    return queries.plan_of(kind=kind, content=content(head, *rows), site=where, by=by)


def told(plan):
    """The faults as (row, column, code)."""
    return [(one.row, one.column, one.code) for one in plan.faults]
