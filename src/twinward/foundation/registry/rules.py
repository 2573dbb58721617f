"""What may hold of an organisation, and what a record is called. No Django."""

from collections.abc import Iterable, Mapping

#: Codes of specialities; `specialities.SPECIALITIES` says them in words.
SPECIALITIES = (
    "burns", "cardiology", "emergency", "infectious_diseases", "medical_education", "mental_health", "neurosurgery", "obstetrics",
    "oncology", "ophthalmology", "orthopaedics", "paediatrics", "prosthetics", "public_health", "rehabilitation", "surgery",
    "transplantation", "trauma",
)  # fmt: skip
KINDS = ("ministry", "hospital", "university", "research", "agency", "donor", "other")
PRECISIONS = ("country", "region", "place")  # coarse to fine


#: How a name is used that a record is called by: its own, and where it has none in that language, one that was made here.
OWN, MADE_HERE = "label", "translated"


def labels_of(name: str, names: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By language (ISO 639-1) what a record registered as `name` is called there, where that is something else; of several the first.

    names: (value, language or "", use). A name of its own goes before a translation made here.
    """
    given = list(names)
    told = [(value, language) for use in (OWN, MADE_HERE) for value, language, said in given if said == use and language]
    own = {language for value, language, use in given if use == OWN and value == name}
    return {language: value for value, language in reversed(told) if language not in own}


def called_in(name: str, labels: Mapping[str, str], language: str) -> str:
    """What a record registered as `name` is called in a language ("uk", "uk-ua"); `labels` as `labels_of` gives them."""
    return labels.get(language.partition("-")[0], name)
