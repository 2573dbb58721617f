"""Forms of the instruments room. A form's `leaves` are its sections: (heading, key, names of its fields); `folded` says which of them are optional."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.actors import Actor
from twinward.foundation.kernel.days import Basis
from twinward.foundation.kernel.fields import PaperField, UncertainDayField
from twinward.foundation.kernel.models import BASES, Source
from twinward.foundation.kernel.publication import MAY_BE_READ
from twinward.foundation.kernel.sentences import say
from twinward.foundation.kernel.sources import add_source
from twinward.foundation.kernel.wording import tongue
from twinward.foundation.registry.choices import Apart
from twinward.foundation.registry.fields import ask_for
from twinward.programme.instruments import choices
from twinward.programme.instruments.fields_of_cooperation import choices as field_choices
from twinward.programme.instruments.language_fields import LanguageField
from twinward.programme.instruments.models import Act, Instrument, Text
from twinward.programme.instruments.wording import source_words

Leaf = tuple[Promise, str, Sequence[str]]
BASES_ELSEWHERE = [(basis, words) for basis, words in BASES if basis != Basis.DONE_HERE]


@dataclass(frozen=True, slots=True)
class Section:
    """A leaf with its fields. summary: of one that is folded away until it is asked for, what it holds; "" for one that is always there."""

    heading: Promise
    key: str
    fields: list[BoundField]
    summary: Promise | str = ""
    is_open: bool = False


class RoomForm(forms.Form):
    """A form that shows itself in leaves; its fields of the registry offer what `account` may see.

    folded: by the key of a leaf that is optional, what it holds. part: the key of the one that was asked for. at_fields: by its code, the
    field at which a refusal is told.
    """

    leaves: Sequence[Leaf] = ()
    folded: Mapping[str, Promise] = {}
    at_fields: Mapping[str, str] = {}
    part = ""

    def __init__(self, *args: Any, account: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account
        ask_for(self, account)

    def sections(self) -> Iterator[Section]:
        """Each leaf with its fields; a folded one is open when it was asked for, and when something in it was typed or is wrong."""
        changed = frozenset(self.changed_data) if self.is_bound else frozenset()
        for heading, key, names in self.leaves:
            if fields := [self[name] for name in names if name in self.fields]:
                was_touched = any(field.errors or field.name in changed for field in fields)
                yield Section(heading, key, fields, self.folded.get(key, ""), key == self.part or was_touched)

    def take(self, faults: Sequence[str]) -> list[str]:
        """Each of the faults that belongs to a field is told there; the others are left."""
        for fault in faults:
            if fault in self.at_fields:
                self.add_error(self.at_fields[fault], say(fault))
        return [fault for fault in faults if fault not in self.at_fields]

    def given(self, *names: str) -> dict[str, Any]:
        """The cleaned answers to some of its fields."""
        return {name: self.cleaned_data[name] for name in names}


class ReasonField(forms.CharField):
    """Why, in a few lines. What is too long is refused and kept as it was typed: a browser that knew the limit would cut it without a word."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def reason_field(*, required: bool = True) -> forms.CharField:
    """Asks why, in a few lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return ReasonField(label=_("Reason"), max_length=300, required=required, widget=widget, help_text=_("At most 300 characters."))


class SourceChoice(Apart):
    """A choice among sources."""

    def label_from_instance(self, obj: Any) -> str:
        return source_words(obj)


class SourceForm(RoomForm):
    """Where a fact comes from and on what ground it stands: a source that is on record, or a new one."""

    basis = forms.ChoiceField(label=_("Basis"), choices=BASES_ELSEWHERE, initial=Basis.STATED)
    why = forms.CharField(label=_("Why, when it is inferred or reconstructed"), max_length=300, required=False, help_text=MAY_BE_READ)
    source = SourceChoice(Source.objects.none(), label=_("Source"), required=False, empty_label=_("none, or a new one"))
    new_publisher = forms.CharField(label=_("New source: publisher"), max_length=120, required=False)
    new_day = UncertainDayField(label=_("New source: day"), required=False)
    new_url = forms.URLField(label=_("New source: address"), max_length=300, required=False, assume_scheme="https")
    named: Sequence[str] = ("source", "new_publisher", "new_day", "new_url")
    source_leaf: Leaf = (_("Source"), "source", ("basis", "why", *named))
    known_from_leaf: Leaf = (_("What it is known from"), "source", named)
    basis_leaf: Leaf = (_("How sure it is"), "basis", ("basis", "why"))

    def __init__(self, *args: Any, account: Actor, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        seen = Instrument.objects.visible_to(account)
        acts = Act.objects.filter(instrument__in=seen.values("pk"))
        used = Source.objects.filter(Q(pk__in=seen.values("source")) | Q(pk__in=acts.values("source")))
        _choice(self, "source").queryset = used.order_by("publisher", "not_after", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "why" in self.fields and cleaned.get("basis") in (Basis.INFERRED, Basis.RECONSTRUCTED) and not cleaned.get("why"):
            self.add_error("why", say("reason_missing"))
        if cleaned.get("new_url") and not cleaned.get("new_publisher"):
            self.add_error("new_publisher", say("publisher_missing"))
        return cleaned

    def kept_source(self, *, at: datetime) -> Source | None:
        """The chosen source; a new one is put on record."""
        if not self.cleaned_data["new_publisher"]:
            return self.cleaned_data["source"]
        return add_source(
            publisher=self.cleaned_data["new_publisher"],
            day=self.cleaned_data["new_day"],
            url=self.cleaned_data["new_url"],
            by=self.account,
            at=at,
        )


def _choice(form: forms.Form, name: str) -> forms.ModelChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class ReasonForm(RoomForm):
    """Why something is done."""

    reason = reason_field(required=False)
    leaves = ((_("Why"), "why", ("reason",)),)


class DocumentField(PaperField):
    """A file to keep, as the forms of instruments ask for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"help_text": _("PDF, Word (DOCX), plain text or a picture, up to 20 MB.")} | options))


