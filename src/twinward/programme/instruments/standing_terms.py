"""What a reader is shown of a text before a move: its parties, its terms and its texts, as they stand now."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from twinward.foundation.kernel.canonical import plain
from twinward.foundation.kernel.values_told import field_of, label_of, value_told
from twinward.foundation.kernel.wording import capfirst, tongue
from twinward.programme.instruments.facts import OPEN_TEXTS, ConsentBy, EndRule, EntryRule, InstrumentFacts, Renewal
from twinward.programme.instruments.models import Instrument

#: The columns of its terms, in the order in which they are read.
TERMS = (
    "covers", "covers_nothing_else", "entry_rule", "entry_consents", "entry_delay_days", "entry_fixed_on", "consent_by", "end_rule", "ends_on",
    "term_years", "renewal", "renewal_years", "notice_days", "open_to_joining", "authentic_languages",
)  # fmt: skip

#: What its text says of its own beginning and end; of each term that only another one calls for, that one and the value that does.
RULES = {
    "entry_rule": None, "entry_consents": ("entry_rule", "on_nth_consent"), "entry_fixed_on": ("entry_rule", "fixed"),
    "entry_delay_days": ("", ""), "consent_by": None, "end_rule": None, "ends_on": ("end_rule", "fixed_day"),
    "term_years": ("end_rule", "term"), "renewal": None, "renewal_years": ("renewal", "tacit"), "notice_days": None,
    "open_to_joining": ("", ""),
}  # fmt: skip


def unstated(facts: InstrumentFacts) -> Iterator[str]:
    """Codes of what the text leaves open of its beginning and end, so that no act will ever tell it. Nobody is bound by an open text."""
    terms = facts.terms
    binds_by_an_act = terms.entry in (EntryRule.ON_SIGNATURE, EntryRule.ON_EXCHANGE)
    found = {
        "entry_rule": terms.entry is EntryRule.NOT_STATED,
        "consent_rule": terms.consent_by is ConsentBy.NOT_STATED and not binds_by_an_act,
        "end_rule": terms.end is EndRule.NOT_STATED,
        "renewal": terms.renewal is Renewal.NOT_STATED and terms.end in (EndRule.TERM, EndRule.FIXED_DAY),
    }
    yield from (code for code, is_so in found.items() if is_so and facts.kind not in OPEN_TEXTS)


def terms_told(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Each term as (what, answer), "-" or "not known" where it says nothing; what no other term calls for only where it was entered."""
    for name, called_for in RULES.items():
        value = getattr(instrument, name)
        is_wanted = called_for is None or (called_for[0] != "" and getattr(instrument, called_for[0]) == called_for[1])
        if is_wanted or value not in (None, 0, False):
            yield _told(name, value)


def fields_told(instrument: Instrument) -> tuple[str, str]:
    """Its fields of cooperation as (what, answer), "-" where none is on record."""
    return _told("covers", instrument.covers)


def _told(name: str, value: Any) -> tuple[str, str]:
    field = field_of(Instrument, name)
    return capfirst(label_of(field, name)), value_told(field, plain(value), {}) or "-"


def standing_terms(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """Each as (what, answer, ""); a term about which it says nothing is left out. Reads its parties and its texts."""
    yield gettext("Parties"), " – ".join(map(str, instrument.parties.all())), ""
    for name in TERMS:
        value = getattr(instrument, name)
        if value not in (None, 0, False, "not_stated") and value != []:
            yield *_told(name, value), ""
    for text in instrument.texts.order_by("-is_authentic", "language", "id"):
        standing = gettext("authentic text") if text.is_authentic else gettext("translation")
        yield tongue(text.language), f"{standing}, SHA-256 {text.document_id[:12]}…", ""
