"""What the page of an instrument shows to one reader on one day, made ready for its template."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from twinward.foundation.identity.links import Link, links_about
from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Day, Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.models import Document, Source
from twinward.foundation.kernel.phrases import phrase
from twinward.foundation.kernel.publication import Gate
from twinward.foundation.kernel.records import page_of
from twinward.foundation.kernel.wording import tongue
from twinward.programme.instruments.actions import keeping
from twinward.programme.instruments.connections import Connections, connections
from twinward.programme.instruments.consent import latest
from twinward.programme.instruments.correctable import correctable
from twinward.programme.instruments.evidence import StandingAct, standing_acts
from twinward.programme.instruments.facts import ActKind
from twinward.programme.instruments.fields_of_cooperation import field_name
from twinward.programme.instruments.history import Happening, history, sources_of
from twinward.programme.instruments.lifecycle import EDITABLE
from twinward.programme.instruments.models import Instrument, Party, Waiver
from twinward.programme.instruments.offers import Gap, Offer, Turn, gaps_with_remedies, offers, turn
from twinward.programme.instruments.partner import QUESTION
from twinward.programme.instruments.publishing import told_outside
from twinward.programme.instruments.standing_terms import terms_told
from twinward.programme.instruments.state_on import Question, Reckoned, State, Strip
from twinward.programme.instruments.struck import Struck, struck_out
from twinward.programme.instruments.wording import ACTS, KNOWN_KIND, STATES, between

SIDE_BY_SIDE = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What one party did: the day and its basis, who signed and by what authority. correct_url: empty when it is not the reader's to correct."""

    word: str
    day: Day
    basis: str
    is_own_conclusion: bool
    signatory: str
    office: str
    has_authority: bool
    place: str
    is_corrected: bool
    is_illustrative: bool
    correct_url: str


@dataclass(frozen=True, slots=True)
class Side:
    """A party and its acts by kind."""

    party: Party
    name: str
    acts: dict[ActKind, Done]
    url: str
    listed: list[Done | None]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One kind of act, party by party; None where the party has not done it."""

    label: str
    kind: ActKind
    cells: list[tuple[Side, Done | None]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the reader may save. label: what it is. size: in words."""

    label: str
    remark: str
    url: str
    size: str
    is_authentic: bool = False


