"""What the components page shows: the programme's own words, in records that are illustrative."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.wording import country


class SampleForm(forms.Form):
    """Each kind of field, for the components page."""

    subject = forms.CharField(label=_("Subject"), help_text=_("As it stands on the letter."))
    sent_on = forms.CharField(label=_("Day of the letter"), help_text=_("For example 3 November 2025 or 03.11.2025."))
    side = forms.ChoiceField(
        label=_("To"), choices=[("DE", _("Ministry of Health of Germany")), ("FI", _("Ministry of Health of Finland"))]
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_urgent = forms.BooleanField(label=_("A reply is asked for by a day"), required=False)

    def clean_sent_on(self) -> str:
        """The sample is always refused, so that a refused field can be seen."""
        raise forms.ValidationError(_("This day lies in the future."))


def samples() -> Iterator[tuple[str, Any]]:
    """Values for the components page: the programme's own words; the records are illustrative."""
    yield from _sample_rows()
    yield "form", SampleForm({"subject": _("Second reminder"), "sent_on": "03.11.2026", "side": "DE"})
    yield "crumbs", [(_("Instruments"), "#crumbs"), (_("Agreement"), "")]
    yield "signing_day", date(2025, 11, 3)
    yield "strip_from", date(2025, 10, 1)
    yield "strip_until", date(2025, 12, 1)
    turned = date(2025, 11, 1)
    before, after = (date(2025, 10, 1), turned), (turned, date(2025, 12, 1))
    yield (
        "strip_rows",
        [
            (_("Signed"), [("no", _("no"), *before), ("yes", _("yes, day inferred"), *after)]),
            (_("In force"), [("no", _("no"), *before), ("gap", _("not known"), *after)]),
        ],
    )
    yield (
        "above",
        [
            (_("Earlier cooperation agreement"), _("unnamed in the source"), _("updates (stated)"), True),
            (_("Pharmaceutical Industry, 1999"), _("basis for production and circulation only"), _("link not stated"), False),
        ],
    )
    yield "self", (_("Cooperation Agreement, 2025"), _("this record"))
    memorandum, unsure = _("memorandum"), _("link not stated")
    fields = (_("Oncology"), _("Paediatrics"), _("Universities"), _("Cardiology"))
    yield "below", [(_("Action plan"), _("running before it"), unsure, False), *((field, memorandum, unsure, False) for field in fields)]
    yield "score", [("first", 7290), ("more", 3780), ("plain", 1600)]


def _sample_rows() -> Iterator[tuple[str, Any]]:
    """Rows, moves, gaps and answers for the components page."""
    yield (
        "rows",
        [
            {
                "st": "late",
                "when": _("late 4 days"),
                "due": _("due 30 Oct"),
                "what": _("Write the second reminder to Germany"),
                "url": "#rows",
            }
            | {
                "meta": _("Owes a list of institutions"),
                "step": _("Write the letter"),
                "step_url": "#rows",
                "is_primary": True,
                "is_illustrative": True,
            },
            {"st": "mine", "when": _("today"), "what": _("Attach the signed text of the 2025 Cooperation Agreement"), "url": "#rows"}
            | {"meta": _("Ukraine – Azerbaijan"), "step": _("Attach"), "step_url": "#rows"},
            {
                "when": _("no date"),
                "what": _("State the year of ten memorandums signed in Berlin"),
                "url": "#rows",
                "step": _("Complete"),
                "step_url": "#rows",
            },
        ],
    )
    yield (
        "moves",
        [
            {"label": _("Attach the signed text"), "url": "#moves", "note": _("Lacks nothing. Can close 5 gaps."), "is_primary": True},
            {"label": _("Record the day of signature"), "url": "#moves", "lacks": [_("a source that states it")]},
            {"label": _("Record a notification"), "url": "#moves", "lacks": [_("the clause on entry into force")]},
            {"label": _("Correct this record"), "url": "#moves", "note": _("Asks for a reason. The old value stays in the ledger.")},
        ],
    )
    yield (
        "gaps",
        [
            {"word": _("Text"), "text": _("The signed text is not on record."), "step": _("Ask Baku"), "url": "#gaps"},
            {
                "word": _("Day"),
                "text": _("The day of signature is inferred, not stated."),
                "step": _("Record"),
                "concerns": [(country("DE"), "#gaps"), (country("AT"), "")],
            },
        ],
    )
    yield (
        "answers",
        [
            (_("Country"), country("DE"), "#answers"),
            (_("Reply by"), date(2025, 11, 17), "#answers"),
            (_("Their registry number"), "", "#answers"),
        ],
    )
