"""Codes of instruments with their words: what the columns hold and the forms offer."""

from django.utils.translation import gettext_lazy as _

from twinward.programme.instruments.facts import ActKind, ConsentBy, EndRule, EntryRule, InstrumentKind, LinkKind, Renewal, Standing

STANDINGS = [(Standing.CONCLUDED, _("concluded")), (Standing.RUNNING, _("running")), (Standing.ENVISAGED, _("envisaged")),
             (Standing.UNDER_DISCUSSION, _("under discussion")), (Standing.INTEREST, _("interest"))]  # fmt: skip
KINDS = [(InstrumentKind.DECLARATION, _("declaration")), (InstrumentKind.STATEMENT, _("statement")), (InstrumentKind.AGREEMENT, _("agreement")),
         (InstrumentKind.JOINT_ACTION_PLAN, _("joint action plan")), (InstrumentKind.MEMORANDUM, _("memorandum"))]  # fmt: skip
ENTRY = [(EntryRule.ON_SIGNATURE, _("on the last signature")), (EntryRule.ON_NTH_CONSENT, _("on a number of consents")),
         (EntryRule.ON_EXCHANGE, _("on the last notification")), (EntryRule.FIXED, _("on a fixed day")), (EntryRule.NOT_STATED, _("not known"))]  # fmt: skip
CONSENT = [(ConsentBy.SIGNATURE, _("by signature")), (ConsentBy.RATIFICATION, _("by ratification")), (ConsentBy.NOT_STATED, _("not known"))]
END = [(EndRule.NONE, _("without end")), (EndRule.FIXED_DAY, _("on a fixed day")), (EndRule.TERM, _("after a term of years")),
       (EndRule.NOT_STATED, _("not known"))]  # fmt: skip
RENEWAL = [(Renewal.NONE, _("none")), (Renewal.TACIT, _("tacit")), (Renewal.NOT_STATED, _("not known"))]
ACTS = [(ActKind.SIGN, _("signed")), (ActKind.JOIN, _("joined")), (ActKind.ACCEDE, _("acceded")), (ActKind.RATIFY, _("ratified")),
        (ActKind.NOTIFY, _("notified")), (ActKind.WITHDRAW, _("withdrew")), (ActKind.TERMINATE, _("terminated")), (ActKind.SUSPEND, _("suspended")),
        (ActKind.RESUME, _("resumed")), (ActKind.CORRECT, _("corrected"))]  # fmt: skip
LINKS = [(LinkKind.LEGAL_BASIS, _("rests on")), (LinkKind.AMENDS, _("amends")), (LinkKind.SUPERSEDES, _("supersedes")),
         (LinkKind.IMPLEMENTS, _("implements")), (LinkKind.ANNEX_OF, _("is an annex of"))]  # fmt: skip
