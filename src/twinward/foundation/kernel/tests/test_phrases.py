"""What we wrote on record in our own words is read in the reader's language; what somebody typed stays as typed."""

import pytest
from django.utils.translation import override

from twinward.foundation.kernel.models import Source
from twinward.foundation.kernel.phrases import phrase


@pytest.mark.parametrize(("language", "words"), [("en", "Ministry of Health of Ukraine"), ("uk", "Міністерство охорони здоров’я України")])
def test_a_publisher_whom_we_know_is_named_in_the_readers_language(language: str, words: str):
    with override(language):
        assert phrase("Ministry of Health of Ukraine") == str(Source(publisher="Ministry of Health of Ukraine")) == words


def test_what_somebody_typed_stays_as_typed():
    with override("uk"):
        assert phrase("Yes") == "Yes"  # a sentence of our pages, but none of our record
        assert str(Source(publisher="A newspaper")) == "A newspaper"
        assert phrase("") == ""
