"""A guest may answer for a text as it was shown, by name and office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_withdrawn_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="guestquestion",
            name="answered_as",
            field=models.CharField(blank=True, max_length=160, verbose_name="in the office of"),
        ),
        migrations.AddField(
            model_name="guestquestion",
            name="answered_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="answered by"),
        ),
        migrations.AddField(
            model_name="guestquestion",
            name="shown",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of what was shown"),
        ),
    ]
