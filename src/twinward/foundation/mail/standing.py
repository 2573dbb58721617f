"""How a mail stands, in words for whoever sees to it that it arrives."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from twinward.foundation.kernel.wording import at_time
from twinward.foundation.mail.models import Mail


def standing(mail: Mail) -> tuple[str, str]:
    """A kind of status, and its words."""
    if mail.sent_at:
        return "yes", _("sent to %(address)s on %(when)s") % {"address": mail.address, "when": at_time(mail.sent_at)}
    if mail.given_up_at:
        return "late", _("could not be delivered to %(address)s") % {"address": mail.address}
    if mail.withdrawn_at:
        return "no", pgettext("a mail", "withdrawn on %(when)s") % {"when": at_time(mail.withdrawn_at)}
    if mail.failures:
        return "gap", _("not taken yet, tried again on %(when)s") % {"when": at_time(mail.next_at)}
    return "wait", _("waits to be sent to %(address)s") % {"address": mail.address}
