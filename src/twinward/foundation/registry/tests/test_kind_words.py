"""The kind that a name tells, as a suggestion."""

import pytest

from twinward.foundation.registry.kind_words import kind_in_name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Universitätsklinikum Heidelberg", "hospital"),
        ("Kinderklinik München", "hospital"),
        ("Deutsches Herzzentrum Berlin", "hospital"),
        ("Hôpital Necker", "hospital"),
        ("Дитяча лікарня", "hospital"),
        ("Uşaq xəstəxanası", "hospital"),
        ("Sanatorium-Rehabilitation Center of the Ministry of Health of Azerbaijan", "hospital"),
        ("Medizinische Universität Lübeck", "university"),
        ("Медична академія", "university"),
        ("Міністерство охорони здоров'я", "ministry"),
        ("Səhiyyə Nazirliyi", "ministry"),
        ("Institut für Pädiatrie", "research"),
        ("European Medicines Agency", "agency"),
        ("Robert Bosch Stiftung", "donor"),
        ("Charité", ""),
        ("Bergmannsheil", ""),
        ("###", ""),
    ],
)
def test_a_name_tells_its_kind_or_none(name: str, kind: str):
    assert kind_in_name(name) == kind
