"""The ledger refuses changes; its ids come from a sequence on PostgreSQL; its tree begins empty."""

from typing import Any

from django.db import migrations

from twinward.foundation.kernel.append_only import only_added
from twinward.foundation.kernel.merkle import EMPTY_ROOT


def _begin(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE kernel_event_ids")
    apps.get_model("kernel", "Head").objects.create(id=1, root=EMPTY_ROOT, frontier=b"")


def _unbegin(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE kernel_event_ids")
    apps.get_model("kernel", "Head").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(_begin, _unbegin), only_added("kernel_event", "kernel_checkpoint")]
