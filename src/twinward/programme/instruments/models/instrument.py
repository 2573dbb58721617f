"""Instruments, and all reads of them. No status is stored but that of a text not yet agreed."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor, Scope
from twinward.foundation.kernel.days import Answer, Basis
from twinward.foundation.kernel.models import Sourced
from twinward.foundation.kernel.privacy import Privacy
from twinward.foundation.kernel.row_security import everything
from twinward.foundation.kernel.scoped import ScopedQuerySet, reads
from twinward.foundation.registry.models import Organisation
from twinward.programme.instruments import consent, facts, validity
from twinward.programme.instruments.agreed import agreed_beside, standing_hash
from twinward.programme.instruments.amending import Amended, amending_faults
from twinward.programme.instruments.choices import CONSENT, END, ENTRY, KINDS, RENEWAL, STANDINGS
from twinward.programme.instruments.facts import ConsentBy, EndRule, EntryRule, InstrumentKind, LinkKind, Renewal, Standing
from twinward.programme.instruments.keeping import KeepingSide

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager
from twinward.programme.instruments.lifecycle import ANSWERS, SHOWN_TO_BOTH
from twinward.programme.instruments.models.around import FOLLOWS, acts, parties, read_around
from twinward.programme.instruments.models.own_words import own_words
from twinward.programme.instruments.models.parts import Act, Link, Party, Text, Waiver
from twinward.programme.instruments.succeeding import claim_faults, is_of_one_side

#: With what it stands in such a link an instrument falls.
FALLS_WITH = (LinkKind.AMENDS, LinkKind.ANNEX_OF)


def _named(numbers: Collection[int]) -> "dict[int, Instrument]":
    """What answers about others follow from, whoever asks: an answer tells that something is not in force, never what it says."""
    return Instrument.objects.unscoped(FOLLOWS).select_related("drafted_at").in_bulk(numbers) if numbers else {}


class InstrumentQuerySet(ScopedQuerySet):
    _around: "Callable[[Collection[Instrument]], None] | None" = None

    def _in_sight(self, actor: Actor) -> Self:
        """Public instruments for everybody; others for their own side, and for the other side once the text is with it, and if taken back from it."""
        scope = actor.scope("instruments.see")
        if scope.everything:
            return self
        mine = Party.objects.filter(Q(organisation__in=scope.organisations) | Q(country__in=scope.countries)).values("instrument")
        drafted_by_mine = Q(drafted_at__in=scope.organisations) | Q(drafted_at__country__in=scope.countries)
        shown_to_both = Q(pk__in=mine) & (Q(origin="recorded") | Q(state__in=SHOWN_TO_BOTH) | Q(is_kept_in_sight=True))
        return self.filter(Q(is_public=True) | drafted_by_mine | shown_to_both)

    def for_state(self) -> Self:
        """With all that their state on a day and their gaps follow from."""
        return self._surrounded(linked=False)

    def for_record(self) -> Self:
        """With all that their pages need: their state, and what is linked to them, one step each way, with its own."""
        return self._surrounded(linked=True)

    def for_form(self) -> Self:
        """With what every form about one needs: whose it is."""
        return self.select_related("source", "drafted_at").prefetch_related(parties())

    def for_acts(self) -> Self:
        """With what a form about one of their acts needs: whose they are, and all that was done."""
        return self.for_form().prefetch_related(acts())

    def _surrounded(self, *, linked: bool) -> Self:
        """With their evidence, and with what surrounds them as soon as they are read."""
        texts = Prefetch("texts", Text.objects.select_related("document").order_by("language", "id"))
        found = self.for_form().prefetch_related("parties__organisation__appointments", texts)
        found._around = partial(read_around, named=_named, linked=linked)
        return found

    def _clone(self) -> Self:
        found = super()._clone()  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out
        found._around = self._around
        return found

    def _fetch_all(self) -> None:
        """Reads what surrounds them once, after themselves."""
        is_read = self._result_cache is not None
        super()._fetch_all()  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out
        if self._around and self._result_cache and not is_read:
            self._around(self._result_cache)

    _prefetch_related_objects = everything(FOLLOWS)(ScopedQuerySet._prefetch_related_objects)  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out

    def with_party(self, **said: Any) -> Self:
        """Those of which a party that stands has these values."""
        return self.filter(pk__in=Party.objects.filter(**said).values("instrument"))

    def not_struck(self) -> Self:
        """Those that stand: a record that was struck out has its page and is nowhere else."""
        return self.filter(struck_on=None)

    def public(self) -> Self:
        """What the publication gate lets through: public, no draft, nothing illustrative and nothing that was struck out."""
        return self.public_once().not_struck()

    def public_once(self) -> Self:
        """What it lets through, or let through until it was struck out."""
        settled = Q(origin="recorded") | Q(state="agreed")
        return self.filter(settled, is_public=True, is_illustrative=False)._marked()


class Instrument(Sourced):
    """A written text that creates commitments. `recorded`: made elsewhere and known from a source; `here`: drafted on this node.

    struck_on: since then it counts nowhere, for no day, because it never was so; None for one that stands.
    drafted_at: the organisation that drafted it, or keeps the record of it. covers_nothing_else: `covers` is known to be all of its fields.
    is_kept_in_sight: it was taken back when the other party had it before it, which still sees it as it was.
    """

    parties: "RelatedManager[Party]"
    acts: "RelatedManager[Act]"
    every_link_down: "RelatedManager[Link]"
    every_link_up: "RelatedManager[Link]"
    texts: "RelatedManager[Text]"
    waivers: "RelatedManager[Waiver]"
    get_kind_display: Callable[[], str]
    get_standing_display: Callable[[], str]
    own_words: frozenset[int] | None = None
    drafted_at_id: int | None
    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    origin = models.CharField(max_length=8, choices=[("recorded", _("recorded")), ("here", _("made here"))])
    state = models.CharField(max_length=20, blank=True)
    standing = models.CharField(_("standing"), max_length=16, choices=STANDINGS, default=Standing.CONCLUDED)
    title = models.CharField(_("title"), max_length=300)
    titles = models.JSONField(_("titles in other languages"), default=dict, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    covers = models.JSONField(_("fields of cooperation"), default=list, blank=True)
    covers_nothing_else = models.BooleanField(_("these fields only"), default=False)
    texts_counted = models.PositiveSmallIntegerField(_("number of texts"), null=True, default=1)
    entry_rule = models.CharField(_("enters into force"), max_length=16, choices=ENTRY, default=EntryRule.NOT_STATED)
    entry_consents = models.PositiveSmallIntegerField(_("number of consents"), null=True, blank=True)
    entry_delay_days = models.PositiveSmallIntegerField(_("days after"), default=0)
    entry_fixed_on = models.DateField(_("fixed day"), null=True, blank=True)
    consent_by = models.CharField(_("consent to be bound"), max_length=12, choices=CONSENT, default=ConsentBy.NOT_STATED)
    end_rule = models.CharField(_("ends"), max_length=12, choices=END, default=EndRule.NOT_STATED)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=12, choices=RENEWAL, default=Renewal.NOT_STATED)
    renewal_years = models.PositiveSmallIntegerField(_("renewed for years"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    open_to_joining = models.BooleanField(_("open to joining"), default=False)
    authentic_languages = models.JSONField(_("authentic languages"), default=list, blank=True)
    agreed_text_sha256 = models.CharField(max_length=64, blank=True)
    drafted_at = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.CharField(max_length=80, blank=True)
    is_kept_in_sight = models.BooleanField(default=False)
    is_public = models.BooleanField(_("public"), default=False)
    is_illustrative = models.BooleanField(default=False)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    struck_on = models.DateField(_("struck out on"), null=True, blank=True)
    struck_because = models.CharField(_("why it was struck out"), max_length=300, blank=True)
    struck_by = models.CharField(max_length=80, blank=True)

    objects = reads(InstrumentQuerySet)
    privacy = Privacy(
        public="""id key kind origin standing title titles number covers covers_nothing_else texts_counted entry_rule entry_consents
            entry_delay_days entry_fixed_on consent_by end_rule ends_on term_years renewal renewal_years notice_days open_to_joining
            authentic_languages is_public is_illustrative source basis why remark struck_on""",
        internal="state agreed_text_sha256 drafted_at submitted_by is_kept_in_sight struck_because struck_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="instrument_has_a_title"),
            models.CheckConstraint(
                condition=Q(origin="recorded", state="") | Q(origin="here") & ~Q(state=""), name="instrument_recorded_or_with_a_state"
            ),
            models.CheckConstraint(condition=~Q(origin="here") | Q(drafted_at__isnull=False), name="instrument_made_here_has_an_author"),
            models.CheckConstraint(
                condition=~Q(entry_rule="fixed") | Q(entry_fixed_on__isnull=False), name="instrument_fixed_entry_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(entry_rule="on_nth_consent") | Q(entry_consents__isnull=False, entry_consents__gte=1),
                name="instrument_nth_consent_has_a_number",
            ),
            models.CheckConstraint(condition=~Q(end_rule="fixed_day") | Q(ends_on__isnull=False), name="instrument_fixed_end_has_a_day"),
            models.CheckConstraint(
                condition=~Q(end_rule="term") | Q(term_years__isnull=False, term_years__gte=1), name="instrument_term_has_years"
            ),
            models.CheckConstraint(
                condition=~Q(renewal="tacit") | Q(renewal_years__isnull=False, renewal_years__gte=1),
                name="instrument_tacit_renewal_has_years",
            ),
            models.CheckConstraint(condition=~Q(state="agreed") | ~Q(agreed_text_sha256=""), name="instrument_agreed_text_is_frozen"),
            models.CheckConstraint(
                condition=Q(is_kept_in_sight=False) | Q(state="withdrawn"), name="instrument_kept_in_sight_was_taken_back"
            ),
            models.CheckConstraint(
                condition=Q(struck_on=None, struck_because="", struck_by="")
                | Q(struck_on__isnull=False, origin="recorded") & ~Q(struck_because="") & ~Q(struck_by=""),
                name="struck_instrument_has_a_day_a_reason_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def is_here(self) -> bool:
        """Made on this node, so that guards are walls; otherwise recorded, and what it lacks is a gap."""
        return self.origin == "here"

    def title_in(self, language: str) -> str:
        """The title in a language (ISO 639-1), or as it was recorded."""
        return self.titles.get(language, self.title)

    @property
    def called(self) -> str:
        """The title in the reader's language, or as it was recorded."""
        return self.title_in((get_language() or "en").split("-")[0])

    def terms(self) -> facts.Terms:
        return facts.Terms(
            entry=EntryRule(self.entry_rule),
            nth=self.entry_consents,
            delay_days=self.entry_delay_days,
            fixed_on=self.entry_fixed_on,
            consent_by=ConsentBy(self.consent_by),
            end=EndRule(self.end_rule),
            ends_on=self.ends_on,
            term_years=self.term_years,
            renewal=Renewal(self.renewal),
            renewal_years=self.renewal_years,
            notice_days=self.notice_days,
            open_to_joining=self.open_to_joining,
        )

    def struck_parties(self) -> "list[Party]":
        """The parties that were struck out, in the order of recording. One query."""
        return list(Party.every.filter(instrument=self).exclude(struck_on=None).select_related("organisation").order_by("id"))

    def withdrawn_waivers(self) -> list[Waiver]:
        """The waivers that were withdrawn, in the order in which they were given. One query."""
        return list(Waiver.every.filter(instrument=self).exclude(withdrawn_on=None).order_by("id"))

    def links_down(self) -> list[Link]:
        """The links that stand to what it rests on, amends, supersedes, implements or is an annex of. Uses prefetched `every_link_down`."""
        return [link for link in self.every_link_down.all() if link.stands]

    def links_up(self) -> list[Link]:
        """The links that stand from whatever names it so. Uses prefetched `every_link_up`."""
        return [link for link in self.every_link_up.all() if link.stands]

    def amended(self) -> tuple[Amended, ...]:
        """The instruments on record that it amends."""
        named = [link.target for link in self.links_down() if link.kind == LinkKind.AMENDS and link.target]
        return tuple(Amended(one.facts(), one.successors()) for one in named)

    def successors(self) -> tuple[facts.InstrumentFacts, ...]:
        """The instruments that supersede it; one that only claims to is none. Uses prefetched `every_link_up` with their instruments."""
        claiming = [link.from_instrument for link in self.links_up() if link.kind == LinkKind.SUPERSEDES]
        own = self.alone() if claiming else None
        found = [(one, one.alone()) for one in claiming]
        return tuple(
            replace(newer, is_of_one_side=one.is_of_one_side(self))
            for one, newer in found
            if own and not any(claim_faults(newer, own, one.keeper()))
        )

    def is_of_one_side(self, older: "Instrument") -> bool:
        """Whether not every side of `older` says that there is anything that supersedes it."""
        told = partial(is_of_one_side, self.alone(), older.alone(), self.keeper(), older.keeper())
        return told(self._told_by(frozenset())) and told(self._told_by(self._words_of_their_own()))

    def _told_by(self, own_words: frozenset[int]) -> frozenset[str]:
        """The parties that did an act here, or told of one themselves: of what another side did nobody tells without a source."""
        live = {act.id for act in self.live_acts()}
        told = (act for act in self.acts.all() if act.basis == Basis.DONE_HERE or act.source_id is None or act.pk in own_words)
        return frozenset(str(act.party_id) for act in told if act.pk in live)

    def _words_of_their_own(self) -> frozenset[int]:
        """Which of its acts their own side put on record; as read with what surrounds it, or in two queries."""
        if self.own_words is None:
            self.own_words = own_words(act for act in self.acts.all() if act.source_id)
        return self.own_words

    def claim_faults(self, older: "Instrument") -> list[str]:
        """Why it does not end an instrument that it claims to supersede."""
        return list(claim_faults(self.alone(), older.alone(), self.keeper()))

    def parents(self, *, below: frozenset[int] = frozenset()) -> tuple[facts.Parent, ...]:
        """The instruments on record that it amends or is an annex of. Uses prefetched `every_link_down` with their instruments.

        below: those from which one came here; a circle, which no link made here can close, ends with them.
        """
        named = [link.target for link in self.links_down() if link.kind in FALLS_WITH and link.target]
        found = [one for one in named if one.pk not in below]
        return tuple(facts.Parent(one.facts(below=below | {self.pk}), one.successors()) for one in found)

    def succession_faults(self) -> list[str]:
        """Why it does not end what it claims to supersede."""
        claimed = [link.target for link in self.links_down() if link.kind == LinkKind.SUPERSEDES and link.target]
        by_one = ("successor_of_one_side",)
        return [code for one in claimed for code in self.claim_faults(one) or (by_one if self.is_of_one_side(one) else ())]

    def keeper(self) -> facts.Party | None:
        """The institution that drafted it or keeps the record, as a side; None where that is the node itself."""
        one = self.drafted_at
        return facts.Party("keeper", one.country_id, str(one.pk), is_ministry=one.is_ministry) if one else None

    def amending_faults(self) -> list[str]:
        """I9, but for what is in force on a day."""
        described = sum(link.kind == LinkKind.AMENDS and bool(link.unnamed) for link in self.links_down())
        return list(amending_faults(self.facts(), self.amended(), described=described))

    def sides(self) -> list[facts.Party]:
        return [party.facts() for party in self.parties.all()]

    def live_acts(self) -> tuple[facts.Act, ...]:
        return consent.live_acts(act.facts() for act in self.acts.all())

    def text_standing(self) -> facts.TextStanding:
        """The authentic texts as they lie on record now."""
        texts = {text.language: text.document_id for text in self.texts.all() if text.is_authentic}
        told = {
            "kind": self.kind,
            "title": self.title,
            "titles": self.titles,
            "fields": sorted(self.covers),
            "only": self.covers_nothing_else,
        }
        beside = agreed_beside(self.terms(), self.sides(), **told)
        return facts.TextStanding(tuple(self.authentic_languages), texts, self.agreed_text_sha256, beside)

    def text_hash(self) -> str:
        """One hash over all that agreeing to it would bind to: the authentic texts, the title, the parties and the terms as they stand now."""
        return standing_hash(self.text_standing())

    def other_side(self) -> list[Party]:
        """The parties of other countries than that of the side which drafted the text."""
        own = self.drafted_at.country_id if self.drafted_at else ""
        return [party for party in self.parties.all() if party.country_id != own]

    def is_of_other_side(self, by: Actor) -> bool:
        """Whether `by` speaks for a party of the other side."""
        return any(by.may("instruments.agree", party) for party in self.other_side())

    def other_side_agrees_through(self, by: Actor) -> bool:
        """Whether `by` speaks for every party of the other side: one of several does not agree for the rest."""
        parties = self.other_side()
        return bool(parties) and all(by.may("instruments.agree", party) for party in parties)

    def waiver(self) -> facts.Waiver | None:
        """The waiver that has held longest; None when there is none."""
        given = [waiver.facts() for waiver in self.waivers.all()]
        return min(given, key=lambda waiver: waiver.on, default=None)

    def alone(self) -> facts.InstrumentFacts:
        """What its validity follows from, but for what it falls with. Uses prefetched `parties` and `acts` where there are any."""
        return facts.InstrumentFacts(
            key=self.key,
            kind=InstrumentKind(self.kind),
            terms=self.terms(),
            parties=tuple(party.facts() for party in self.parties.all()),
            acts=tuple(act.facts() for act in self.acts.all()),
            recorded=not self.is_here,
            fields=frozenset(self.covers),
        )

    def facts(self, *, below: frozenset[int] = frozenset()) -> facts.InstrumentFacts:
        """Everything that its validity follows from, its parents among it. below: as `parents` has it."""
        return replace(self.alone(), parents=self.parents(below=below))

    def entered_by(self, at: datetime) -> Answer:
        """Whether it had entered into force by the day of an instant, whatever became of it later."""
        return validity.entered(self.facts(), timezone.localtime(at).date())

    def kept_by(self) -> KeepingSide:
        """Where it was drafted or recorded, and its parties of that country. Nobody's when that is not on record."""
        if self.drafted_at is None:
            return KeepingSide()
        own = self.drafted_at.country_id
        parties = {party.organisation_id for party in self.parties.all() if party.country_id == own and party.organisation_id}
        return KeepingSide(frozenset({own}), frozenset({self.drafted_at.pk, *parties}))

    def mover(self, move: str) -> "Instrument | KeepingSide":
        """Over what the right of a move is asked: the other side too answers an offered text, and only the keeping side does anything else."""
        return self if move in ANSWERS else self.kept_by()

    def concerns(self) -> Scope:
        """Whoever it is between, and whoever drafted or keeps it: those who see it, agree to it and act on it."""
        parties = list(self.parties.all())
        countries = {party.country_id for party in parties} | ({self.drafted_at.country_id} if self.drafted_at else set())
        organisations = {party.organisation_id for party in parties if party.organisation_id} | (
            {self.drafted_at_id} if self.drafted_at_id else set()
        )
        return Scope(countries=frozenset(countries), organisations=frozenset(organisations))
