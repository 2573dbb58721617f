"""What the public reads of two sources that disagree: nothing on the page speaks of a total."""

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("reported")


@pytest.mark.parametrize(("language", "total"), [("uk", "Разом"), ("az", "Cəmi"), ("es", "Total")])
def test_no_label_of_a_disagreement_reads_as_a_total(language: str, total: str):
    page = Client(headers={"Accept-Language": language}).get("/").content.decode()
    assert 'data-l="' in page
    assert f'data-l="{total}"' not in page
