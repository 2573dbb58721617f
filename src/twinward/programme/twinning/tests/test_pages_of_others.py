"""Pages of the twinning room as whoever may not see the letters reads them."""

import pytest
from django.test import Client
from django.urls import reverse

from twinward.programme.twinning.models import Coverage, ListStep
from twinward.programme.twinning.tests.makers import sent
from twinward.programme.twinning.tests.test_pages import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_of_links_nothing_is_said_to_whoever_may_not_see_the_letters(kyiv: Client, baku: Client, covered: dict[str, Coverage]):
    proposal = ListStep.objects.get(kind="proposed")
    sent(kyiv, reverse("list-ask", args=[proposal.pk]), asked_of="Mária Nováková", language="en", days="14")

    assert "list proposed, check it" in rows(baku)["Slovakia"]
    assert "17 Nov 2025" not in baku.get(reverse("country", args=["SK"])).content.decode()


def test_whoever_may_not_see_the_letters_is_told_of_no_turn_that_rests_on_them(kyiv: Client, baku: Client, covered: dict[str, Coverage]):
    words = ("Never asked by letter", "Reminder overdue", 'value="never_asked"', 'value="returned"')
    own, others = (client.get(reverse("countries")).content.decode() for client in (kyiv, baku))
    assert [one for one in words if one not in own] == []
    assert [one for one in words if one in others] == []
    assert 'value="owes"' in others
    asked = baku.get(reverse("countries"), {"turn": "late"}).content.decode()
    assert "The list is not narrowed by it." in asked


def test_a_nought_that_may_not_be_true_is_not_told_of_letters_and_instruments(baku: Client, covered: dict[str, Coverage]):
    owing, other = (" ".join(baku.get(reverse("country", args=[code])).content.decode().split()) for code in ("DE", "JP"))
    assert '<h2>Letters <span class="why">-</span></h2>' in owing
    assert '<h2 id="instruments">Instruments</h2>' in other
    assert "None that you may see names this country." in other
