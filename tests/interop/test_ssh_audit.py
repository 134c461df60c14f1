"""What ssh-audit finds in the algorithms that a router offers."""

import re

import router as routers
from clients import need, run

GUIDE = (routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text()
HARDENED = (routers.EXAMPLES / "hardened-ssh.cfg").read_text()


def complaints(router):
    """The algorithms that ssh-audit marks, by what it says of them. It is older than some names and says so; that is no
    complaint about the algorithm."""
    need("ssh-audit")
    said = run(["ssh-audit", "-n", "-p", router.port, router.address], limit=60).stdout
    assert "(kex) curve25519-sha256" in said, said
    found, name = {}, None
    for line in said.splitlines():
        named = re.match(r"\((?:kex|key|enc|mac)\) (\S+)", line)
        name = named.group(1) if named else name
        marked = re.search(r"\[(fail|warn)\] (.*)", line)
        if marked and marked.group(2) != "unknown algorithm":
            found.setdefault(f"{marked.group(1)}: {marked.group(2)}", set()).add(name)
    return found


def test_the_hardened_example_has_nothing_to_complain_about(start_router):
    assert complaints(start_router(config=GUIDE + HARDENED)) == {}


def test_the_defaults_have_what_clients_without_anything_better_need_and_nothing_else(start_router):
    """The curves of NIST for routers of IOS XE 16, MACs over the plain text for curl and JSch, a host key for those that
    know no Ed25519."""
    assert complaints(start_router(config=GUIDE)) == {
        "fail: using weak elliptic curves": {"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "ecdsa-sha2-nistp256"},
        "warn: using weak random number generator could reveal the key": {"ecdsa-sha2-nistp256"},
        "warn: using encrypt-and-MAC mode": {"hmac-sha2-256", "hmac-sha2-512"},
    }
