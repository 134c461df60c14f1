"""What nobody types: noise, a megabyte in one line, a reader that never reads, two hundred shells, cut connections.
The router goes on, nothing half-happens, nothing stays behind."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import threading

import pytest

import router as routers
from clients import options_for, ssh, succeeded
from prompts import Shell, at_console, await_true, connect, environment, shell

CONFIG = ("hostname R1\nusername user1 privilege 15 password 0 lab\nenable secret 0 up\nip scp server enable\n"
          "ip ssh maxstartups 128\nno logging console\nline vty 0 15\n login local\n")
SHELLS = 200


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


@pytest.fixture
def calm(router):
    """Holds the router to what it had open before, and to an answer, after each test."""
    succeeded(ssh(router, "show version"))
    await_true("earlier sessions are gone", lambda: not router.connections())
    before, threads = router.descriptors(), router.threads()
    yield router
    await_true("the sessions of the test are gone", lambda: not router.connections())
    await_true(f"the descriptors are those of before: {before}", lambda: router.descriptors() == before)
    assert router.threads() <= threads
    succeeded(ssh(router, "show version"))
    await_true("the last session is gone", lambda: not router.connections())


# Lines and keys


@pytest.mark.parametrize("kind", ["a terminal", "no terminal"])
def test_a_line_of_a_megabyte_is_refused_and_the_shell_goes_on(calm, kind):
    with shell(calm, has_terminal=kind == "a terminal") as raw:
        raw.until(r"R1#$")
        before = calm.memory_kib()
        reader = threading.Thread(target=raw.send, args=("show " + "x" * (1 << 20) + "\r",))
        reader.start()
        raw.until(r"%|\x07")
        raw.send("")
        reader.join()
        raw.send("\x03\rshow privilege\r" if kind == "a terminal" else "show privilege\n")
        raw.until("Current privilege level is 15")
        assert calm.memory_kib() - before < 8 * 1024


@pytest.mark.parametrize("seed", range(3))
def test_a_binary_pasted_at_the_prompt_changes_nothing(calm, seed):
    """Every byte, and noise: lines of it are refused, its ends of input end the shell at worst."""
    config = succeeded(ssh(calm, "show running-config")).stdout
    noise = bytes(range(256)) * 40 + random.Random(seed).randbytes(60_000) + bytes(range(256)) * 40
    for has_terminal in (True, False):
        with connect(calm) as client:
            raw = Shell(client.get_transport(), has_terminal=has_terminal)
            raw.until(r"R1#$")
            paste(raw, noise)
    assert body(succeeded(ssh(calm, "show running-config")).stdout) == body(config)
    assert not calm.files()


def paste(raw, noise):
    """Sends and reads at the same time, until everything is sent or the shell has ended."""
    def send():
        with contextlib.suppress(OSError):
            raw.channel.sendall(noise)

    sender = threading.Thread(target=send)
    sender.start()
    raw.channel.settimeout(0.5)
    while sender.is_alive():
        with contextlib.suppress(TimeoutError, socket.timeout):
            if not raw.channel.recv(65536):
                break
    raw.channel.close()
    sender.join()


def body(shown):
    """A configuration without the lines that tell when."""
    return [line for line in shown.splitlines() if not line.startswith(("!", "Current configuration", "Building"))]


@pytest.mark.parametrize("sequence", ["\x1b[2J", "\x1b]0;title\x07", "\x1b[6n", "\x1b" * 50, "\x1b[" + "1;" * 500 + "m", "\x9b2J",
                                      "\x1bP+q544e\x1b\\", "\x1b[200~show version\x1b[201~"],
                         ids=["clear", "title", "report", "escapes", "long", "c1", "device control", "bracketed paste"])
def test_escape_sequences_are_not_carried_out_or_kept(calm, sequence):
    with shell(calm) as raw:
        raw.until(r"R1#$")
        raw.send(sequence)
        raw.send("\x03show privilege\r")
        said = raw.until(r"privilege level is 15\r\nR1#$")
        assert "\x1b" not in said and "\x9b" not in said, said
        raw.send("alias exec zz show " + sequence + "\r")
        raw.until(r"R1#$")
        raw.send("show history\r")
        assert "\x1b" not in raw.until(r"show history\r\n(?:.*\n)*R1#$")


def test_escape_sequences_in_a_name_and_a_banner_are_harmless(calm):
    with shell(calm) as raw:
        raw.until(r"R1#$")
        raw.send("terminal length 0\rmkdir flash:/a\x16\x1b[2Jb\r\r")
        raw.until(r"R1#$")
        raw.send("configure terminal\rbanner motd #\x16\x1b[2Jcleared#\rend\rdir\rshow running-config\rshow banner motd\r")
        said = raw.until(r"(?s)show banner motd\r\n.*R1#$")
        assert "\x1b" not in said, said
        raw.send("configure terminal\rno banner motd\rend\r")
        raw.until(r"end\r\n(?s:.*)R1#$")
    for name in calm.files():
        (calm.flash / name).rmdir() if (calm.flash / name).is_dir() else (calm.flash / name).unlink()


# Readers and crowds


@pytest.mark.large  # its limits are those of a program without a sanitizer
def test_a_peer_that_never_reads_costs_little_and_is_closed_by_its_timeout(start_router):
    """The file is far longer than every buffer between the two: the shell waits, and not for ever."""
    router = start_router(config=CONFIG + " exec-timeout 0 2\n")
    router.put("long.txt", b"a line that nobody will read\n" * 2_000_000)
    before = router.memory_kib()
    with connect(router) as client:
        transport = client.get_transport()
        raw = Shell(transport, columns=80, rows=24)
        raw.until(r"R1#$")
        raw.send("terminal length 0\r")
        raw.until(r"terminal length 0\r\nR1#$")
        for _ in range(50):
            raw.send("more flash:/long.txt\rshow running-config\r")
        # paramiko reads the socket whatever happens, but grants no window: the channel stays full
        await_true("the session is closed", lambda: raw.channel.closed or raw.channel.eof_received or not transport.is_active())
        assert router.memory_kib() - before < 6 * 1024
    await_true("nothing of it is left", lambda: not router.connections())
    succeeded(ssh(router, "show version"))


@pytest.mark.large  # its limits are those of a program without a sanitizer
def test_a_socket_that_is_never_read_costs_little_and_is_closed_by_its_timeout(start_router):
    """The same, with a client that does not even read its socket."""
    router = start_router(config=CONFIG + " exec-timeout 0 2\n")
    router.put("long.txt", b"a line that nobody will read\n" * 2_000_000)
    before = router.memory_kib()
    command = Stopped(router, "more flash:/long.txt\n" * 50)
    with command:
        command.stop_reading()
        assert_bounded(router, before)
    succeeded(ssh(router, "show version"))


class Stopped:
    """An `ssh -T` that is stopped (SIGSTOP) in the middle of its output."""

    def __init__(self, router, lines):
        self.process = subprocess.Popen(
            ["ssh", *map(str, options_for(router)), "-T", "-p", str(router.port), f"{router.user}@{router.address}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(router.password),
            start_new_session=True)
        self.process.stdin.write(lines.encode())
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def stop_reading(self):
        assert self.process.stdout.read(100_000)
        self.process.send_signal(signal.SIGSTOP)

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def assert_bounded(router, before):
    await_true("the session is closed", lambda: not router.connections())
    assert router.memory_kib() - before < 6 * 1024


@pytest.mark.large  # its limits are those of a program without a sanitizer
def test_two_hundred_shells_at_once(start_router, record_property):
    router = start_router(config=CONFIG.replace("line vty 0 15", "line vty 0 255"))
    succeeded(ssh(router, "show version"))
    await_true("the first session is gone", lambda: not router.connections())
    before, open_before, threads = router.memory_kib(), router.descriptors(), router.threads()
    clients, shells, problems = [], [], []
    lock = threading.Lock()

    def sit_down(count):
        try:
            for _ in range(count):
                client = connect(router)
                with lock:
                    clients.append(client)
                raw = Shell(client.get_transport())
                raw.until(r"R1#$")
                raw.send("show privilege\r")
                raw.until(r"level is 15\r\nR1#$")
                with lock:
                    shells.append(raw)
        except Exception as problem:  # noqa: BLE001: told below, whatever it is
            problems.append(problem)

    workers = [threading.Thread(target=sit_down, args=(SHELLS // 8,)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    try:
        assert not problems, problems[0]
        assert len(shells) == SHELLS
        each = (router.memory_kib() - before) / SHELLS
        record_property("kib_per_shell", round(each, 1))
        print(f"{each:.1f} KiB for each of {SHELLS} shells")
        assert each < 256
        shells[0].send("terminal length 0\rshow users\r")
        assert len(re.findall(r"(?m)^\*?\s+\d+ vty \d+", shells[0].until(r"Interface[^#]*R1#$"))) == SHELLS
        for raw in shells:
            raw.send("show privilege\rexit\r")
        for raw in shells:
            assert raw.exit_status() == 0
    finally:
        for client in clients:
            client.close()
    await_true("all are gone", lambda: router.descriptors() == open_before, patience=60)
    assert router.threads() <= threads


# Connections that are cut


def cut(router, keys, until, prompt=r"R1#$"):
    """Types keys, waits for what they lead to, and drops the connection without a word."""
    client = connect(router)
    raw = Shell(client.get_transport())
    raw.until(prompt)
    raw.send(keys)
    raw.until(until)
    client.get_transport().sock.shutdown(socket.SHUT_RDWR)
    client.close()


@pytest.mark.parametrize("times", [1, 20])
def test_cut_in_the_middle_of_more(calm, times):
    for _ in range(times):
        cut(calm, "show running-config\r" * 3, r"--More--")


def test_cut_in_the_middle_of_a_password(calm):
    cut(calm, "disable\renable\r", r"Password: ?$")
    cut(calm, "disable\renable\ru", r"Password: ?$")


def test_cut_in_the_middle_of_generating_a_key(calm):
    before = sorted((calm.state / "keys").iterdir())
    with shell(calm) as raw:
        raw.until(r"R1#$")
        raw.send("crypto key generate rsa general-keys label big modulus 4096\r")
        raw.until(r"4096 bit RSA keys")
    await_true("the session is gone", lambda: not calm.connections())
    shown = succeeded(ssh(calm, "show crypto key mypubkey rsa")).stdout
    files = sorted((calm.state / "keys").iterdir())
    assert not any(file.name.startswith(".") for file in files)
    assert ("Key name: big" in shown) == (len(files) > len(before)), (shown, files)


def test_cut_in_the_question_before_a_key_is_replaced(calm):
    shown = succeeded(ssh(calm, "show crypto key mypubkey rsa")).stdout
    cut(calm, "crypto key zeroize rsa\r", r"\[yes/no\]: ?$")
    assert succeeded(ssh(calm, "show crypto key mypubkey rsa")).stdout == shown


def test_cut_in_the_questions_of_a_copy(calm):
    calm.put("source.bin", b"new" * 1000)
    calm.put("target.bin", b"old")
    cut(calm, "copy flash:/source.bin flash:/target.bin\r", r"Destination filename \[target\.bin\]\? ?$")
    cut(calm, "copy flash:/source.bin flash:/target.bin\r\r", r"\[confirm\]$")
    cut(calm, "delete flash:/target.bin\r\r", r"\[confirm\]$")
    cut(calm, "erase startup-config\r", r"\[confirm\]$")
    assert (calm.flash / "target.bin").read_bytes() == b"old"
    assert calm.files() == ["source.bin", "target.bin"]
    (calm.flash / "source.bin").unlink()
    (calm.flash / "target.bin").unlink()


def test_cut_in_the_middle_of_a_copy_leaves_the_whole_file_or_none(calm):
    big = os.urandom(1 << 20) * 300
    calm.put("big.bin", big)
    client = connect(calm)
    raw = Shell(client.get_transport())
    raw.until(r"R1#$")
    raw.send("copy flash:/big.bin flash:/copy.bin\r\r")
    raw.until(r"filename \[copy\.bin\]\?[^!C]*[!C]")
    client.get_transport().sock.shutdown(socket.SHUT_RDWR)
    client.close()
    await_true("the session is gone", lambda: not calm.connections(), patience=60)
    await_true("the copy has ended", lambda: not [name for name in calm.files() if name.startswith(".")], patience=60)
    if "copy.bin" in calm.files():
        assert (calm.flash / "copy.bin").stat().st_size == len(big)
        (calm.flash / "copy.bin").unlink()
    assert calm.files() == ["big.bin"]
    (calm.flash / "big.bin").unlink()


def test_cut_in_the_middle_of_a_configuration_keeps_the_lines_that_were_entered(calm):
    cut(calm, "configure terminal\rip domain-name half.example\rip domain-na", r"(?s)half\.example\r\n.*#ip domain-na$")
    assert "ip domain name half.example" in succeeded(ssh(calm, "show running-config")).stdout
    cut(calm, "configure terminal\rno ip domain-name\rbanner motd #\rhalf", r"(?s)banner motd #\r\n.*half$")
    assert "banner" not in succeeded(ssh(calm, "show running-config")).stdout


def test_a_console_that_is_killed_leaves_nothing(calm):
    for keys, until in (("enable\rup\rshow running-config\r", "--More--"), ("enable\r", "Password:"), ("conf", "conf")):
        with at_console(calm) as typist:
            typist.press(keys)
            typist.sees_text(until)
            typist.program.kill(9)
