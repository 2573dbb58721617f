"""Where a node is reached, and the server that takes its mail. No Django."""

from dataclasses import dataclass, field

#: What the log says where somebody came by an address that is none of the node's. It names no address: that is what a stranger may have typed.
UNKNOWN_ADDRESS = (
    "Somebody came by an address that this node does not know. If that is where readers reach it, name it in TWINWARD_ADDRESS "
    "and start the node again: docs/operate/settings.md"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where readers reach the node. port: None for the usual one of its scheme."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{f':{self.port}' if self.port else ''}"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes mail. is_wrapped: TLS from the first byte; is_upgraded: TLS by STARTTLS."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_wrapped: bool
    is_upgraded: bool
