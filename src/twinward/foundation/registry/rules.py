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
    own: dict[str, str] = {}
    made_here: dict[str, str] = {}
    same = set[str]()
    for value, language, use in names:
        if use == OWN and value == name:
            same.add(language)
        if use == OWN:
            own.setdefault(language, value)
        elif use == MADE_HERE:
            made_here.setdefault(language, value)
    return {language: value for language, value in (made_here | own).items() if language and language not in same}


def called_in(name: str, labels: Mapping[str, str], language: str) -> str:
    """What a record registered as `name` is called in a language ("uk", "uk-ua"); `labels` as `labels_of` gives them."""
    return labels.get(language.partition("-")[0], name)
