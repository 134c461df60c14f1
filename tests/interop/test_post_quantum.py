"""mlkem768x25519-sha256 and sntrup761x25519-sha512 with key encapsulations that others have written, in both roles."""

import pytest

from clients import content, run, ssh, succeeded
from node_packages import node, start_node
from router import BINARY
from sshd import Sshd

SNTRUP = ["sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com"]


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


@pytest.mark.parametrize("kex", SNTRUP)
def test_the_server_agrees_with_openssh_on_sntrup761(router, kex):
    for _ in range(10):
        done = succeeded(ssh(router, "show version", options=(f"KexAlgorithms={kex}", "LogLevel=DEBUG1")))
        assert f"kex: algorithm: {kex}" in done.stderr, done.stderr


def test_an_openssh_without_ml_kem_agrees_on_sntrup761_by_itself(router):
    if "mlkem768x25519-sha256" in run(["ssh", "-Q", "kex"]).stdout.split():
        pytest.skip("this ssh prefers ML-KEM")
    done = succeeded(ssh(router, "show version", options=("LogLevel=DEBUG1",)))
    assert "kex: algorithm: sntrup761x25519-sha512" in done.stderr, done.stderr


@pytest.mark.parametrize("kex", SNTRUP)
def test_the_client_agrees_with_openssh_on_sntrup761(tmp_path, kex):
    with Sshd(options=[f"KexAlgorithms {kex}"]) as server:
        (server.home / "there").write_bytes(content(5000))
        for number in range(10):
            succeeded(run([BINARY, "copy", "-F", "none", "-i", server.key, "-P", server.port, "-o", "StrictHostKeyChecking=no",
                           f"{server.user}@127.0.0.1:{server.home}/there", tmp_path / str(number)]))
            assert (tmp_path / str(number)).read_bytes() == content(5000)
