"""Typists: real programs on a real terminal (pexpect) and raw SSH shells (paramiko), at the prompt of a router."""

import contextlib
import io
import os
import re
import time

import paramiko
import pexpect

import clients
import router as routers

PROMPT = r"[\w.-]+(?:\([\w-]+\))?[>#]"


def environment(password):
    """No agent, no display, no home, and askpass answers OpenSSH."""
    kept = {key: value for key, value in os.environ.items() if key not in ("SSH_AUTH_SOCK", "DISPLAY")}
    return {**kept, "LC_ALL": "C", "TERM": "xterm", "HOME": "/nonexistent", "FERRY_PASSWORD": password,
            "DROPBEAR_PASSWORD": password, "SSH_ASKPASS": str(clients.HERE / "askpass"), "SSH_ASKPASS_REQUIRE": "force"}


class Typist:
    """A program on a terminal of its own, and fingers on it."""

    def __init__(self, command, *, password="lab", rows=24, columns=80):
        clients.need(command[0])
        self.program = pexpect.spawn(command[0], [str(part) for part in command[1:]], env=environment(password), echo=False,
                                     dimensions=(rows, columns), timeout=routers.PATIENCE, encoding="utf-8",
                                     codec_errors="replace")
        self.program.delaybeforesend = None
        self.program.logfile_read = io.StringIO()
        self.program.ptyproc.delayafterclose = self.program.ptyproc.delayafterterminate = 0.01

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.close(force=True)

    def shown(self):
        """Everything that the program has written so far and somebody has waited for."""
        return self.program.logfile_read.getvalue()

    def press(self, keys):
        self.program.send(keys)

    def sees(self, pattern):
        """Waits for the pattern; returns what was shown before it."""
        self.program.expect(pattern)
        return self.program.before

    def sees_text(self, text):
        self.program.expect_exact(text)
        return self.program.before

    def answer(self, text):
        self.press(text + "\r")

    def command(self, line, prompt=PROMPT):
        """Types a line, waits for its echo and for the prompt behind it; returns what stands between them."""
        self.answer(line)
        self.sees_text(line + "\r\n")
        return self.sees(r"(?:^|\n)" + prompt).replace("\r", "")

    def resize(self, rows, columns):
        self.program.setwinsize(rows, columns)

    def ends(self):
        """Waits for the end of the program; its exit status."""
        self.program.expect(pexpect.EOF)
        self.program.wait()
        return self.program.exitstatus


def console_command(router):
    return routers.as_ordinary_user([str(router.workshop.binary), "console", "--state", str(router.state)])


def at_console(router, **options):
    """A person who sits down at `ferry console`, at the first prompt."""
    typist = Typist(console_command(router), **options)
    typist.sees_text("Ctrl-] leaves it.\r\n")
    typist.press("\r")
    typist.sees(r"\n" + PROMPT)
    return typist


def over_ssh(router, *, user=None, options=(), prompt=PROMPT, **rest):
    """A person at `ssh -tt`, at the first prompt."""
    typist = Typist(["ssh", *clients.options_for(router, *options), "-tt", "-p", str(router.port),
                     f"{user or router.user}@{router.address}"], password=router.password, **rest)
    typist.sees(r"\n" + prompt)
    return typist


def enable(typist):
    typist.command("enable")
    return typist


class Shell:
    """A shell of its own on an SSH connection: bytes as a program sends them."""

    def __init__(self, transport, *, terminal="vt100", columns=80, rows=24, has_terminal=True):
        self.channel = transport.open_session(timeout=routers.PATIENCE)
        self.channel.settimeout(routers.PATIENCE)
        if has_terminal:
            self.channel.get_pty(terminal, columns, rows)
        self.channel.invoke_shell()
        self.waiting = ""

    def send(self, text):
        self.channel.sendall(text.encode() if isinstance(text, str) else text)

    def until(self, pattern, flags=0):
        """Reads until the pattern has come; returns everything up to its end."""
        deadline = time.monotonic() + routers.PATIENCE
        while True:
            found = re.search(pattern, self.waiting, flags)
            if found:
                read, self.waiting = self.waiting[:found.end()], self.waiting[found.end():]
                return read
            assert time.monotonic() < deadline, f"no {pattern!r} in {self.waiting[-2000:]!r}"
            piece = self.channel.recv(65536)
            assert piece, f"the shell ended without {pattern!r}: {self.waiting[-2000:]!r}"
            self.waiting += piece.decode(errors="replace")

    def rest(self):
        """Everything up to the end of the channel."""
        while piece := self.channel.recv(65536):
            self.waiting += piece.decode(errors="replace")
        read, self.waiting = self.waiting, ""
        return read

    def exit_status(self):
        assert self.channel.status_event.wait(routers.PATIENCE), "no exit status"
        return self.channel.recv_exit_status()


def connect(router, user=None, password=None):
    """An SSH connection that is logged in and has no channel."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(router.address, router.port, user or router.user, password or router.password, look_for_keys=False,
                   allow_agent=False, timeout=routers.PATIENCE, banner_timeout=60, auth_timeout=60)
    return client


@contextlib.contextmanager
def shell(router, user=None, password=None, **options):
    with connect(router, user, password) as client:
        yield Shell(client.get_transport(), **options)


def await_true(what, condition, patience=routers.PATIENCE):
    """Waits for something that nobody announces, such as a descriptor of another process."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)
