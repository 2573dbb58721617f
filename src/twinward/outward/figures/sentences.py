"""What the figures room says of its codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "correction_without_reason": _("Say why the claim is corrected. The reason stands in the public log of corrections."),
    "nothing_corrected": _("Nothing differs from what is on record."),
}
