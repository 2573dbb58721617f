"""What the figures room says of its codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "correction_without_reason": _("Say why the claim is corrected. The reason stands in the public log of corrections."),
    "struck_without_reason": _("Say why the claim is struck out."),
    "claim_struck": _("This claim has been struck out. It can be recorded anew."),
    "settled_without_words": _("Say what settles it. The public reads it beside what the sources say."),
    "settled_meanwhile": _("Somebody else has settled it since you opened this page. Read what is on record now, then decide anew."),
    "settled_anew_without_reason": _("Say why it is settled anew. The reason stands in the public log of corrections."),
    "nothing_corrected": _("Nothing differs from what is on record."),
}
