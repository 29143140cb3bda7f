"""Every known way to write a row, on every governed table: none of them is silent.

On PostgreSQL it is the portal's own login that tries. A way that is refused writes nothing; each
other leaves as many rows of the ledger as rows were changed.
"""

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from carepath.audit import actions as audit
from carepath.audit.models import Change
from carepath.audit.register import is_kept
from tests import logins
from tests.factories import AT
from tests.governed import CHANGED, GOVERNED, ROWS, a_row, another, rows

pytestmark = pytest.mark.django_db
REFUSED = "refused"


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def raw(model, statement, **parts):
    names = {"table": model._meta.db_table, "key": model._meta.pk.column}
    name = model._meta.get_field(CHANGED[model]).column
    value = f'"{name}" + 1' if model._meta.get_field(CHANGED[model]).get_internal_type() in (
        "PositiveIntegerField", "IntegerField",
    ) else "'raw'"  # fmt: skip
    run(statement.format(**names, column=name, value=value, **parts))


def keys(made):
    return ", ".join(str(row.pk) for row in made)


def create(model, made):
    a_row(model).save()


def save_a_change(model, made):
    another(model, made[0]).save()


def save_nothing(model, made):
    made[0].save()


def bulk_create(model, made):
    model.objects.bulk_create([a_row(model) for _ in range(3)])


def bulk_create_history(model, made):
    if is_kept(model):  # what never changes has no history
        return REFUSED
    bulk_create_with_history([a_row(model) for _ in range(3)], model)
    return None


def _value(model):
    return 77 if isinstance(getattr(a_row(model), CHANGED[model]), int) else "other"


def update(model, made):
    model.objects.filter(pk__in=[row.pk for row in made]).update(**{CHANGED[model]: _value(model)})


def update_by_column(model, made):
    number = isinstance(_value(model), int)
    other = F(CHANGED[model]) + 1 if number else models.Value("by column")
    model.objects.filter(pk__in=[row.pk for row in made]).update(**{CHANGED[model]: other})


def bulk_update(model, made):
    model.objects.bulk_update([another(model, row) for row in made], [CHANGED[model]])


def bulk_update_history(model, made):
    if is_kept(model):
        return REFUSED
    bulk_update_with_history([another(model, row) for row in made], model, [CHANGED[model]])
    return None


def raw_update(model, made):
    raw(model, 'UPDATE "{table}" SET "{column}" = {value} WHERE "{key}" IN ({keys})',
        keys=keys(made))  # fmt: skip


def raw_delete(model, made):
    raw(model, 'DELETE FROM "{table}" WHERE "{key}" IN ({keys})', keys=keys(made[:1]))


def raw_insert(model, made):
    """The columns of another row, under a key of its own, in the place of one that is gone."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    row = a_row(model)
    names = ", ".join(f'"{field.column}"' for field in (model._meta.pk, *fields))
    marks = ", ".join(["%s"] * (len(fields) + 1))
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    run(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', 987_654, *values)


def delete(model, made):
    model.objects.filter(pk__in=[row.pk for row in made[:2]]).delete()


def past_collecting(model, made):
    found = model.objects.filter(pk__in=[row.pk for row in made[:1]])
    found._raw_delete(found.db)


def cascade(model, made):
    parents = [f for f in model._meta.concrete_fields if f.remote_field]
    if not parents:
        return REFUSED
    try:
        for field in parents:
            getattr(made[0], field.name).delete()
    except ProtectedError:
        return REFUSED


def links(model, made):
    """Hidden tables of links are banned on governed models, so nothing can come this way."""
    assert not model._meta.many_to_many
    return REFUSED


def update_or_create(model, made):
    model.objects.update_or_create(pk=made[0].pk, defaults={CHANGED[model]: _value(model)})


def truncate(model, made):
    empty = 'TRUNCATE "{table}" CASCADE' if connection.vendor == "postgresql" else ""
    raw(model, empty or 'DELETE FROM "{table}"')


def triggers_off(model, made):
    if connection.vendor == "postgresql":
        raw(model, 'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
    else:
        raw(model, 'DROP TRIGGER "carepath_ledger_{table}_update"')
    raw_update(model, made)


def as_a_replica(model, made):
    if connection.vendor == "postgresql":
        run("SET session_replication_role = replica")
    else:
        run("PRAGMA recursive_triggers = OFF")
    raw_update(model, made)


def replace(model, made):
    """SQLite's own: what is replaced is deleted, and says so."""
    if connection.vendor == "postgresql":
        return REFUSED
    raw(model, 'REPLACE INTO "{table}" SELECT * FROM "{table}" WHERE "{key}" IN ({keys})',
        keys=keys(made[:1]))  # fmt: skip
    return None


