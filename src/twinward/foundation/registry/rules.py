"""What may hold of an organisation. No Django."""

from collections.abc import Iterable, Mapping

#: Codes of specialities; `specialities.SPECIALITIES` says them in words.
SPECIALITIES = (
    "burns", "cardiology", "emergency", "infectious_diseases", "medical_education", "mental_health", "neurosurgery", "obstetrics",
    "oncology", "ophthalmology", "orthopaedics", "paediatrics", "prosthetics", "public_health", "rehabilitation", "surgery",
    "transplantation", "trauma",
)  # fmt: skip
KINDS = ("ministry", "hospital", "university", "research", "agency", "donor", "other")
PRECISIONS = ("country", "region", "place")  # coarse to fine


def labels_of(name: str, names: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By language (ISO 639-1) what an organisation registered as `name` is called there, where that is something else; of several the first.

    names: (value, language or "", use).
    """
    told = [(value, language) for value, language, use in names if use == "label" and language]
    own = {language for value, language in told if value == name}
    return {language: value for value, language in reversed(told) if language not in own}


def called_in(name: str, labels: Mapping[str, str], language: str) -> str:
    """What an organisation registered as `name` is called in a language ("uk", "uk-ua"); `labels` as `labels_of` gives them."""
    return labels.get(language.partition("-")[0], name)
