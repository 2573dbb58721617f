"""The ledger refuses changes; on PostgreSQL its ids come from a sequence."""

from typing import Any

from django.db import migrations

from twinward.foundation.kernel.append_only import only_added


def _begin(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE kernel_event_ids")


def _unbegin(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE kernel_event_ids")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(_begin, _unbegin), only_added("kernel_event", "kernel_checkpoint")]
