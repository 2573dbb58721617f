"""A text that was taken back from the other party stays in its sight."""

from typing import Any

from django.db import migrations, models

SHOWN_TO_BOTH = ("with_other_party", "agreed")


def fill(apps: Any, _editor: Any) -> None:
    """So do those that were taken back before: the ledger tells from which state."""
    events = apps.get_model("kernel", "Event").objects.filter(record__startswith="instruments.instrument:", verb="withdraw")
    taken_back = [record.rpartition(":")[2] for record, facts in events.values_list("record", "facts") if facts["before"] in SHOWN_TO_BOTH]
    apps.get_model("instruments", "Instrument").objects.filter(pk__in=taken_back, state="withdrawn").update(is_kept_in_sight=True)


class Migration(migrations.Migration):
    dependencies = [("instruments", "0005_withdrawn_waivers"), ("kernel", "0002_append_only")]
    operations = [
        migrations.AddField("instrument", "is_kept_in_sight", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "instrument",
            models.CheckConstraint(
                condition=models.Q(("is_kept_in_sight", False), ("state", "withdrawn"), _connector="OR"),
                name="instrument_kept_in_sight_was_taken_back",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
