"""The people of the demo. None of them exists; every screen that names one says illustrative."""

from datetime import date, datetime

from django.db import transaction

from twinward.foundation.identity.models import Account, Membership
from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, OFFICER
from twinward.foundation.kernel.actors import Operator
from twinward.foundation.kernel.ledger import note_new
from twinward.foundation.registry.models import Organisation

#: Name of the account, full name, role, organisation, language of the screens.
PEOPLE = (
    ("officer.kyiv", "Olena Koval", OFFICER, "Ministry of Health of Ukraine", "uk"),
    ("officer.baku", "Leyla Məmmədova", OFFICER, "Ministry of Health of Azerbaijan", "az"),
    ("okhmatdyt", "Taras Hnatiuk", FOCAL_POINT, "Okhmatdyt Children's Hospital", "uk"),
    ("farajova", "Rəşad Əliyev", FOCAL_POINT, "K.Y. Farajova Scientific Research Institute of Pediatrics", "az"),
    ("lawyer", "Iryna Savchuk", LAWYER, "Ministry of Health of Ukraine", "uk"),
    ("administrator", "Ana Petrenko", ADMINISTRATOR, "Ministry of Health of Ukraine", "en"),
)


@transaction.atomic
def load_people(at: datetime) -> int:
    """Every one of PEOPLE can sign in, in a demo only. Returns how many were added; those already there are left as they are."""
    known = set(Account.objects.values_list("email", flat=True))
    missing = [person for person in PEOPLE if _email(person[0]) not in known]
    for name, full_name, role, organisation, language in missing:
        account = Account(email=_email(name), full_name=full_name, language=language, is_illustrative=True)
        account.set_unusable_password()
        account.save()
        at_organisation = Organisation.objects.unscoped("the demo's loader").get(name=organisation)
        membership = Membership(account=account, organisation=at_organisation, role=role, starts_on=date(2023, 9, 6))
        membership.save()
        note_new(account, by=Operator("demo"), at=at)
        note_new(membership, by=Operator("demo"), at=at)
    return len(missing)


def _email(name: str) -> str:
    return f"{name}@twinward.example"
