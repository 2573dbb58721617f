"""What the record pages of an organisation and of a person show a reader."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.alphabet import alphabetical
from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.keys import key_of
from twinward.foundation.kernel.publication import PRECISIONS
from twinward.foundation.kernel.timeline import REASON, Moment, timeline
from twinward.foundation.registry.called import sort_column
from twinward.foundation.registry.models import Appointment, Merge, Organisation, Person, Precision
from twinward.foundation.registry.offices import may_be_appointed
from twinward.foundation.registry.reach import knows_by_name
from twinward.foundation.registry.rules import MADE_HERE, OWN
from twinward.foundation.registry.specialities import SPECIALITIES
from twinward.foundation.registry.two_records import PLACE
from twinward.foundation.registry.wording import NUMBERS, place_words, term_words


@dataclass(frozen=True, slots=True)
class Offer:
    """What the reader may do here."""

    label: str
    url: str
    note: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not on record, and where it can be added."""

    word: str
    text: str
    step: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment as a row: kind and word of its status on the day asked, whether the reader may correct it, and whether they may end it."""

    appointment: Appointment
    kind: str
    word: str
    may_correct: bool

    @property
    def known(self) -> str:
        """When it was held, as far as is known."""
        return term_words(self.appointment)

    @property
    def may_end(self) -> bool:
        return self.may_correct and self.appointment.ends.is_unknown


def page_to_name(organisation: int, office: str) -> str:
    """Where somebody is named for an office at the organisation of this key; both stand there already."""
    return f"{reverse('person-new')}?{urlencode({'organisation': organisation, 'office': office})}"


class Names:
    """What a record is called beside what its page is headed by. Uses prefetched `names`.

    registered: the name that it is registered under, empty when it is called so. others: (value, language, use in words).
    made_here: what the name that heads the page is, in words, when it was made here; else empty.
    """

    def __init__(self, record: Organisation | Person) -> None:
        registered, called, held = getattr(record, record.REGISTERED), record.called, list[Any](record.names.all())
        self.registered = registered if registered != called else ""
        others = sorted((one for one in held if one.value not in (registered, called)), key=lambda one: (one.use, one.language, one.value))
        self.others = [(one.value, one.language, one.get_use_display()) for one in others]
        uses = {one.use: one for one in held if one.value == called and one.language}
        is_made_here = bool(self.registered) and OWN not in uses and MADE_HERE in uses
        self.made_here = uses[MADE_HERE].get_use_display() if is_made_here else ""


class OrganisationRecord:
    """One organisation on a day, as `reader` sees it. A fixed number of queries."""

    def __init__(self, organisation: Organisation, reader: Actor, *, asked: date) -> None:
        self.organisation, self.reader, self.asked = organisation, reader, asked
        self.key = key_of(organisation)
        self.may_edit = reader.may("registry.edit", organisation)
        self.may_correct = self.may_edit or knows_by_name(reader, organisation)
        self.may_appoint = reader.may("people.edit", organisation)
        self.sees_place = reader.may("registry.place", organisation)

    @cached_property
    def names(self) -> Names:
        return Names(self.organisation)

    @cached_property
    def numbers(self) -> list[tuple[str, str, str]]:
        """(register, number, address of its page there)."""
        held = sorted(self.organisation.identifiers.all(), key=lambda one: (one.scheme, one.pk))
        pages = [one.value if one.value.startswith("https://ror.org/") else "" for one in held]
        return [(str(NUMBERS.get(one.scheme) or one.scheme), one.value, page) for one, page in zip(held, pages, strict=True)]

    @cached_property
    def specialities(self) -> list[str]:
        return alphabetical(str(SPECIALITIES.get(one.code, one.code)) for one in self.organisation.specialities.all())

    @cached_property
    def place(self) -> str:
        """Place and region as the staff see them, and whether it is known where exactly; for others what is published of them."""
        if self.sees_place:
            return place_words(self.organisation)
        return ", ".join(
            filter(None, (getattr(self.organisation, one) for one in reversed(PRECISIONS[self.organisation.public_precision])))
        )

    @cached_property
    def coordinates(self) -> tuple[float, float] | None:
        north, east = self.organisation.latitude_microdegrees, self.organisation.longitude_microdegrees
        return None if north is None or east is None or not self.sees_place else (north / 1_000_000, east / 1_000_000)

    @property
    def published_as(self) -> str:
        return str(Precision(self.organisation.public_precision).label)

    @cached_property
    def held(self) -> list[Held]:
        """Offices at the organisation of people whom the reader may see, those held on the day first."""
        visible = Person.objects.visible_to(self.reader).values("pk")
        rows = Appointment.objects.filter(organisation=self.organisation, person__in=visible).select_related("person", "source")
        return in_order(rows, self.asked, lambda _one: self.may_appoint)

    @cached_property
    def parts(self) -> list[Organisation]:
        """What is part of it."""
        return list(
            Organisation.objects.visible_to(self.reader).standing().filter(parent=self.organisation).order_by(sort_column(), "pk")[:100]
        )

    @cached_property
    def merges(self) -> list[Merge]:
        """The merges that stand in it."""
        return list(Merge.objects.filter(survivor=self.organisation, undone_at=None).select_related("loser").order_by("-pk"))

    @cached_property
    def moments(self) -> list[Moment]:
        """What was done to it, and to the records that were merged into it; where there are any, each line says to which."""
        of = {key_of(one): one for one in (self.organisation, *(merge.loser for merge in self.merges))}
        told = timeline(of, self.reader, is_inside=self.may_edit, withheld=() if self.sees_place else (*PLACE, REASON))
        if len(of) == 1:
            return told
        numbered = _("%(called)s (record number %(number)s)")
        called = {key: numbered % {"called": one.called, "number": one.pk} for key, one in of.items()}
        return [replace(one, about=called[one.record], phrase="") for one in told]

    @cached_property
    def line(self) -> list[tuple[str, str]]:
        """States: (kind, word)."""
        active = ("yes", _("Active")) if self.organisation.is_active else ("no", _("No longer active"))
        gaps = [("gap", _("%(count)s not known") % {"count": len(self.gaps)})] if self.gaps else []
        return [active, *gaps]

    @cached_property
    def gaps(self) -> list[Gap]:
        """What a partner would ask for and nobody has recorded."""
        edit = reverse("organisation-edit", args=[self.organisation.pk]) if self.may_correct else ""
        appoint = page_to_name(self.organisation.pk, Appointment.Office.FOCAL_POINT) if self.may_appoint else ""
        found = []
        if not any(one.appointment.office == Appointment.Office.FOCAL_POINT and one.kind != "no" for one in self.held):
            found.append(Gap(_("Focal point"), self._unnamed, _("Add one"), appoint))
        if not self.numbers:
            found.append(
                Gap(_("Number"), _("No number in any register is on record, so an import cannot recognise it."), _("Add one"), edit)
            )
        if self.sees_place and not self.place:
            found.append(Gap(_("Place"), _("Only the country is known."), _("Record it"), edit))
        return found

    @property
    def _unnamed(self) -> str:
        """That no focal point is named; somebody whose role is of this institution alone is not told that there is nobody."""
        if self.organisation.pk in self.reader.scope("people.edit").organisations:
            return _("You work for it here, but nobody is named as its focal point among its people.")
        return _("Nobody is named as its focal point among its people.")

    @cached_property
    def offers(self) -> list[Offer]:
        found = []
        if self.may_correct:
            note = _("Asks for a reason. The old value stays in the ledger.")
            found.append(Offer(_("Correct this record"), reverse("organisation-edit", args=[self.organisation.pk]), note, is_primary=True))
        if self.may_appoint:
            found.append(Offer(_("Add a person here"), f"{reverse('person-new')}?organisation={self.organisation.pk}"))
        if self.reader.may("registry.merge", self.organisation):
            note = _("When two records are one organisation.")
            found.append(Offer(_("Merge with another"), f"{reverse('organisation-merge')}?survivor={self.organisation.pk}", note))
        return found


class PersonRecord:
    """One person on a day, as `reader` sees them. A fixed number of queries."""

    def __init__(self, person: Person, reader: Actor, *, asked: date) -> None:
        self.person, self.reader, self.asked = person, reader, asked
        self.key = key_of(person)
        self.is_inside = reader.may("people.see", person)
        self.may_edit = reader.may("people.edit", person)

    @cached_property
    def names(self) -> Names:
        return Names(self.person)

    @cached_property
    def every(self) -> list[Appointment]:
        """All that was recorded of their offices, those that were struck out too."""
        return list(Appointment.every.filter(person=self.person).select_related("organisation", "source").order_by("pk"))

    @property
    def appointments(self) -> list[Appointment]:
        return [one for one in self.every if not one.is_struck]

    @cached_property
    def held(self) -> list[Held]:
        return in_order(self.appointments, self.asked, lambda one: self.reader.may("people.edit", one.organisation))

    @cached_property
    def moments(self) -> list[Moment]:
        keys = [self.key, *(key_of(one) for one in self.every)]
        return timeline(keys, self.reader, is_inside=self.is_inside)

    @cached_property
    def line(self) -> list[tuple[str, str]]:
        kinds = {one.kind for one in self.held}
        if "yes" in kinds:
            return [("yes", _("In office"))]
        return [("gap", _("In office: not known")) if "gap" in kinds else ("no", _("No office on record"))]

    @cached_property
    def offers(self) -> list[Offer]:
        found = []
        if self.may_edit:
            note = _("Asks for a reason. The old value stays beside the ledger until it is erased.")
            found.append(Offer(_("Correct this record"), reverse("person-edit", args=[self.person.pk]), note, is_primary=True))
        if may_be_appointed(self.reader, self.person):
            found.append(Offer(_("Record another office"), reverse("appointment-new", args=[self.person.pk])))
        return found


def in_order(rows: QuerySet[Appointment] | list[Appointment], asked: date, may_edit: Callable[[Appointment], bool]) -> list[Held]:
    """The appointments with their status on a day: those held first, then those not known, then those that ended."""
    held = [Held(one, *standing(one, asked), may_correct=may_edit(one)) for one in rows]
    return sorted(held, key=lambda one: (("yes", "gap", "no").index(one.kind), one.appointment.office, one.appointment.pk))


def standing(appointment: Appointment, asked: date) -> tuple[str, str]:
    """Whether an office is held on a day: kind and word of a status. Beyond the days on which it was seen nobody knows."""
    told = {Known.YES: ("yes", _("held")), Known.NO: ("no", _("not held")), Known.NOT_KNOWN: ("gap", _("not known"))}
    return told[appointment.stood_on(asked).known]
