"""Forms of the instruments room. A form's `leaves` are its sections: (heading, key, names of its fields)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis, Day
from twinward.foundation.kernel.fields import KnownDayField, UncertainDayField
from twinward.foundation.kernel.models import BASES, Source
from twinward.foundation.registry.fields import CountryField, NameField, OrganisationField, ask_for
from twinward.programme.instruments import choices
from twinward.programme.instruments.facts import InstrumentKind, LinkKind
from twinward.programme.instruments.fields_of_cooperation import choices as field_choices
from twinward.programme.instruments.language_fields import LanguageField, LanguagesField
from twinward.programme.instruments.models import Act, Instrument, Link

Leaf = tuple[Promise, str, Sequence[str]]
PARTY_ROWS = 6
DRAFTED = (InstrumentKind.MEMORANDUM, InstrumentKind.AGREEMENT, InstrumentKind.JOINT_ACTION_PLAN)
BASES_ELSEWHERE = [(basis, words) for basis, words in BASES if basis != Basis.DONE_HERE]


class RoomForm(forms.Form):
    """A form that shows itself in leaves; its fields of the registry offer what `account` may see."""

    leaves: Sequence[Leaf] = ()

    def __init__(self, *args: Any, account: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account
        ask_for(self, account)

    def sections(self) -> Iterator[tuple[Promise, str, list[BoundField]]]:
        for heading, key, names in self.leaves:
            yield heading, key, [self[name] for name in names if name in self.fields]


class ReasonForm(RoomForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), required=False)
    leaves = ((_("Why"), "why", ("reason",)),)


class SourceFields(RoomForm):
    """Where a fact comes from: a source that is on record, or a new one."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False, empty_label=_("none, or a new one below"))
    new_publisher = forms.CharField(label=_("New source: publisher"), max_length=120, required=False)
    new_day = UncertainDayField(label=_("New source: day"), required=False)
    new_url = forms.URLField(label=_("New source: address"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, account: Actor, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        visible = Instrument.objects.visible_to(account).values("pk")
        used = Source.objects.filter(
            pk__in=Instrument.objects.visible_to(account).values("source").union(Act.objects.filter(instrument__in=visible).values("source"))
        )
        choice = self.fields["source"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = used.order_by("publisher", "not_after", "pk")
        choice.label_from_instance = source_label  # pyright: ignore[reportAttributeAccessIssue] - Django's own way to say it is a subclass

    def clean_new_day(self) -> Day:
        day: Day = self.cleaned_data["new_day"]
        return day


def source_label(source: Source) -> str:
    """A source in a list of choices."""
    from twinward.programme.instruments.history import source_words

    return source_words(source)
