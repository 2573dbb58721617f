"""An office begins and ends on days that may be known only within a time."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def fill(apps: Any, _editor: Any) -> None:
    """What was recorded until now are known days."""
    apps.get_model("registry", "Appointment")._base_manager.update(starts_by=F("starts_on"), ends_from=F("ends_before"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_sorted_by_kind")]
    operations = [
        migrations.AddField("appointment", "starts_by", models.DateField(blank=True, null=True, verbose_name="from, at the latest")),
        migrations.AddField("appointment", "ends_from", models.DateField(blank=True, null=True, verbose_name="until, at the earliest")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(
            migrations.AddConstraint("appointment", models.CheckConstraint(condition=condition, name=name))
            for name, condition in {
                "appointment_begins_within": models.Q(starts_on=None) | models.Q(starts_by=None) | models.Q(starts_on__lte=F("starts_by")),
                "appointment_ends_within": models.Q(ends_from=None)
                | models.Q(ends_before=None)
                | models.Q(ends_from__lte=F("ends_before")),
                "appointment_seen_after_it_began": (
                    models.Q(starts_on=None) | models.Q(seen_from=None) | models.Q(starts_on__lte=F("seen_from"))
                ),
                "appointment_seen_before_it_ended": (
                    models.Q(ends_before=None) | models.Q(seen_until=None) | models.Q(seen_until__lt=F("ends_before"))
                ),
            }.items()
        ),
    ]
