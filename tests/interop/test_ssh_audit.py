"""What ssh-audit finds in the algorithms that a router offers."""

import re
import socket

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


def offered(router, software):
    """What the router sends to a client of that name which says nothing more: the lists of its KEXINIT."""
    with socket.create_connection((router.address, router.port), timeout=20) as link:
        link.sendall(f"SSH-2.0-{software}\r\n".encode())
        stream = link.makefile("rb")
        stream.readline()
        size = int.from_bytes(stream.read(4), "big")
        rest = stream.read(size)[18:]  # padding_length, the number, the cookie
    lists = []
    for _ in range(8):
        length = int.from_bytes(rest[:4], "big")
        lists.append(rest[4 : 4 + length].decode().split(","))
        rest = rest[4 + length :]
    return lists


def test_there_is_nothing_to_complain_about_in_the_defaults(start_router):
    assert complaints(start_router(config=GUIDE)) == {}


def test_there_is_nothing_to_complain_about_in_the_hardened_example(start_router):
    assert complaints(start_router(config=GUIDE + HARDENED)) == {}


def test_a_list_that_is_configured_is_shown_as_it_is(start_router):
    router = start_router(config=GUIDE + "ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-512-etm@openssh.com\n")
    assert complaints(router) == {"warn: using encrypt-and-MAC mode": {"hmac-sha2-512"}}


def test_clients_that_may_have_nothing_better_are_shown_what_they_need(start_router):
    """The curves of NIST for routers of IOS XE 16, MACs over the plain text for curl and JSch, a host key for those that
    know no Ed25519, sntrup761 by the name that OpenSSH has it by up to 9.8, of which ssh-audit says what was true when
    it was new."""
    lists = offered(start_router(config=GUIDE), "Cisco-1.25")
    kex, host_key, mac = lists[0], lists[1], lists[4]
    assert {"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group14-sha256"} <= set(kex)
    assert "sntrup761x25519-sha512@openssh.com" in kex
    assert "ecdsa-sha2-nistp256" in host_key
    assert {"hmac-sha2-256", "hmac-sha2-512"} <= set(mac)


def test_a_silent_client_of_openssh_is_shown_everything_in_the_end(start_router):
    assert "ecdh-sha2-nistp256" in offered(start_router(config=GUIDE), "OpenSSH_9.2")[0]
