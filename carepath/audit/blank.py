"""A blank database is made from the models as they are, not by living through their history.

Each step of a history renders the models anew that hang together, so a first start spent most of
its time on tables that were to change again a moment later.
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connections, migrations, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class Structure(migrations.RunPython):
    """A step of a migration that makes what models cannot say, so a blank database wants it too.

    Its code is given the schema editor and may not ask for models.
    """


def is_blank(alias: str) -> bool:
    """Return whether none of the portal's tables, and no history, is behind the alias."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return not there & {*ours, MigrationRecorder.Migration._meta.db_table}


def fill(alias: str, make_tables: Callable[[set[str]], None]) -> None:
    """Make the tables of all apps by `make_tables`, then what only migrations say, in one go.

    A process that is killed leaves the database blank. Afterwards the whole history counts as
    applied: its steps on rows have nothing to do where there are none.
    """
    connection = connections[alias]
    connection.prepare_database()
    with connection.constraint_checks_disabled(), transaction.atomic(using=alias):
        make_tables({config.label for config in apps.get_app_configs()})
        loader = MigrationLoader(connection)
        _add_structures(alias, loader)
        _record(alias, loader)


def _add_structures(alias: str, loader: MigrationLoader) -> None:
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    with connections[alias].schema_editor() as editor:
        for app, name in dict.fromkeys(plan):
            for step in loader.graph.nodes[app, name].operations:
                if isinstance(step, Structure) and router.allow_migrate(alias, app):
                    step.code(None, editor)


def _record(alias: str, loader: MigrationLoader) -> None:
    recorder = MigrationRecorder(connections[alias])
    recorder.ensure_schema()
    rows = [recorder.Migration(app=app, name=name) for app, name in loader.graph.nodes]
    recorder.migration_qs.bulk_create(rows)
