"""Specialities of hospitals and universities: code and what a reader sees."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SPECIALITIES: dict[str, Promise] = {
    "burns": _("burns"),
    "cardiology": _("cardiology"),
    "emergency": _("emergency medicine"),
    "infectious_diseases": _("infectious diseases"),
    "medical_education": _("medical education"),
    "mental_health": _("mental health"),
    "neurosurgery": _("neurosurgery"),
    "obstetrics": _("obstetrics and gynaecology"),
    "oncology": _("oncology"),
    "ophthalmology": _("ophthalmology"),
    "orthopaedics": _("orthopaedics"),
    "paediatrics": _("paediatrics"),
    "prosthetics": _("prosthetics"),
    "public_health": _("public health"),
    "rehabilitation": _("rehabilitation"),
    "surgery": _("surgery"),
    "transplantation": _("transplantation"),
    "trauma": _("trauma"),
}
