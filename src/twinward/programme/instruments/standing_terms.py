"""What a reader is shown of a text before a move: its parties, its terms and its texts, as they stand now."""

from collections.abc import Iterator

from django.utils.translation import gettext

from twinward.foundation.kernel.canonical import plain
from twinward.foundation.kernel.values_told import field_of, label_of, value_told
from twinward.foundation.kernel.wording import capfirst, tongue
from twinward.programme.instruments.models import Instrument

#: The columns of its terms, in the order in which they are read.
TERMS = (
    "covers", "covers_nothing_else", "entry_rule", "entry_consents", "entry_delay_days", "entry_fixed_on", "consent_by", "end_rule", "ends_on",
    "term_years", "renewal", "renewal_years", "notice_days", "open_to_joining", "authentic_languages",
)  # fmt: skip


def standing_terms(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Each as (what, answer, ""); a term about which it says nothing is left out. Reads its parties and its texts."""
    yield gettext("Parties"), " – ".join(map(str, instrument.parties.all())), ""
    for name in TERMS:
        value = getattr(instrument, name)
        if value not in (None, 0, False, "not_stated") and value != []:
            field = field_of(Instrument, name)
            yield capfirst(label_of(field, name)), value_told(field, plain(value), {}), ""
    for text in instrument.texts.order_by("-is_authentic", "language", "id"):
        standing = gettext("authentic text") if text.is_authentic else gettext("translation")
        yield tongue(text.language), f"{standing}, SHA-256 {text.document_id[:12]}…", ""
