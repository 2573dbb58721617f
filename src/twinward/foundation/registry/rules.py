"""What may hold of an organisation. No Django."""

#: Codes of specialities; `specialities.SPECIALITIES` says them in words.
SPECIALITIES = (
    "burns", "cardiology", "emergency", "infectious_diseases", "medical_education", "mental_health", "neurosurgery", "obstetrics",
    "oncology", "ophthalmology", "orthopaedics", "paediatrics", "prosthetics", "public_health", "rehabilitation", "surgery",
    "transplantation", "trauma",
)  # fmt: skip
KINDS = ("ministry", "hospital", "university", "research", "agency", "donor", "other")
PRECISIONS = ("country", "region", "place")
