"""The router as a client of SSH: another router, and servers of paramiko that behave as a test wants them to."""

import contextlib
import re
import socket
import threading
import time

import paramiko
import pytest

import router as routers
from clients import content, ssh

FAR_CONFIG = (routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text()


def copy(router, command):
    """One line by `ssh router COMMAND`: nobody can be asked anything there."""
    return ssh(router, command)


@pytest.fixture(name="far")
def far_router(workshop):
    with routers.Router(workshop, config=FAR_CONFIG) as far:
        yield far


@pytest.fixture(name="near")
def near_router(workshop):
    with routers.Router(workshop, config=FAR_CONFIG + "\nfile prompt quiet\n") as near:
        yield near


def place(far, path, password="lab", user="user1", scheme="scp"):
    return f"{scheme}://{user}:{password}@127.0.0.1:{far.port}/{path}"


@pytest.mark.parametrize("size", [0, 1, 65_537, 3_000_001])
def test_a_file_goes_to_another_router_and_comes_back(near, far, size):
    near.put("out.bin", content(size))
    done = copy(near, f"copy flash:out.bin {place(far, 'flash:/there.bin')}")
    assert f"{size} bytes copied in" in done.stdout, done.stdout
    assert (far.flash / "there.bin").read_bytes() == content(size)
    done = copy(near, f"copy {place(far, 'flash:/there.bin')} flash:back.bin")
    assert f"{size} bytes copied in" in done.stdout, done.stdout
    assert (near.flash / "back.bin").read_bytes() == content(size)


@pytest.mark.parametrize("name", ["two words", "it's", "$(id)", "semi;colon", "-dash"])
def test_a_name_is_data_for_the_other_side(near, far, name):
    near.put("out.bin", content(100))
    quoted = "".join(c if c.isalnum() or c in "-" else f"%{ord(c):02x}" for c in name)
    done = copy(near, f"copy flash:out.bin {place(far, 'flash:/' + quoted)}")
    assert "100 bytes copied in" in done.stdout, done.stdout
    assert (far.flash / name).read_bytes() == content(100)


def test_what_goes_wrong_there_is_named_and_leaves_nothing(near, far):
    done = copy(near, f"copy {place(far, 'flash:/missing')} flash:x")
    assert "(No such file or directory)" in done.stdout, done.stdout
    done = copy(near, f"copy {place(far, 'flash:/missing', password='wrong')} flash:x")
    assert re.search(r"%Error opening scp://\*:\*@127.0.0.1\S* \(", done.stdout), done.stdout
    assert "wrong" not in done.stdout + near.log()
    assert near.files() == []


def test_a_host_key_is_learned_once_and_a_changed_one_refused(near, far, workshop):
    near.put("out.bin", content(10))
    assert "bytes copied" in copy(near, f"copy flash:out.bin {place(far, 'flash:/a')}").stdout
    assert near.log().count("%SSH-6-SERVER_KEY_LEARNED") == 1
    assert "bytes copied" in copy(near, f"copy flash:out.bin {place(far, 'flash:/b')}").stdout
    assert near.log().count("%SSH-6-SERVER_KEY_LEARNED") == 1
    assert f"Server: 127.0.0.1  Port: {far.port}" in copy(near, "show ip ssh pubkey server all").stdout

    port = far.port
    far.stop()
    with routers.Router(workshop, config=FAR_CONFIG, listen=(f"127.0.0.1:{port}",), prepared=False,
                        generate_keys=True) as other:
        done = copy(near, f"copy flash:out.bin {place(other, 'flash:/c')}")
        assert "Host key has changed" in done.stdout and "clear ip ssh pubkey server 127.0.0.1" in done.stdout
        assert "%SSH-3-SERVER_KEY_REFUSED" in near.log()
        assert other.files() == []
        copy(near, "clear ip ssh pubkey server 127.0.0.1")
        assert "bytes copied" in copy(near, f"copy flash:out.bin {place(other, 'flash:/c')}").stdout


def test_an_unknown_server_is_refused_where_nothing_may_be_learned(workshop, far):
    with routers.Router(workshop, config=FAR_CONFIG + "\nip ssh stricthostkeycheck\nfile prompt quiet\n") as near:
        done = copy(near, f"copy {place(far, 'flash:/a')} flash:a")
        assert "Host key is not known" in done.stdout, done.stdout


class Server(paramiko.ServerInterface):
    """Lets everybody in, and hands the command to `program(channel, command)`."""

    def __init__(self, program, methods="password"):
        self.program, self.methods = program, methods

    def get_allowed_auths(self, username):
        return self.methods

    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL if password == "lab" else paramiko.AUTH_FAILED

    def check_auth_interactive(self, username, submethods):
        return paramiko.InteractiveQuery("", "", ("Code: ", False))

    def check_auth_interactive_response(self, responses):
        return paramiko.AUTH_SUCCESSFUL if responses == ["lab"] else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel, command):
        threading.Thread(target=self.program, args=(channel, command), daemon=True).start()
        return True


