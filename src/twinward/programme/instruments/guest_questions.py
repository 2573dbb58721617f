"""What a guest may be asked of an instrument: whether the other party agrees to the text that was offered to it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinward.foundation.identity.guests import Given, Paper, Question, Shown, Way
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.canonical import canonical
from twinward.foundation.kernel.keys import RecordKey
from twinward.foundation.kernel.lifecycle import Refused
from twinward.foundation.kernel.wording import tongue
from twinward.programme.instruments.actions import held, make_move, refuse
from twinward.programme.instruments.models import Instrument, Party
from twinward.programme.instruments.partner import QUESTION, link_faults, may_ask_partner
from twinward.programme.instruments.standing_terms import fields_told, terms_told

AGREE, SEND_BACK = "agree", "send_back"


def _find(key: str) -> Party | None:
    rows = Party.objects.select_related("instrument__drafted_at", "organisation").prefetch_related("instrument__texts")
    return rows.filter(pk=RecordKey.parse(key).pk).first()


def _is_open(party: Party) -> bool:
    """While the text lies with the party."""
    instrument = party.instrument
    return instrument.is_here and instrument.state == "with_other_party" and party in instrument.other_side()


def _way(party: Party) -> Way:
    return [(_("Instruments"), reverse("instruments")), (str(party.instrument), reverse("instrument", args=[party.instrument_id]))]


def _show(party: Party) -> Shown:
    instrument = party.instrument
    return Shown(
        heading=instrument.called,
        question=_("Does %(party)s agree to this text?") % {"party": party},
        record=[
            (_("Kind"), instrument.get_kind_display()),
            (_("Between"), " – ".join(str(one) for one in instrument.parties.order_by("id"))),
            (_("You answer for"), str(party)),
        ],
        facts=[
            (_("Drafted at"), str(instrument.drafted_at or "")),
            fields_told(instrument),
            *terms_told(instrument),
        ],
        items_heading="",
        items=[],
        answers=[(AGREE, _("Yes, we agree to the text as it stands here")), (SEND_BACK, _("No, we send it back: something has to change"))],
        is_illustrative=instrument.is_illustrative,
        papers=list(_papers(instrument)),
        remark_help=_("If you send it back: what has to change. At most 300 characters."),
    )


def _papers(instrument: Instrument) -> Iterator[Paper]:
    """Its texts, the authentic ones first."""
    for text in instrument.texts.select_related("document").order_by("-is_authentic", "language", "id"):
        standing = _("authentic text") if text.is_authentic else _("translation")
        yield Paper(tongue(text.language), text.language, standing, text.document)


def _edition(party: Party) -> str:
    """One hash over all that the guest is shown: what agreeing binds to, and every paper, translations too, each in its standing."""
    instrument = party.instrument
    papers = sorted([text.language, text.is_authentic, text.document_id] for text in instrument.texts.all())
    return sha256(canonical([instrument.text_hash(), papers])).hexdigest()


def _faults(given: Given) -> Sequence[str]:
    faults = [] if given.answer in (AGREE, SEND_BACK) else ["agree_or_not"]
    if given.answer == SEND_BACK and not given.remark.strip():
        faults.append("say_what_has_to_change")
    return faults if given.name and given.office else [*faults, "guest_name_missing"]


def _answer(party: Party, given: Given, by: Actor, at: datetime) -> None:
    refuse("answer", link_faults(party.instrument))  # the link may be older than a further party
    party.instrument = held(party.instrument)  # nobody replaces a paper from here on
    if _edition(party) != given.shown:
        raise Refused("answer", ["question_changed"])
    shown = party.instrument.text_hash()
    make_move(instrument=party.instrument, name=given.answer, by=by, at=at, remark=given.remark, shown=shown)


QUESTIONS = {
    QUESTION: Question(
        right="instruments.agree",
        find=_find,
        is_open=_is_open,
        may_ask=lambda party, by: may_ask_partner(party.instrument, by),
        show=_show,
        faults=_faults,
        answer=_answer,
        label=gettext_lazy("Does the other party agree to the text?"),
        standings={
            AGREE: ("yes", gettext_lazy("agreed to the text on %(day)s")),
            SEND_BACK: ("no", gettext_lazy("sent the text back on %(day)s")),
            "question_closed": ("no", gettext_lazy("closed: the text has moved on")),
            "question_changed": ("no", gettext_lazy("closed: the text has changed")),
        },
        way=_way,
        side=str,
        over=lambda party: party.instrument,
        edition=_edition,
        wants_name=True,
    )
}
