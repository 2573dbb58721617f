"""A server of mail on this machine, which takes or refuses as a test tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.stores import free_port
from twinward.foundation.kernel.reached import MailServer


class Taking:
    """What the server took, and what it answers to each recipient and to the end of a mail; 250 unless told otherwise."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Message]] = []
        self.to_recipient: dict[str, str] = {}
        self.to_mail: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the library's own name
        answer = self.to_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's own name
        answer = self.to_mail.pop(0) if self.to_mail else "250 OK"
        if answer.startswith("250"):
            self.taken += [(address, message_from_bytes(envelope.content, policy=default)) for address in envelope.rcpt_tos]
        return answer

    @property
    def addressees(self) -> list[str]:
        return [address for address, _message in self.taken]


@contextmanager
def mail_server(taking: Taking | None = None) -> Iterator[tuple[MailServer, Taking]]:
    """Where the server is, and what it takes, for as long as it runs."""
    taking = taking or Taking()
    controller = Controller(taking, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield MailServer("127.0.0.1", controller.port, "", "", is_wrapped=False, is_upgraded=False), taking
    finally:
        controller.stop()
