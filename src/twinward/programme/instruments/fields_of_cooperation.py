"""Fields of cooperation: what an instrument covers, and what a legal basis is a basis for. Codes of our own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.kernel.alphabet import by_words

FIELDS: dict[str, Promise] = {
    "cardiology": _("cardiology"),
    "clinical_medicine": _("clinical medicine"),
    "emergency_medicine": _("emergency medicine"),
    "experimental_medicine": _("experimental medicine"),
    "humanitarian_aid": _("humanitarian aid"),
    "joint_research": _("joint scientific research"),
    "joint_treatment": _("joint treatment of complex cases"),
    "medical_education": _("medical education"),
    "mental_health": _("mental health"),
    "neurosurgery": _("neurosurgery"),
    "oncology": _("oncology"),
    "paediatrics": _("paediatrics"),
    "pharmaceutical_circulation": _("circulation of pharmaceuticals"),
    "pharmaceutical_industry": _("pharmaceutical industry"),
    "pharmaceutical_production": _("production of pharmaceuticals"),
    "preventive_medicine": _("preventive medicine"),
    "public_health": _("public health"),
    "rehabilitation": _("rehabilitation"),
    "specialist_exchange": _("exchange of specialists"),
    "student_exchange": _("exchange of students"),
    "surgery": _("surgery"),
    "traditional_medicine": _("traditional medicine"),
    "transplantation": _("transplantation"),
    "traumatology": _("traumatology and orthopaedics"),
}


def field_name(code: str) -> str:
    """A field in the reader's language; its code for one that another node recorded and we do not know."""
    return str(FIELDS.get(code, code))


def choices() -> list[tuple[str, str]]:
    """Every field in the reader's language, in the order of its words."""
    return by_words(FIELDS.items())
