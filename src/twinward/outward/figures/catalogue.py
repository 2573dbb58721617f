"""The catalogue of figures: what is counted from records and what was stated in public, side by side. There is no total of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.days import Known, happened_by
from twinward.foundation.kernel.measures import Counted, Measure
from twinward.outward.figures.models import Claim
from twinward.programme.instruments.measures import MEASURES as INSTRUMENTS
from twinward.programme.twinning.measures import MEASURES as TWINNING

MEASURES: Mapping[str, Measure] = {**TWINNING.by_key, **INSTRUMENTS.by_key}

#: Figures that are stated in public and that no room of this node can count yet: key -> (unit, what it counts).
STATED_ONLY: Mapping[str, tuple[Promise, Promise]] = {
    "doctors_abroad": (_("doctors"), _("Counts doctors as the ministry does. Whether one doctor can count twice is not stated.")),
    "institutions_in_programme": (_("institutions"), _("Counts Ukrainian institutions in the programme, as the ministry does.")),
    "regions_in_programme": (_("regions"), _("Counts regions of Ukraine with an institution in the programme.")),
    "ministers_joined": (_("ministers"), _("Counts ministers of health. The wording allows the summit or the project.")),
    "facilities_destroyed": (_("facilities"), _("Counts medical facilities of Ukraine, as its health ministry does.")),
    "facilities_damaged": (_("facilities"), _("Counts medical facilities of Ukraine, as its health ministry does.")),
    "facilities_restored": (_("facilities"), _("Counts facilities fully restored. The series once falls.")),
    "facilities_partly_restored": (_("facilities"), _("Counts facilities partly restored. The series once falls.")),
    "aid_from_azerbaijan_mass": (
        _("tons, as spoken"),
        _("Whole of government and society, all sectors. Which ton is meant is not stated."),
    ),
    "aid_from_azerbaijan_value": (_("US dollars"), _("Whole of government and society, all sectors.")),
    "brigade_members": (_("people"), _("Counts members of the second Cuban brigade in Azerbaijan.")),
    "brigade_patients": (_("patients"), _("Counts patients as the source does. Whether one patient can count twice is not stated.")),
}

KEYS = (*MEASURES, *STATED_ONLY)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on a day. counted is None where no room counts it; stated holds the claims about that day or before, newest first."""

    key: str
    unit: Promise
    rule: Promise
    counted: Counted | None
    stated: tuple[Claim, ...]

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
            "stated": [_claim_json(claim) for claim in self.stated],
        }


def figures(as_of: date) -> dict[str, Figure]:
    """Every figure of the catalogue as of the end of a day, by key."""
    claims = list(Claim.objects.select_related("source", "part_of").order_by("-not_after", "key"))
    return {key: _figure(key, as_of, claims) for key in KEYS}


def figure(key: str, as_of: date) -> Figure:
    """One figure of the catalogue. Raises KeyError for a key that is not in it."""
    if key not in KEYS:
        raise KeyError(key)
    return _figure(key, as_of, list(Claim.objects.filter(figure=key).select_related("source", "part_of").order_by("-not_after", "key")))


def _figure(key: str, as_of: date, claims: list[Claim]) -> Figure:
    measure = MEASURES.get(key)
    unit, rule = (measure.unit, measure.rule) if measure else STATED_ONLY[key]
    stated = tuple(claim for claim in claims if claim.figure == key and happened_by(claim.day, as_of).known is not Known.NO)
    return Figure(key, unit, rule, measure.on(as_of) if measure else None, stated)


def _row_json(row: Any) -> dict[str, Any]:
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
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.key,
        "operator": claim.operator,
        "value": claim.value,
        "unit": claim.unit or None,
        "scope": claim.scope or None,
        "as_of": str(claim.day),
        "source": claim.source.key if claim.source else None,
        "part_of": claim.part_of.key if claim.part_of else None,
    }
