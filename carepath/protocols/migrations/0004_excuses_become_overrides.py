"""A reason that one person gave becomes an override that waits for a second one.

The new table has no triggers yet: its rows are written to the ledger as they are found there.
"""

from django.db import migrations


def ask(apps, schema_editor):
    """Ask for each excuse as its person would today."""
    excuses = apps.get_model("protocols", "Excuse")
    overrides = apps.get_model("protocols", "Override")
    rows = excuses.objects.order_by("pk").iterator(chunk_size=1_000)
    overrides.objects.bulk_create(
        (
            overrides(
                journey_id=row.journey_id,
                protocol_id=row.protocol_id,
                place=f"rules/{row.rule}",
                what=row.rule,
                reason=row.reason,
                asked_at=row.at,
                asked_by_id=row.by_id,
            )
            for row in rows
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0003_overrides")]

    operations = [
        migrations.RunPython(ask, migrations.RunPython.noop),
        migrations.DeleteModel("Excuse"),
        migrations.DeleteModel("HistoricalExcuse"),
    ]
