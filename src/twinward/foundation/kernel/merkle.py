"""Merkle tree hashes of RFC 6962, section 2: grown leaf by leaf from a frontier of at most 64 hashes. No Django."""

from collections.abc import Iterable
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of one leaf: SHA-256 of 0x00 and the content; 32 bytes."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and its two children; 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that keeps only the roots of its perfect subtrees, largest first. Appending costs one hash on average."""

    def __init__(self, size: int = 0, frontier: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(frontier)
        if len(self._roots) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees, not {len(self._roots)}")

    def append(self, leaf: bytes) -> None:
        """Add the hash of one leaf (see `leaf_hash`)."""
        roots, size = self._roots, self.size
        while size & 1:
            leaf = node_hash(roots.pop(), leaf)
            size >>= 1
        roots.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The Merkle tree hash of all leaves so far; the hash of nothing for an empty tree."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root

    @property
    def frontier(self) -> bytes:
        """The roots of the perfect subtrees one after another, 32 bytes each: all that is needed to go on."""
        return b"".join(self._roots)

    @classmethod
    def resume(cls, size: int, frontier: bytes) -> "Tree":
        """The tree whose `size` and `frontier` were kept. Raises ValueError when the two do not belong together."""
        return cls(size, (frontier[at : at + 32] for at in range(0, len(frontier), 32)))