PATHS = {
    1: (create, 1), 2: (save_a_change, 1), 3: (save_nothing, 0), 4: (bulk_create, 3),
    5: (bulk_create_history, 3), 6: (update, 3), 7: (update_by_column, 3), 8: (bulk_update, 3),
    9: (bulk_update_history, 3), 10: (raw_update, 3), 11: (raw_delete, 1), 12: (raw_insert, 1),
    13: (delete, 2), 14: (past_collecting, 1), 15: (cascade, 3), 16: (links, 0), 17: (links, 0),
    18: (links, 0), 19: (links, 0), 20: (links, 0), 21: (update_or_create, 1), 22: (truncate, 3),
    23: (triggers_off, None), 24: (as_a_replica, None), 25: (replace, 2),
}  # fmt: skip
"""Each way with how many rows it changes of the three there are; None: it must be refused."""
ELSEWHERE = (cascade, links, truncate, replace)
"""Ways that are closed on some tables, or on one of the databases."""
ADDING = (create, save_nothing, bulk_create, raw_insert)
"""Ways that stay open where rows are only added to."""


def content(model):
    return {row[0]: row for row in model.objects.order_by("pk").values_list("pk", *_names(model))}


def _names(model):
    return [field.attname for field in model._meta.concrete_fields]


def attempt(path, model, made):
    """Return whether the way was refused, by the database or by what goes before it."""
    try:
        with transaction.atomic():
            return path(model, made) == REFUSED
    except DatabaseError:
        return True


@pytest.fixture
def login(db):
    """From here on the portal's own login works, where there is one."""
    if connection.vendor == "postgresql":
        logins.made()
        return lambda: logins.become(logins.APP)
    return lambda: None


@pytest.fixture
def three(request, login):
    model = request.getfixturevalue("model")
    with audit.acting_as("test", at=AT, why="rows to try"):
        made = rows(model)
    login()
    return made


def each_way(model, made):
    """Yield each way with what it changes and a name; what it did is undone before the next."""
    for number, (path, changes) in PATHS.items():
        mark = transaction.savepoint()
        yield path, changes, f"{number} {path.__name__}"
        transaction.savepoint_rollback(mark)
        for row in made:
            row.refresh_from_db()


def ledger(model, seq):
    return list(Change.objects.filter(seq__gt=seq, table_name=model._meta.db_table))


@pytest.mark.parametrize("model", GOVERNED, ids=lambda model: model._meta.label)
def test_no_way_to_write_is_silent(model, three):
    before, seq = content(model), Change.objects.count()
    for path, changes, name in each_way(model, three):
        with audit.acting_as("test", at=AT, why="tried"):
            refused = attempt(path, model, three)
        after, new = content(model), ledger(model, seq)
        changed = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
        assert changed <= {type(next(iter(before)))(row.key) for row in new}, name
        if refused:
            assert new == [] and changed == set(), name
            assert changes is None or path in ELSEWHERE or is_kept(model), name
        else:
            assert len(new) == changes, name


@pytest.mark.parametrize("model", GOVERNED, ids=lambda model: model._meta.label)
def test_without_who_and_why_nothing_is_written(model, three):
    before, seq = content(model), Change.objects.count()
    for path, changes, name in each_way(model, three):
        refused = attempt(path, model, three)
        assert content(model) == before, name
        assert Change.objects.count() == seq, name
        assert refused or changes == 0, name


@pytest.mark.parametrize("model", [m for m in GOVERNED if is_kept(m)])
def test_what_is_only_added_to_can_be_added_to_and_nothing_else(model, three):
    with audit.acting_as("test", at=AT, why="tried"):
        for path, changes in PATHS.values():
            if changes:
                assert attempt(path, model, three) == (path not in ADDING), path


def test_there_are_rows_to_try_of_every_governed_table():
    assert set(ROWS) == set(CHANGED) == set(GOVERNED)


@pytest.mark.postgresql
def test_the_portals_login_cannot_write_the_chain_itself(login):
    with audit.acting_as("test", at=AT, why="rows to try"):
        rows(GOVERNED[0], 1)
    login()
    copy = "INSERT INTO audit_change SELECT * FROM audit_change"
    call = "SELECT carepath_append('t', 'insert', '1', NULL, '{}')"
    for statement in (copy, call):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement)


def test_a_forged_row_of_the_chain_is_refused():
    with audit.acting_as("test", at=AT, why="rows to try"):
        rows(GOVERNED[0], 1)
        forged = Change.objects.get()
        forged.seq, forged.hash, forged.previous = 2, "f" * 64, forged.hash
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            forged.save(force_insert=True)
    assert Change.objects.count() == 1
