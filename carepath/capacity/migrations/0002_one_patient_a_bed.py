"""The database itself refuses two patients in one bed at once."""

from django.db import migrations

from carepath.audit.blank import Structure

SQLITE = """
CREATE TRIGGER capacity_one_patient_a_bed_{when} BEFORE {event} ON capacity_holding
WHEN EXISTS (
    SELECT 1 FROM capacity_holding AS held
    WHERE held.bed_id = NEW.bed_id AND held.id IS NOT NEW.id
    AND (NEW.until IS NULL OR held.since < NEW.until)
    AND (held.until IS NULL OR NEW.since < held.until)
)
BEGIN SELECT RAISE(ABORT, 'capacity_one_patient_a_bed'); END
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(
            "ALTER TABLE capacity_holding ADD CONSTRAINT capacity_one_patient_a_bed "
            "EXCLUDE USING gist (bed_id WITH =, int8range(since, until) WITH &&)"
        )
        return
    for when, event in (("insert", "INSERT"), ("update", "UPDATE")):
        schema_editor.execute(SQLITE.format(when=when, event=event))


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE capacity_holding DROP CONSTRAINT capacity_one_patient_a_bed"
        )
        return
    for when in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER capacity_one_patient_a_bed_{when}")


class Migration(migrations.Migration):
    dependencies = [("capacity", "0001_beds")]

    operations = [Structure(forbid, allow)]