class Record:
    """One page. `instrument` was read by `for_record`. is_inside: the reader belongs to one of its sides, and sees what
    is internal. keeps: to the one that keeps it, so that its review and its reasons are theirs to read.
    """

    def __init__(self, instrument: Instrument, account: Actor, *, asked: date, field: str, now: datetime) -> None:
        self.instrument, self.account, self.asked, self.field, self.now = instrument, account, asked, field, now
        self.is_inside = account.may("instruments.see", instrument)
        self.keeps = account.may("instruments.see", instrument.kept_by())
        self.validity = State(instrument)
        self.key = key_of(instrument)

    @property
    def title(self) -> str:
        return self.instrument.title_in(get_language() or "en")

    @property
    def kind(self) -> str:
        return str(self.instrument.get_kind_display())

    @cached_property
    def between(self) -> str:
        """The countries of its parties."""
        return between([party.country_id for party in self.instrument.parties.all()])

    @cached_property
    def line(self) -> list[tuple[str, str]]:
        """The line under the title: (kind of status, word)."""
        if self.instrument.struck_on:
            return [("no", gettext("struck out"))]
        if self.is_inside and self.instrument.is_here and self.instrument.state != "agreed":
            done = self.validity.signed_by(self.asked)
            return [("no", str(STATES[self.instrument.state])), *([("no", _signed_by_some(*done))] if done[0] else [])]
        signed = self.validity.concluded(self.asked)
        words = _joined_words() if self.validity.is_open_text else _signed_words()
        found = [(KNOWN_KIND[signed.known], words[KNOWN_KIND[signed.known]])]
        if not self.validity.is_open_text:
            in_force = self.validity.in_force(self.asked)
            if signed.known is Known.NO and (done := self.validity.signed_by(self.asked))[0]:
                found = [("no", _signed_by_some(*done))]
            found.append((KNOWN_KIND[in_force.known], _in_force_words()[KNOWN_KIND[in_force.known]]))
            if gone := self.validity.withdrawn_by(self.asked):
                found.append(("no", _withdrawn_words(gone)))
        return found

    @cached_property
    def turn(self) -> Turn | None:
        is_asked = self.is_inside and not self.instrument.struck_on
        return turn(self.instrument, self.account, timezone.localtime(self.now).date()) if is_asked else None

    @cached_property
    def since(self) -> Day | None:
        """The day of its last act."""
        last = latest(self.instrument.live_acts())
        return last.day if last and not last.day.is_unknown else None

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.validity.questions(self.asked, self.field))

    @cached_property
    def strip(self) -> Strip:
        return self.validity.strip(self.asked)

    @cached_property
    def reckoned(self) -> list[Reckoned]:
        return [] if self.instrument.struck_on else self.validity.reckoned(self.asked)

    @property
    def fields(self) -> str:
        return ", ".join(field_name(code) for code in self.instrument.covers)

    @property
    def terms(self) -> list[tuple[str, str]]:
        """What its text says of its own beginning and end."""
        return list(terms_told(self.instrument))

    @property
    def told_outside(self) -> str:
        """What the public sees of it."""
        gate = Gate.now()
        return told_outside(self.instrument, gate, is_public=gate.passes(self.instrument))

    @cached_property
    def sides(self) -> list[Side]:
        by_party: dict[int, dict[ActKind, Done]] = {}
        for one in standing_acts(self.instrument):
            by_party.setdefault(one.act.party_id, {})[one.says.kind] = self._done(one)
        kinds = self._kinds({kind for acts in by_party.values() for kind in acts})
        return [
            Side(party, str(party), acts := by_party.get(party.pk, {}), _page_of(party), [acts.get(kind) for kind in kinds])
            for party in self.instrument.parties.all()
        ]

    def _kinds(self, done: set[ActKind]) -> list[ActKind]:
        """The kinds of act that are shown: those that were done, and the one that is always asked about."""
        asked = ActKind.JOIN if self.validity.is_open_text else ActKind.SIGN
        return [kind for kind in ACTS if kind in done or kind is asked]

    def _done(self, one: StandingAct) -> Done:
        act = one.act
        held = one.appointment
        may_correct = act.pk in self._correctable
        return Done(
            word=str(act.get_kind_display()),
            day=one.says.day,
            basis=str(one.last.get_basis_display()),
            is_own_conclusion=one.says.day.is_own_conclusion,
            signatory=one.signatory if self.is_inside else "",
            office=str(held) if held and self.is_inside else "",
            has_authority=one.has_authority,
            place=phrase(act.place),
            is_corrected=one.correction is not None,
            is_illustrative=act.is_illustrative,
            correct_url=reverse("instrument-act-correct", args=[self.instrument.pk, act.pk]) if may_correct else "",
        )

    @cached_property
    def _correctable(self) -> frozenset[int]:
        return frozenset() if self.instrument.struck_on else correctable(standing_acts(self.instrument), self.account)

    @property
    def may_mend_parties(self) -> bool:
        """Whether the reader keeps it, and its parties can be corrected and struck out now."""
        if self.instrument.struck_on:
            return False
        return self.account.may(*keeping(self.instrument)) and (not self.instrument.is_here or self.instrument.state in EDITABLE)

    @property
    def may_waive(self) -> bool:
        """Whether the reader may give a waiver, and withdraw one."""
        return not self.instrument.struck_on and self.account.may("instruments.waive", self.instrument.kept_by())

    @cached_property
    def withdrawn_waivers(self) -> list[Waiver]:
        """To the side that keeps it; to nobody else."""
        return self.instrument.withdrawn_waivers() if self.keeps else []

    @cached_property
    def _struck(self) -> list[Party]:
        return self.instrument.struck_parties()

    @cached_property
    def struck(self) -> Struck | None:
        """That the record itself was struck out; None while it stands."""
        return struck_out([self.instrument], keeps=self.keeps)[0] if self.instrument.struck_on else None

    @cached_property
    def struck_out(self) -> list[Struck]:
        return struck_out(self._struck, keeps=self.keeps)

    @cached_property
    def is_side_by_side(self) -> bool:
        return 0 < len(self.sides) <= SIDE_BY_SIDE

    @cached_property
    def act_rows(self) -> list[ActRow]:
        """The acts side by side: every kind that a party did, and the signature, which is always asked about."""
        kinds = self._kinds({kind for side in self.sides for kind in side.acts})
        return [ActRow(str(ACTS[kind][1]), kind, [(side, side.acts.get(kind)) for side in self.sides]) for kind in kinds]

    @cached_property
    def connections(self) -> Connections:
        links = [*self.instrument.every_link_down.all(), *self.instrument.every_link_up.all()]
        others = {pk for link in links for pk in (link.to_instrument_id, link.from_instrument_id) if pk}
        visible = set(Instrument.objects.visible_to(self.account).filter(pk__in=others).values_list("pk", flat=True))
        return connections(self.instrument, self.account, self.asked, visible)

    @cached_property
    def gaps(self) -> list[Gap]:
        """Evidence gaps of what was recorded; a text made here has none, its guards were walls, nor has a record that was struck out."""
        if self.instrument.is_here or self.instrument.struck_on:
            return []
        return gaps_with_remedies(self.instrument, self.account, self.asked, self._correctable)

    @cached_property
    def offers(self) -> list[Offer]:
        return offers(self.instrument, self.account, self.now)

    @cached_property
    def history(self) -> list[Happening]:
        return history(
            self.instrument, self.account, is_inside=self.is_inside, keeps=self.keeps, struck=self._struck, withdrawn=self.withdrawn_waivers
        )

    @property
    def returned(self) -> Happening | None:
        """Who sent the text back and why, for those who have to change it now."""
        if not self.keeps or self.instrument.state != "returned":
            return None
        return next((one for one in self.history if one.verb in ("return", "send_back")), None)

    @cached_property
    def asked_partner(self) -> list[Link]:
        """The links by which the other party was asked, and what became of each."""
        return links_about(QUESTION, self.instrument.parties.all(), self.account, at=self.now)

    @cached_property
    def sources(self) -> list[Source]:
        return list(sources_of(self.instrument))

    @cached_property
    def papers(self) -> list[Paper]:
        return list(self._papers()) if self.is_inside else []

    def _papers(self) -> Iterator[Paper]:
        for text in self.instrument.texts.all():
            yield self._paper(text.document, tongue(text.language), gettext("translation"), is_authentic=text.is_authentic)
        for act in self.instrument.acts.all():
            if act.document:
                yield self._paper(act.document, gettext("Signed paper"), str(act.party))
            if act.full_powers:
                yield self._paper(act.full_powers, gettext("Full powers"), str(act.party))

    def _paper(self, document: Document, label: str, remark: str, *, is_authentic: bool = False) -> Paper:
        url = reverse("instrument-document", args=[self.instrument.pk, document.sha256])
        return Paper(label, remark, url, filesizeformat(document.size_bytes), is_authentic)

    @property
    def lacks_text(self) -> bool:
        return not self.instrument.struck_on and not any(text.is_authentic for text in self.instrument.texts.all())

    @property
    def self_box(self) -> tuple[str, str]:
        """This record in the graph."""
        return self.title, gettext("this record")


def _page_of(party: Party) -> str:
    return page_of("organisation", party.organisation_id) if party.organisation_id else ""


def _signed_words() -> dict[str, str]:
    return {"yes": gettext("Signed"), "no": gettext("Not signed"), "gap": gettext("Signed: not known")}


def _signed_by_some(done: int, of: int) -> str:
    told = ngettext("Signed by %(done)s of %(count)s party", "Signed by %(done)s of %(count)s parties", of)
    return told % {"done": done, "count": of}


def _withdrawn_words(gone: int) -> str:
    if gone == 1:
        return gettext("One party has withdrawn")
    return ngettext("%(count)s party has withdrawn", "%(count)s parties have withdrawn", gone) % {"count": gone}


def _joined_words() -> dict[str, str]:
    return {"yes": gettext("Joined"), "no": gettext("Nobody has joined"), "gap": gettext("Joined: not known")}


def _in_force_words() -> dict[str, str]:
    return {"yes": gettext("In force"), "no": gettext("Not in force"), "gap": gettext("In force: not known")}
