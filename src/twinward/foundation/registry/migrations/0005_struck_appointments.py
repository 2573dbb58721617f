"""An appointment that was recorded wrongly is struck out: it stays on record and counts nowhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_degrees")]

    operations = [
        migrations.AddField("appointment", "is_struck", models.BooleanField(default=False, verbose_name="struck out")),
    ]