@contextlib.contextmanager
def paramiko_server(program, methods="password"):
    """One connection after another, each in threads of its own; yields the port."""
    key = paramiko.ECDSAKey.generate()
    transports = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    transport = paramiko.Transport(peer)
                    transport.add_server_key(key)
                    transports.append(transport)
                    with contextlib.suppress(paramiko.SSHException, EOFError):
                        transport.start_server(server=Server(program, methods))
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            for transport in transports:
                transport.close()


def sends(channel, command):
    channel.recv(1)
    channel.sendall(b"C0644 5 a\n")
    channel.recv(1)
    channel.sendall(b"hello\0")
    channel.recv(1)
    channel.send_exit_status(0)
    channel.close()


class At:
    def __init__(self, port):
        self.port = port


@pytest.mark.parametrize("methods", ["password", "keyboard-interactive", "publickey,keyboard-interactive"])
def test_a_password_goes_by_whatever_method_the_server_takes(near, methods):
    with paramiko_server(sends, methods) as port:
        done = copy(near, f"copy {place(At(port), 'a')} flash:a")
    assert "5 bytes copied in" in done.stdout, done.stdout
    assert (near.flash / "a").read_bytes() == b"hello"


def drips(channel, command):
    channel.recv(1)
    for byte in b"C0644 5 a\n":
        channel.sendall(bytes([byte]))
        time.sleep(0.02)
    channel.recv(1)
    for byte in b"hello\0":
        channel.sendall(bytes([byte]))
        time.sleep(0.02)
    channel.recv(1)
    channel.close()


def cuts(channel, command):
    channel.recv(1)
    channel.sendall(b"C0644 500000 a\n")
    channel.recv(1)
    channel.sendall(b"x" * 100_000)
    channel.get_transport().sock.close()


def lies(channel, command):
    channel.recv(1)
    channel.sendall(b"C0644 5 ../../../etc/passwd\n")
    channel.recv(1)
    channel.sendall(b"hello, and more than that")


def greets(channel, command):
    channel.sendall(b"\x1b[2JWelcome, stranger!\r\n")


def test_a_server_that_drips_is_heard_out(near):
    with paramiko_server(drips) as port:
        assert "5 bytes copied in" in copy(near, f"copy {place(At(port), 'a')} flash:a").stdout


@pytest.mark.parametrize("program, words", [(cuts, "%Error"), (lies, "more content than was announced"),
                                            (greets, "not an answer of SCP")])
def test_a_bad_server_leaves_no_file_and_no_connection(near, program, words):
    before = near.connections()
    with paramiko_server(program) as port:
        done = copy(near, f"copy {place(At(port), 'a')} flash:a")
        assert words in done.stdout and "\x1b" not in done.stdout, done.stdout
    assert near.files() == []
    deadline = time.monotonic() + routers.PATIENCE
    while near.connections() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert near.connections() == before


def test_a_router_stops_promptly_in_the_middle_of_a_copy(workshop):
    def hangs(channel, command):
        channel.recv(1)
        channel.sendall(b"C0644 500000 a\n")
        time.sleep(60)

    with paramiko_server(hangs) as port:
        near = routers.Router(workshop, config=FAR_CONFIG + "\nfile prompt quiet\n")
        near.start()
        client = threading.Thread(target=copy, args=(near, f"copy {place(At(port), 'a')} flash:a"), daemon=True)
        client.start()
        deadline = time.monotonic() + routers.PATIENCE
        while near.connections() < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        began = time.monotonic()
        near.stop()
        assert time.monotonic() - began < 5
        client.join(routers.PATIENCE)
        assert near.files() == []
