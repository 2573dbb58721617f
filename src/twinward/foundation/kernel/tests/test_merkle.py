"""The tree is that of RFC 6962."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinward.foundation.kernel.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash

#: The published test vectors of Certificate Transparency: contents of the leaves, and the root after each of them.
LEAVES = [
    bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CONTENTS = st.lists(st.binary(max_size=8), max_size=70)


def root_by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def grown(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Tree().root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_tree_equals_the_published_vectors(size: int):
    assert grown(LEAVES[:size]).root.hex() == ROOTS[size - 1]


@given(CONTENTS)
def test_growing_leaf_by_leaf_gives_the_root_of_the_definition(contents: list[bytes]):
    assert grown(contents).root == root_by_definition(contents)


@given(CONTENTS, CONTENTS)
def test_a_tree_that_was_put_away_grows_on_as_if_it_had_not_been(before: list[bytes], after: list[bytes]):
    kept = grown(before)
    resumed = Tree.resume(kept.size, kept.frontier)
    for leaf in after:
        resumed.append(leaf_hash(leaf))

    assert (resumed.size, resumed.root) == (len(before) + len(after), grown(before + after).root)


def test_a_size_and_a_frontier_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="2 perfect subtrees"):
        Tree.resume(3, grown(LEAVES[:4]).frontier)
