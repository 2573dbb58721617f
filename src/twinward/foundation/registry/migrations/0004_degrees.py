"""Latitude and longitude are called so wherever a record is told of; the store stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_called_in_each_language")]

    operations = [
        migrations.AlterField("organisation", "latitude_microdegrees", models.IntegerField(blank=True, null=True, verbose_name="latitude")),
        migrations.AlterField(
            "organisation", "longitude_microdegrees", models.IntegerField(blank=True, null=True, verbose_name="longitude")
        ),
    ]
