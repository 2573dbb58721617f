"""The catalogue of figures: what is counted from records and what was stated in public, side by side. There is no total of the two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Known
from twinward.foundation.kernel.kept import kept_while_still
from twinward.foundation.kernel.measures import Counted, Measure, Row
from twinward.foundation.kernel.publication import Gate
from twinward.outward.figures.launch import launched_after
from twinward.outward.figures.models import Claim
from twinward.outward.figures.said import Said, said
from twinward.programme.instruments.measures import MEASURES as INSTRUMENTS
from twinward.programme.twinning.measures import MEASURES as TWINNING

MEASURES: Mapping[str, Measure] = {**TWINNING.by_key, **INSTRUMENTS.by_key}

#: Figures that are stated in public and that no room of this node can count yet: key -> (unit, what it counts).
STATED_ONLY: Mapping[str, tuple[Promise, Promise]] = {
    "doctors_abroad": (_("doctors"), _("Counts doctors as the ministry does. Whether one doctor can count twice is not stated.")),
    "institutions_in_programme": (_("institutions"), _("Counts Ukrainian institutions in the programme, as the ministry does.")),
    "regions_in_programme": (_("regions"), _("Counts regions of Ukraine with an institution in the programme.")),
    "ministers_joined": (_("ministers"), _("Counts ministers of health. The wording allows the summit or the project.")),
    "facilities_destroyed": (_("facilities"), _("Counts destroyed medical facilities of Ukraine, as its health ministry does.")),
    "facilities_damaged": (_("facilities"), _("Counts damaged medical facilities of Ukraine, as its health ministry does.")),
    "facilities_restored": (_("facilities"), _("Counts facilities fully restored. One later number is lower than the one before it.")),
    "facilities_partly_restored": (
        _("facilities"),
        _("Counts facilities partly restored. Later numbers are at times lower, at times higher than those before."),
    ),
    "aid_from_azerbaijan_mass": (
        _("tons, as spoken"),
        _("Counts tons as spoken. Which ton is meant is not stated."),
    ),
    "aid_from_azerbaijan_value": (_("US dollars"), _("Counts the value as the source gives it.")),
    "brigade_members": (_("people"), _("Counts members of the second Cuban brigade in Azerbaijan.")),
    "brigade_patients": (_("patients"), _("Counts patients as the source does. Whether one patient can count twice is not stated.")),
}

KEPT = 64  # days and languages at a time
KEYS = (*MEASURES, *STATED_ONLY)

#: What each figure is called.
NAMES: Mapping[str, Promise] = {
    "countries_joined": _("Countries that joined"),
    "lists_owed": _("Lists owed"),
    "memorandums_signed": _("Memorandums signed"),
    "institutions_with_sister": _("Institutions with a sister"),
    "doctors_abroad": _("Doctors abroad"),
    "institutions_in_programme": _("Institutions in the programme"),
    "regions_in_programme": _("Regions in the programme"),
    "ministers_joined": _("Ministers of health"),
    "facilities_destroyed": _("Facilities destroyed"),
    "facilities_damaged": _("Facilities damaged"),
    "facilities_restored": _("Facilities fully restored"),
    "facilities_partly_restored": _("Facilities partly restored"),
    "aid_from_azerbaijan_mass": _("Aid from Azerbaijan, mass"),
    "aid_from_azerbaijan_value": _("Aid from Azerbaijan, value"),
    "brigade_members": _("Members of the second Cuban brigade"),
    "brigade_patients": _("Patients of the Cuban brigades"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on a day. counted is None where no room counts it; stated holds the claims about that day or before, newest first."""

    key: str
    as_of: date
    unit: Promise
    rule: Promise
    counted: Counted | None
    stated: tuple[Said, ...]

    @property
    def name(self) -> Promise:
        return NAMES[self.key]

    def as_json(self) -> dict[str, Any]:
        """The figure as one JSON object. A missing value is null, never 0."""
        counted = self.counted
        return {
            "value": counted.value if counted else None,
            "not_known": counted.not_known if counted else None,
            "confirmed": counted.confirmed if counted else None,
            "unit": str(self.unit),
            "rule": str(self.rule),
            "rows": [_row_json(row) for row in counted.rows] if counted else [],
            "stated": [_said_json(one) for one in self.stated],
        }


def figures(as_of: date, gate: Gate | None = None) -> dict[str, Figure]:
    """Every figure of the catalogue as of the end of a day, by key. A gate keeps back what it must, and may answer for an earlier day."""
    gate = gate or Gate(date.max)
    asked = gate.asked(as_of)
    claims = Claim.objects.select_related("source", "part_of").order_by("-not_after", "key")
    told = said(claims, asked, gate)
    return {key: _figure(key, asked, [one for one in told if one.figure == key]) for key in KEYS}


@kept_while_still(KEPT)
def told_figures(as_of: date, gate: Gate) -> dict[str, Figure]:
    """The same, for a page or a file that only tells them: kept while nothing is written."""
    return figures(as_of, gate)


def _counted(key: str, asked: date) -> Counted | None:
    """What is counted here. Before the launch of the programme no memorandum may have been signed but one that surely was."""
    measure = MEASURES.get(key)
    if measure is None or key not in INSTRUMENTS.by_key or launched_after(asked) is None:
        return measure.on(asked) if measure else None
    return replace(measure, asks=lambda day: (row for row in measure.asks(day) if row.known is Known.YES)).on(asked)


def _figure(key: str, asked: date, stated: list[Said]) -> Figure:
    measure = MEASURES.get(key)
    unit, rule = (measure.unit, measure.rule) if measure else STATED_ONLY[key]
    return Figure(key, asked, unit, rule, _counted(key, asked), tuple(stated))


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "record": row.record,
        "label": row.label,
        "country": row.country or None,
        "known": row.known.value,
        "day": row.day,
        "source": row.source or None,
        "basis": row.basis,
        "why": row.why or None,
        "documented": row.is_documented,
        "counts_as": row.counts_as,
    }


def _said_json(one: Said) -> dict[str, Any]:
    return {
        "claim": one.key,
        "operator": one.operator,
        "value": one.value,
        "unit": one.unit or None,
        "scope": one.scope or None,
        "as_of": str(one.day),
        "source": one.source.key,
        "part_of": one.part_of or None,
    }
