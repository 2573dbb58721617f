"""What the figures room says of its codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "correction_without_reason": _("Say why the claim is corrected. The reason stands in the public log of corrections."),
    "settled_without_words": _("Say what settles it. The public reads it beside what the sources say."),
    "nothing_corrected": _("Nothing differs from what is on record."),
}
