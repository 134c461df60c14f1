"""Log messages on their way to syslog servers: what a sandboxed router really sends over UDP and TCP."""

import contextlib
import re
import socket
import threading
import time

import pytest

import router as routers
from clients import ssh, succeeded

GUIDE = """\
hostname R1
ip domain name lab.local
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
"""
IOS_LINE = re.compile(rb"<\d{1,3}>\d+: \*[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3}: %[A-Z0-9_]+-[0-7]-[A-Z0-9_]+: .+")


class Receiver:
    """Collects what arrives on a loopback port that the kernel chose."""

    def __init__(self, kind):
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.messages = []
        self.connection = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        for one in (self.connection, self.socket):
            if one is not None:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self.thread.join(routers.PATIENCE)

    def wait_for(self, text):
        deadline = time.monotonic() + routers.PATIENCE
        while time.monotonic() < deadline:
            found = [message for message in list(self.messages) if text in message]
            if found:
                return found[0]
            time.sleep(0.01)
        raise AssertionError(f"{text} did not arrive, only {self.messages}")


class Datagrams(Receiver):
    def __init__(self):
        super().__init__(socket.SOCK_DGRAM)
        self.socket.settimeout(0.1)
        self.over = False

    def __exit__(self, *arguments):
        self.over = True
        self.thread.join(routers.PATIENCE)
        super().__exit__(*arguments)

    def _run(self):
        while not self.over:
            with contextlib.suppress(TimeoutError):
                self.messages.append(self.socket.recv(65536))


class Stream(Receiver):
    """Reads octet counting, RFC 6587 section 3.4.1, and nothing else."""

    def __init__(self):
        super().__init__(socket.SOCK_STREAM)
        self.socket.listen()

    def _run(self):
        with contextlib.suppress(OSError):
            while True:
                self.connection, _ = self.socket.accept()
                self._read(self.connection.makefile("rb"))

    def _read(self, stream):
        while True:
            digits = b""
            while (byte := stream.read(1)) != b" ":
                if not byte:
                    return
                assert byte.isdigit(), digits + byte
                digits += byte
            self.messages.append(stream.read(int(digits)))

    def hang_up(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()


def with_host(port, transport, more=""):
    return GUIDE + f"logging trap debugging\nlogging host 127.0.0.1 transport {transport} port {port}\n{more}"


def test_datagrams_have_the_shape_of_ios(start_router):
    with Datagrams() as receiver:
        router = start_router(config=with_host(receiver.port, "udp"))
        started = receiver.wait_for(b"LOGGINGHOST_STARTSTOP")
        assert f"Logging to host 127.0.0.1 port {receiver.port} started - CLI initiated".encode() in started
        succeeded(ssh(router, "show version"))
        login = receiver.wait_for(b"%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: user1]")
        assert login.startswith(b"<189>"), login
        receiver.wait_for(b"SSH2_CLOSE")
        for message in receiver.messages:
            assert IOS_LINE.fullmatch(message), message
        numbers = [int(message.split(b">")[1].split(b":")[0]) for message in receiver.messages]
        assert numbers == sorted(set(numbers))


def test_structured_messages_are_those_of_rfc_5424(start_router):
    with Datagrams() as receiver:
        more = "logging trap syslog-format rfc5424\nlogging facility local0\n"
        start_router(config=with_host(receiver.port, "udp", more))
        message = receiver.wait_for(b"%SYS-5-RESTART")
        assert re.fullmatch(rb"<133>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z R1\.lab\.local ferry - SYS-5-RESTART "
                            rb'\[meta sequenceId="\d+"\] %SYS-5-RESTART: .+', message), message


def test_a_stream_counts_octets_and_comes_back_after_a_break(start_router):
    with Stream() as receiver:
        router = start_router(config=with_host(receiver.port, "tcp"))
        receiver.wait_for(b"%SYS-5-RESTART")
        receiver.hang_up()
        succeeded(ssh(router, "show version"))
        assert IOS_LINE.fullmatch(receiver.wait_for(b"LOGIN_SUCCESS"))
        shown = succeeded(ssh(router, "show logging")).stdout
        assert re.search(rf"Logging to 127\.0\.0\.1  \(tcp port {receiver.port}, audit disabled,\s+link up\),", shown)
        assert re.search(r"^ +[1-9]\d* message lines logged, $", shown, re.MULTILINE), shown


def test_the_last_message_of_a_router_leaves_before_it_does(start_router):
    with Datagrams() as receiver:
        router = start_router(config=with_host(receiver.port, "udp"))
        receiver.wait_for(b"%SYS-5-RESTART")
        with socket.create_connection((router.address, router.port), 20) as client:
            assert client.recv(4) == b"SSH-"  # now there is a session to end
            router.stop()
        receiver.wait_for(b"%SSH-5-SSH2_CLOSE")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_server_that_is_not_there_holds_nobody_up(start_router, transport):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, and nobody listens
        router = start_router(config=with_host(unused.getsockname()[1], transport))
        for _ in range(3):
            succeeded(ssh(router, "show version"))
        shown = succeeded(ssh(router, "show logging")).stdout
        assert "LOGIN_SUCCESS" in shown
        if transport == "tcp":
            assert "link down" in shown and "%SYS-3-LOGGINGHOST_FAIL: Logging to host 127.0.0.1" in shown


def test_no_more_clients_than_maxstartups_may_be_logging_in(start_router):
    router = start_router(config=GUIDE + "ip ssh maxstartups 2\n")
    waiting = [socket.create_connection((router.address, router.port), 20) for _ in range(2)]
    try:
        for one in waiting:
            assert one.recv(4) == b"SSH-"
        with socket.create_connection((router.address, router.port), 20) as refused:
            assert refused.recv(4) == b""
    finally:
        for one in waiting:
            one.close()
    deadline = time.monotonic() + routers.PATIENCE
    while (done := ssh(router, "show version")).returncode != 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    succeeded(done)
