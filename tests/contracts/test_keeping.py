"""What somebody who signed in is told is kept by nobody on the way, whatever the address."""

import pytest

from tests.contracts.expectations import EXPECTED
from tests.contracts.matrix import Matrix

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]


def told_to_be_kept(matrix: Matrix, name: str, method: str) -> list[str]:
    """Addresses of a route whose answer to the officer may be kept by somebody."""
    officer = matrix.world.people["officer.kyiv"]
    urls = [matrix.url(name, address) for address in matrix.chosen(name, officer)]
    answers = {url: matrix.asker.ask(officer, method, url).headers.splitlines() for url in urls}
    return [url for url, headers in answers.items() if "Cache-Control: private, no-store" not in headers]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_answer_to_somebody_who_signed_in_is_kept(matrix: Matrix, name: str):
    assert told_to_be_kept(matrix, name, "GET") == []


def test_no_refusal_to_somebody_who_signed_in_is_kept(matrix: Matrix):
    officer = matrix.world.people["officer.kyiv"]
    for method, url, status in (("GET", "/no-such-page/", 404), ("POST", "/letters/record/", 400), ("GET", "/instruments/999999/", 404)):
        answer = matrix.asker.ask(officer, method, url)
        assert (answer.status, "Cache-Control: private, no-store" in answer.headers.splitlines()) == (status, True), url


def test_what_everybody_may_read_is_kept_as_its_page_says(matrix: Matrix):
    nobody = next(one for one in matrix.world.people.values() if not one.is_signed_in)
    assert "no-store" not in matrix.asker.ask(nobody, "GET", "/?as-of=2025-11-03").headers
