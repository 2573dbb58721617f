"""What second factors keep in the store is encrypted with a key that follows from the node's own, which lies beside the store and not in it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NONCE_BYTES = 12
_KEY_IS_FOR = b"twinward.identity.second-factor"


class OtherKey(ValidationError):
    """The secret was encrypted with the key of another node, or with one that this node had before."""


class Factors(DefaultMFAAdapter):
    """How django-allauth keeps second factors here."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is wrong, too old or was used before. Type the one that your app shows now, or another recovery code."
        ),
    }

    def encrypt(self, text: str) -> str:
        nonce = token_bytes(NONCE_BYTES)
        return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises OtherKey."""
        kept = urlsafe_b64decode(encrypted_text)
        try:
            return _cipher().decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], None).decode()
        except InvalidTag:
            told = _("This installation has another key than the one with which your second factor was set up, so it cannot check a code.")
            raise OtherKey(told) from None

    def get_totp_issuer(self) -> str:
        """What an app calls the node: by its name, or as all that have none."""
        return settings.NODE_NAME or "Twinward"

    def build_totp_svg(self, url: str) -> str:
        """A QR code, black on white in every look of the pages: cameras read no other."""
        return segno.make(url, error="m", micro=False).svg_inline(scale=4, dark="#000", light="#fff")


def _cipher() -> AESGCM:
    """AES-256-GCM (NIST SP 800-38D) under a key that HKDF (RFC 5869) draws from the node's own."""
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_KEY_IS_FOR).derive(settings.SECRET_KEY.encode()))
