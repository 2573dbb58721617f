"""What the codes of this room mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, Promise] = {
    # what names an institution, as the preview of a merge tells it
    "names_identity_membership_organisation": _("Roles that people hold there"),
    "names_identity_guestquestion_record": _("Questions to guests about it"),
    # what timelines tell of links
    "told_identity_guestquestion_add": _("the partner asked by a link"),
    "told_identity_guestquestion_change_answer": _("the partner answered by a link"),
    "told_identity_guestquestion_change_withdrawn_at": _("the link to the partner withdrawn"),
    # what a guest answered
    "code_answer_yes": pgettext_lazy("answer", "yes"),
    "code_answer_no": pgettext_lazy("answer", "no"),
    "code_answer_agree": _("yes, the text is agreed to"),
    "code_answer_send_back": _("no, the text is sent back"),
    "role_ends_before_it_begins": _("A role cannot end before it has begun."),
    "role_has_ended": _("This role has ended already."),
    "role_held_already": _("This person holds this role at this institution in that period already."),
    "last_administrator": _(
        "A day would come without an administrator, and nobody could open accounts. "
        "First give the role to somebody else, from that day on and without an end."
    ),
    "administrators_without_password": _(
        "A day would come on which no administrator can sign in: the others have no password. First let one of them choose one by their link."
    ),
    "own_account": _(
        "Nobody closes or opens their own account, or takes its password or its second factor away there. Ask another administrator."
    ),
    "account_closed_already": _("This account is closed already."),
    "account_open_already": _("This account is open already."),
    "no_account": _("Nobody signs in with this e-mail."),
    "account_is_closed": _("This account is closed, and nobody signs in with it. An administrator can open it again."),
    "illustrative_by_mail": _(
        "This record is illustrative: it never happened, and no mail about it goes to anybody. Leave the address empty."
    ),
    "no_mail_server": _("No server for mail is named in the settings of this installation. Hand the link over yourself."),
    "needs_no_link": _("This account needs no link: its owner has a password, or it is closed."),
    "no_second_factor": _("This account has no second factor."),
    "node_begun": _("This installation has its administrator, who opens accounts for others."),
    "email_taken": _("Somebody signs in with this e-mail already."),
    "illustrative_account": _("People of the demonstration have no password. They sign in by a button, in a demonstration only."),
    "guest_link_unknown": _("This link was never made, or a letter of it was lost on the way. Copy it whole from the message."),
    "guest_link_used": _("This link has been used. It works once."),
    "guest_link_late": _("This link has expired."),
    "guest_link_withdrawn": _("Whoever sent you this link has withdrawn it."),
    "question_closed": _("The question has been settled in another way since."),
    "question_changed": _("The text has changed since this link was sent. An answer to the earlier one would count for nothing."),
    "remark_too_long": _("The remark is longer than 300 characters. Nothing is lost: shorten it below and send it again."),
    "name_too_long": _("The name or the office is too long. Shorten it: 120 characters for the name, 160 for the office."),
}
