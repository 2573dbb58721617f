"""A step of a list as it is recorded, warned of, and told in the timeline of its country."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from twinward.foundation.kernel.keys import key_of
from twinward.foundation.registry.models import Organisation
from twinward.programme.letters.tests.makers import make_letter
from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.tests.makers import make_source, make_step, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def timeline_of(client: Client, code: str) -> str:
    return client.get(reverse("country", args=[code])).content.decode().partition('id="timeline"')[2].partition("</table>")[0]


def test_what_will_be_missing_of_a_step_is_said_before_it_is_written(kyiv: Client, covered: dict[str, Coverage]):
    address, before = reverse("list-step", args=[covered["AT"].pk]), ListStep.objects.count()
    step = {"kind": "agreed", "day": "3 November 2025", "basis": "stated", "source": str(make_source().pk)}
    warned = sent(kyiv, address, **step)
    said = warned.content.decode()

    assert (warned.status_code, ListStep.objects.count()) == (200, before)
    for words in (
        "Its institutions are not named, so that nobody can say which are on the list.",
        "The source is older than the day that it is said to state.",
        "Record it all the same",
    ):
        assert words in said, words
    (despite,) = re.findall(r'name="despite" value="([^"]+)"', said)
    assert sent(kyiv, address, **step | {"kind": "proposed"}, despite="step_order_open").status_code == 200
    assert sent(kyiv, address, **step, despite=despite).status_code == 302
    assert ListStep.objects.count() == before + 1


def test_a_step_that_was_corrected_after_its_warning_is_saved_and_only_what_was_not_said_is_asked(
    kyiv: Client, covered: dict[str, Coverage]
):
    address, before = reverse("list-step", args=[covered["AT"].pk]), ListStep.objects.count()
    step = {"kind": "agreed", "day": "3 November 2025", "basis": "stated", "source": str(make_source().pk)}
    (despite,) = re.findall(r'name="despite" value="([^"]+)"', sent(kyiv, address, **step).content.decode())

    assert {"step_without_contents", "source_older_than_act"} <= set(despite.split())
    assert sent(kyiv, address, **step, despite="step_without_contents").status_code == 200
    assert ListStep.objects.count() == before
    assert sent(kyiv, address, **step | {"day": "13 October 2023"}, despite=despite).status_code == 302
    assert sent(kyiv, address, **step | {"day": "13 October 2023", "kind": "owed"}, despite=despite).status_code == 302
    assert ListStep.objects.count() == before + 2


def test_a_country_s_page_has_a_timeline_of_its_steps_and_links(kyiv: Client, baku: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")
    ours, theirs = (client.get(reverse("country", args=["SK"])).content.decode().partition('id="timeline"')[2] for client in (kyiv, baku))

    assert ("List proposed" in ours, "The partner asked by a link" in ours, "Clinic in Košice" in ours) == (True, True, True)
    assert [words for words in ("List step: added", "Guest question", "became") if words in ours] == []
    assert ("Link works until: 17 Nov 2025, " in ours, "proposed-list" in ours, "account:" in ours) == (True, False, False)
    assert ("List proposed" in theirs, "by a link" in theirs, "Nováková" in theirs) == (True, False, False)
    assert ours.partition("</details>")[0].count("<li>") > 3  # what else is on record of it is folded below


def test_the_timeline_marks_invented_steps(kyiv: Client, covered: dict[str, Coverage]):
    make_step(covered["DE"], "requested", is_illustrative=True)
    lines = [line for line in timeline_of(kyiv, "DE").split("<tr>") if "List requested" in line or "List stated as not agreed" in line]

    assert [("List requested" in line, 'class="illus"' in line) for line in lines] == [(True, True), (False, False)]
    assert 'class="illus"' not in timeline_of(kyiv, "SK")


def test_the_timeline_tells_nobody_of_a_letter_that_is_not_theirs_to_see(
    kyiv: Client, baku: Client, ministry: Organisation, covered: dict[str, Coverage]
):
    letter = make_letter(ministry, "FI", about=[key_of(covered["FI"])])
    make_step(covered["FI"], "requested", source=None, letter=letter)
    ours, theirs = timeline_of(kyiv, "FI"), timeline_of(baku, "FI")

    assert ("List requested" in ours, "Letter: " in ours) == (True, True)
    assert ("List requested" in theirs, "Letter" in theirs, "not yours to see" in theirs) == (True, False, False)


def test_the_state_of_a_list_is_marked_as_invented_and_not_its_country(kyiv: Client, covered: dict[str, Coverage]):
    make_step(covered["DE"], "requested", is_illustrative=True)
    heading = kyiv.get(reverse("country", args=["DE"])).content.decode().partition('id="state"')[0]
    assert '<span class="illus">the state of its list is illustrative</span>' in heading
    assert '<span class="illus">illustrative</span>' not in heading
