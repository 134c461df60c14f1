"""Ports of `ip ssh port` and the lines that they lead to, `ip ssh source-interface`, and windows, as clients meet them."""

import contextlib
import fcntl
import random
import re
import socket
import struct

import paramiko
import pytest

from clients import content, ssh
from prompts import await_true

CONFIG = """hostname R1
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
ip scp server enable
line vty 0 4
line vty 5
 rotary 1
line vty 6
 rotary 2
line vty 7 9
"""


def free_ports(count):
    """The first of so many ports in a row that `ip ssh port` can have and nobody has."""
    while True:
        first = random.randrange(2000, 10000 - count)
        with contextlib.ExitStack() as taken, contextlib.suppress(OSError):
            for port in range(first, first + count):
                taken.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def logged_in(port, **more):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect("127.0.0.1", port, "user1", "lab", look_for_keys=False, allow_agent=False, timeout=20, **more)
    try:
        yield client
    finally:
        client.close()


def answer(client, command):
    return client.exec_command(command)[1].read().decode()


def typed(router, *lines):
    """What a session without a terminal says to these lines."""
    return ssh(router, flags=["-T"], input="\n".join([*lines, "exit", ""])).stdout


def test_a_port_leads_to_the_lines_of_its_group(start_router):
    port = free_ports(3)
    router = start_router(config=CONFIG + f"ip ssh port {port} rotary 1 3\n")
    with logged_in(port) as client:
        assert " vty 5 " in answer(client, "show users")
        with logged_in(port + 1) as other:
            assert " vty 6 " in answer(other, "show users")
        with pytest.raises((paramiko.SSHException, EOFError, OSError)):
            with logged_in(port):
                pass
    assert f"no free vty of 'rotary 1' (port {port})" in router.log()
    with pytest.raises((paramiko.SSHException, EOFError, OSError)):
        with logged_in(port + 2):
            pass
    assert f"no free vty of 'rotary 3' (port {port + 2})" in router.log()


def test_the_usual_port_leads_to_every_line(start_router):
    router = start_router(config=CONFIG + "no line vty 5\nline vty 0 4\n rotary 1\n")
    with logged_in(router.port) as client:
        assert " vty 0 " in answer(client, "show users")


def test_ports_open_and_close_with_the_configuration(start_router):
    port = free_ports(2)
    router = start_router(config=CONFIG + "line vty 10 29\n rotary 1\n")  # who only knocks takes a line, too
    assert not is_open(port)
    typed(router, "configure terminal", f"ip ssh port {port} rotary 1 2", "end")
    assert is_open(port) and is_open(port + 1)
    with logged_in(port) as client:
        typed(router, "configure terminal", f"ip ssh port {port} rotary 1", "end")
        await_true("closed the second port", lambda: not is_open(port + 1))
        typed(router, "configure terminal", f"no ip ssh port {port}", "end")
        await_true("closed the port", lambda: not is_open(port))
        assert re.search(r" vty (5|[12]\d) ", answer(client, "show users"))  # a session goes on
    typed(router, "configure terminal", f"no ip ssh port {port}", f"ip ssh port {port} rotary 2", "end")
    with logged_in(port) as client:
        assert " vty 6 " in answer(client, "show users")


def test_a_port_that_somebody_else_has_is_named(start_router):
    router = start_router(config=CONFIG)
    with socket.socket() as taken:
        port = free_ports(1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        said = typed(router, "configure terminal", f"ip ssh port {port} rotary 1", "end")
        why = f"cannot listen on 127.0.0.1:{port}: Address already in use"
        assert f"% Port {port} is not open: {why}" in said, said
        assert f"%SSH-3-PORT_NOT_OPENED: Port {port} of 'ip ssh port' is not open: {why}" in router.log()
    typed(router, "configure terminal", "ip ssh time-out 100", "end")
    assert is_open(port)


@pytest.mark.parametrize("lines, size", [("", 2 << 20), ("ip ssh window-size 65536\n", 65536),
                                         ("ip ssh bulk-mode\n", 131072),
                                         ("ip ssh window-size 65536\nip ssh bulk-mode 4194304\n", 4 << 20),
                                         ("ip ssh bulk-mode 1073741824\n", 32 << 20)])
def test_the_window_is_what_the_configuration_says(start_router, lines, size):
    router = start_router(config=CONFIG + lines)
    with logged_in(router.port) as client:
        channel = client.get_transport().open_session()
        assert channel.out_window_size == size


def test_the_smallest_window_still_carries_a_file(start_router):
    far = start_router(config=CONFIG + "ip ssh window-size 1000\n")
    near = start_router(config=CONFIG + "ip ssh window-size 1000\nfile prompt quiet\n")
    near.put("a", content(50_000))
    for command in (f"copy flash:a scp://user1:lab@127.0.0.1:{far.port}/flash:/b",
                    f"copy scp://user1:lab@127.0.0.1:{far.port}/flash:/b flash:c"):
        assert "50000 bytes copied" in ssh(near, command).stdout
    assert (near.flash / "c").read_bytes() == content(50_000)


def address_of(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket, contextlib.suppress(OSError):
        request = struct.pack("256s", interface.encode()[:15])
        return socket.inet_ntoa(fcntl.ioctl(any_socket.fileno(), 0x8915, request)[20:24])  # SIOCGIFADDR
    return None


def test_copies_come_from_the_source_interface(start_router):
    far = start_router(config=CONFIG)
    near = start_router(config=CONFIG + "file prompt quiet\nip ssh source-interface nothing0\n")
    near.put("a", content(100))
    copy = f"copy flash:a scp://user1:lab@127.0.0.1:{far.port}/flash:/b"
    assert "the source interface nothing0 does not exist" in ssh(near, copy).stdout
    places = [(name, address_of(name)) for _, name in socket.if_nameindex() if name != "lo"]
    for name, address in [place for place in places if place[1]]:
        typed(near, "configure terminal", f"ip ssh source-interface {name}", "end")
        assert "100 bytes copied" in ssh(near, copy).stdout
        assert f"from {address}" in far.log()
