"""mlkem768x25519-sha256 with an ML-KEM that others have written, in both roles."""

import pytest

from clients import run, succeeded
from node_packages import node, start_node
from router import BINARY


def test_the_server_agrees_with_another_implementation(router):
    for _ in range(5):
        assert succeeded(node("hybrid_client.mjs", router.port)).stdout == "agreed\n"


@pytest.mark.parametrize("signature, outcome", [("right", "agreed"), ("wrong", "not agreed")])
def test_the_client_agrees_with_another_implementation(tmp_path, signature, outcome):
    with start_node("hybrid_server.mjs", signature) as server:
        port = server.stdout.readline().strip()
        done = run([BINARY, "copy", "-F", "none", "-P", port, "-o", "StrictHostKeyChecking=no", "x@127.0.0.1:a", tmp_path / "a"])
        assert server.stdout.read().strip() == outcome
    assert done.returncode != 0
    assert ("signature" in done.stderr) == (signature == "wrong"), done.stderr