class TextForm(RoomForm):
    """A text in one language."""

    file = DocumentField(label=_("File"))
    language = LanguageField()
    is_authentic = forms.BooleanField(label=_("This language is authentic"), required=False, initial=True)
    replace = forms.BooleanField(label=_("Replace the text that is on record in this language"), required=False)
    reason = reason_field(required=False)
    leaves = ((_("Text"), "text", ("file", "language", "is_authentic")), (_("Why it is replaced"), "why", ("replace", "reason")))

    def __init__(self, *args: Any, texts: Sequence[Text], **options: Any) -> None:
        super().__init__(*args, **options)
        self.texts = texts
        if not texts:
            del self.fields["replace"]

    def clean(self) -> dict[str, Any]:
        """A text that is on record gives way only to one that is meant to replace it."""
        given = super().clean() or {}
        wanted = given.get("language"), given.get("is_authentic")
        found = next((text for text in self.texts if (text.language, text.is_authentic) == wanted), None)
        if found and not given.get("replace"):
            told = {"language": tongue(found.language), "name": found.document.name}
            self.add_error("replace", say("text_on_record") % told)
        return given


class InstrumentChoice(forms.ModelChoiceField):
    """A choice among the instruments that the reader may see."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_kind_display()})"


class LinkForm(SourceForm):
    """What an instrument rests on, amends, supersedes, implements or is an annex of; of one recorded, also how we know."""

    kind = forms.ChoiceField(label=_("Link"), choices=choices.LINKS)
    to_instrument = InstrumentChoice(Instrument.objects.none(), label=_("Which instrument"), required=False, empty_label=_("not chosen"))
    unnamed = forms.CharField(label=_("Or, when it is not on record: as what it is described"), max_length=160, required=False)
    subjects = forms.MultipleChoiceField(
        label=_("For these fields only"), choices=field_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    leaves = (
        (_("Link"), "link", ("kind", "to_instrument", "unnamed")),
        (_("Limits"), "limits", ("subjects",)),
        SourceForm.source_leaf,
    )

    def __init__(self, *args: Any, account: Actor, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        others = Instrument.objects.visible_to(account).not_struck().exclude(pk=instrument.pk)
        _choice(self, "to_instrument").queryset = others.order_by("title", "pk")
        if instrument.is_here:
            for name in SourceForm.source_leaf[2]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("to_instrument")) == bool(cleaned.get("unnamed")):
            self.add_error("to_instrument", say("one_of_two"))
        if cleaned.get("basis") == Basis.STATED and not (cleaned.get("source") or cleaned.get("new_publisher")):
            self.add_error("source", say("source_missing"))
        return cleaned

    def ground(self, *, at: datetime) -> dict[str, Any]:
        """How we know of the link: done here, or the basis and source that were given; a new source is put on record."""
        if "basis" not in self.fields:
            return {"basis": Basis.DONE_HERE}
        return {"source": self.kept_source(at=at), **self.given("basis", "why")}


class LinkNameForm(RoomForm):
    """Which instrument a link means that so far was only described."""

    to_instrument = InstrumentChoice(Instrument.objects.none(), label=_("Which instrument"), empty_label=_("not chosen"))
    reason = reason_field()
    leaves = ((_("Link"), "link", ("to_instrument", "reason")),)

    def __init__(self, *args: Any, account: Actor, instrument: Instrument, **options: Any) -> None:
        super().__init__(*args, account=account, **options)
        others = Instrument.objects.visible_to(account).not_struck().exclude(pk=instrument.pk)
        _choice(self, "to_instrument").queryset = others.order_by("title", "pk")
