"""What figures leave to do: places where sources disagree, for whoever records claims."""

from datetime import date

from django.utils.translation import gettext, ngettext

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.tasks import Task
from twinward.foundation.kernel.wording import number
from twinward.outward.figures.conflicts import WORDS
from twinward.outward.figures.models import Conflict


def tasks(actor: Actor, today: date) -> list[Task]:
    """One row for all conflicts that nothing has settled; nothing for others. One query."""
    if not actor.may("figures.claim", Conflict()):
        return []
    keys = list(Conflict.objects.standing().filter(settlements=None).order_by("id").values_list("key", flat=True))
    if not keys:
        return []
    page = page_of("figures") + "#conflicts"
    what = ngettext("Settle %(n)s question on which sources disagree", "Settle %(n)s questions on which sources disagree", len(keys))
    known = [str(WORDS[key][0]) for key in keys if key in WORDS]
    step = gettext("Settle")
    return [Task(turn="mine", what=what % {"n": number(len(keys))}, url=page, step=step, step_url=page, meta=", ".join(known))]
