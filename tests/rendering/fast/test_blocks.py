"""The fast engine knows all that the building blocks use of cdk8s."""

from typing import TYPE_CHECKING

from blocks import NAMESPACES

if TYPE_CHECKING:
    from tests.rendering.conftest import Peer


def test_both_engines_render_every_block_the_same(fast: "Peer", cdk8s: "Peer") -> None:
    ours, theirs = (peer.call("blocks:render", NAMESPACES) for peer in (fast, cdk8s))

    assert ours == theirs
    assert [error for _, error in ours] == [None, None]
