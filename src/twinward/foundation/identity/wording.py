"""Roles, rights and reaches in words that an official and a lawyer read the same way."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinward.foundation.identity.rules import ADMINISTRATOR, FOCAL_POINT, LAWYER, NODE, OFFICER, OWN_COUNTRY, OWN_ORGANISATION, PROGRAMME

#: Each role: its name, and what its holder is there for.
ROLES: dict[str, Promise] = {
    OFFICER: _("Officer of international cooperation"),
    LAWYER: _("Lawyer"),
    FOCAL_POINT: _("Focal point"),
    ADMINISTRATOR: _("Administrator"),
}
ROLE_MEANINGS: dict[str, Promise] = {
    OFFICER: _("Keeps the programme for a ministry: records, letters, lists of institutions, figures."),
    LAWYER: _("Drafts, reviews and clears texts, and says what may stand without a legal basis."),
    FOCAL_POINT: _("Speaks for one hospital, university or other institution, and for that alone."),
    ADMINISTRATOR: _(
        "Opens accounts, gives roles, keeps the register and the figures, reads the ledger. Drafts, clears, signs and writes letters for nobody."
    ),
}

#: How far a right reaches: in a cell of the table, and as a sentence under it.
REACHES: dict[str, Promise] = {
    OWN_ORGANISATION: _("own institution"),
    OWN_COUNTRY: _("own country"),
    PROGRAMME: _("own programme"),
    NODE: _("everywhere"),
}
REACH_MEANINGS: dict[str, Promise] = {
    OWN_ORGANISATION: _("Records that concern the institution at which the role is held."),
    OWN_COUNTRY: _("Records that concern the country of the institution at which the role is held, or any institution of that country."),
    PROGRAMME: _(
        "Records of the programmes hosted by the country of the institution at which the role is held, on every country that takes part in them."
    ),
    NODE: _("Every record of this installation."),
}

#: What the holder of a right may do.
RIGHTS: dict[str, Promise] = {
    "registry.see": _("See the register of institutions."),
    "registry.place": _(
        "See where exactly an institution is, and why its record was corrected. Others see what is published of its place."
    ),
    "registry.edit": _("Add institutions and correct what is on record of them."),
    "registry.name": _(
        "Put an institution of any country on record by its name, and correct it until somebody of that country has written to its record."
    ),
    "registry.import": _("Import institutions from a file."),
    "registry.merge": _("Join two records of one institution, and part them again."),
    "people.see": _("See people and the offices they held. Holders of public office are seen by everybody who has signed in."),
    "people.edit": _("Add people, and record when an office began and ended."),
    "instruments.see": _("See instruments that are not public: drafts of the own side, and texts that were handed to it."),
    "instruments.record": _("Record instruments and acts that happened elsewhere, and correct the records that the own side keeps."),
    "instruments.draft": _("Draft a text, submit it for review and keep it up: only the side that drafted it does."),
    "instruments.clear": _("Clear a text or return it. Nobody clears what they submitted themselves."),
    "instruments.negotiate": _(
        "Offer a cleared text to the other side, and take it back. Whoever may agree to texts too sends the other side a link for its answer."
    ),
    "instruments.agree": _("Agree to a text for the own side."),
    "instruments.act": _("Sign, ratify, notify, join, withdraw or terminate for the own side, and for no other."),
    "instruments.waive": _("Let a text stand without a legal basis, and say why."),
    "letters.see": _("Read the letters of the own side, and those sent to it."),
    "letters.write": _("Write letters, and record those that came in or were sent elsewhere."),
    "twinning.see": _("See which countries take part and which owe a list of institutions."),
    "twinning.chase": _(
        "Begin a programme, record what happened to a country’s list and add the institutions that it names, remind the country, and ask a "
        "partner to confirm by a link."
    ),
    "twinning.confirm": _("Agree a proposed list of institutions, or send it back."),
    "figures.claim": _("Record figures that somebody stated in public, and where sources disagree."),
    "ledger.see": _("Read the ledger: who wrote what, and when."),
    "accounts.manage": _("Open and close accounts, give roles and end them."),
}

#: Rights by the part of the work that they belong to: the part before the point of the right, and its name.
ROOMS: dict[str, Promise] = {
    "registry": _("Institutions"),
    "people": _("People"),
    "instruments": _("Instruments"),
    "letters": _("Letters"),
    "twinning": _("Countries and lists"),
    "figures": _("Figures"),
    "ledger": _("Ledger"),
    "accounts": _("Accounts"),
}
