"""Refusals are kept by nobody on the way either, and public pages are; of every address the matrix asks it."""

import pytest

from tests.contracts.matrix import Matrix

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]


def test_no_refusal_to_somebody_who_signed_in_is_kept(matrix: Matrix):
    officer = matrix.world.people["officer.kyiv"]
    for method, url, status in (("GET", "/no-such-page/", 404), ("POST", "/letters/record/", 400), ("GET", "/instruments/999999/", 404)):
        answer = matrix.asker.ask(officer, method, url)
        assert (answer.status, "Cache-Control: private, no-store" in answer.headers.splitlines()) == (status, True), url


def test_what_everybody_may_read_is_kept_as_its_page_says(matrix: Matrix):
    nobody = next(one for one in matrix.world.people.values() if not one.is_signed_in)
    assert "no-store" not in matrix.asker.ask(nobody, "GET", "/?as-of=2025-11-03").headers
