"""Rows of instruments_act are only ever added."""

from django.db import migrations

from twinward.foundation.kernel.append_only import only_added


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [only_added("instruments_act")]
