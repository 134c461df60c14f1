"""`ferry console`: the socket and who may open it, its terminal, its pipe, and several typists at once."""

import os
import re
import socket
import stat
import subprocess

import pytest

import router as routers
from clients import run, succeeded
from prompts import Typist, at_console, await_true, console_command

SOMEBODY_ELSE = 65533
CONFIG = "username user1 privilege 15 password 0 lab\nline vty 0 4\n login local\n"


@pytest.fixture(scope="module")
def router(workshop):
    """One whose console asks nobody who they are."""
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


def console_with(router, text, **options):
    """printf ... | ferry console --state DIR"""
    return run(console_command(router), input=text, **options)


def test_the_socket_is_for_nobody_but_its_owner(router):
    assert stat.S_ISSOCK(router.console_socket.stat().st_mode)
    assert stat.S_IMODE(router.console_socket.stat().st_mode) == 0o600
    if os.geteuid() == 0:
        stranger = ["setpriv", f"--reuid={SOMEBODY_ELSE}", f"--regid={SOMEBODY_ELSE}", "--clear-groups", "--"]
        done = run([*stranger, router.workshop.binary, "console", "--state", router.state], input="enable\n")
        assert done.returncode == 1 and "Permission denied" in done.stderr and done.stdout == "", done


def test_what_a_router_makes_is_for_nobody_else(workshop):
    parent = workshop.folder / "parent"
    parent.mkdir()
    routers.give_to_ordinary_user(parent)
    state = parent / "state"
    serve = [workshop.binary, "serve", "--console", "--state", state, "--listen", "127.0.0.1:0"]
    with Typist(routers.as_ordinary_user([str(part) for part in serve])) as typist:
        typist.sees("Router>")
        found = {path.name: path.stat() for path in [state, *state.rglob("*")]}
        typist.answer("exit")
        assert typist.ends() == 0
    assert {"state", "flash", "nvram", "console"} <= set(found)
    for name, status in found.items():
        assert not stat.S_IMODE(status.st_mode) & 0o077, (name, oct(status.st_mode))


def test_without_a_router_it_says_what_to_do(workshop):
    for folder in ("nowhere", ""):
        done = run([workshop.binary, "console", "--state", workshop.folder / folder])
        assert done.returncode == 1 and done.stdout == ""
        assert len(done.stderr.splitlines()) == 1 and "ferry serve" in done.stderr, done.stderr


def test_after_a_killed_router_it_says_what_to_do_and_the_next_router_starts(start_router):
    router = start_router(empty=True)
    router.kill()
    done = console_with(router, "")
    assert done.returncode == 1 and "ferry serve" in done.stderr, done.stderr
    router.start()
    await_true("the new router answers", lambda: console_with(router, "exit\n").returncode == 0)


def test_a_second_router_on_the_same_state_directory_is_refused(router):
    done = run(router.command())
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1 and str(router.state) in done.stderr, done.stderr
    assert "Version" in succeeded(console_with(router, "show version\nexit\n")).stdout


def test_it_is_gone_when_the_router_has_ended(workshop):
    router = routers.Router(workshop, empty=True)
    with router:
        assert router.console_socket.exists()
    assert not router.console_socket.exists()


def test_a_pipe_types_lines_and_its_end_ends_the_session(router):
    done = succeeded(console_with(router, b"enable\nshow privilege\nshow version\n", binary=True))
    assert b"Current privilege level is 15" in done.stdout and b"Version" in done.stdout
    assert b"\r" not in done.stdout and b"--More--" not in done.stdout, done.stdout
    assert done.stderr == b""


def test_a_pipe_is_answered_completely_also_when_it_ends_at_once(router):
    done = succeeded(console_with(router, "enable\n" + "show running-config\n" * 50))
    assert len(re.findall("(?m)^end$", done.stdout)) == 50


def test_a_file_as_output_and_no_input(router, tmp_path):
    with open(tmp_path / "out", "wb") as out:
        ended = subprocess.run(console_command(router), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                               timeout=routers.PATIENCE, check=False)
    assert ended.returncode == 0 and ended.stderr == b""


def test_it_asks_who_is_there_where_the_configuration_says_so(start_router):
    router = start_router()
    with Typist(console_command(router)) as typist:
        typist.sees_text("Username: ")
        typist.answer("user1")
        typist.sees_text("Password: ")
        typist.answer("wrong")
        assert "wrong" not in typist.sees_text("Username: ")
        typist.answer("user1")
        typist.sees_text("Password: ")
        typist.answer("lab")
        typist.sees(r"\nRouter>")
        assert typist.command("show privilege") == "Current privilege level is 1", "unless aaa authorization console"
    done = console_with(router, "user1\nlab\nshow privilege\n")
    assert "Current privilege level is 1" in done.stdout and "lab" not in done.stdout
    assert "% " not in done.stdout, done.stdout
    assert "Version" not in console_with(router, "user1\nwrong\nshow version\n").stdout


def test_exit_ends_it(router):
    with at_console(router) as typist:
        typist.answer("exit")
        assert typist.ends() == 0


def test_ctrl_bracket_leaves_it_at_any_time(router):
    for before in ("", "show ver", "enable\rconfigure terminal\r"):
        with at_console(router) as typist:
            typist.press(before)
            typist.press("\x1d")
            assert typist.ends() == 0
    with at_console(router) as typist:
        assert typist.command("show privilege") == "Current privilege level is 1", "a new one is at its beginning"


def test_the_terminal_is_as_it_was_afterwards(router, tmp_path):
    script = f"stty -a >{tmp_path}/before; {' '.join(console_command(router))}; stty -a >{tmp_path}/after"
    with Typist(["sh", "-c", script]) as typist:
        typist.sees_text("Ctrl-] leaves it.")
        typist.press("\x1d")
        typist.ends()
    assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text() != ""


def test_several_sit_at_it_at_once(router):
    with at_console(router) as one, at_console(router) as two, at_console(router) as three:
        one.command("enable")
        two.command("enable")
        one.command("configure terminal")
        assert "Current privilege level is 15" in two.command("show privilege")
        assert three.command("show privilege") == "Current privilege level is 1"
        one.command("alias exec seen show clock")
        assert "UTC" in two.command("seen")
        one.command("no alias exec seen")


def test_a_window_that_changes_is_told_to_the_router(router):
    with at_console(router, rows=24, columns=80) as typist:
        assert "Length: 24 lines, Width: 80 columns" in typist.command("show line 0 | include Length")
        typist.resize(12, 132)
        await_true("the router knows", lambda: "Length: 12 lines, Width: 132 columns" in typist.command("show line 0 | include Length"))
        typist.command("enable")
        typist.answer("show running-config")
        first = typist.sees_text(" --More-- ").split("show running-config\r\n")[1]
        assert first.count("\n") == 11, first
        typist.press("q")
        typist.sees(r"Router#")


def test_the_router_ends_under_a_typist(workshop):
    with routers.Router(workshop, config=CONFIG) as router:
        typist = at_console(router)
    with typist:
        assert typist.ends() == 0


def test_the_router_ends_under_typists_who_have_not_said_who_they_are(workshop):
    with routers.Router(workshop) as router:
        typists = [Typist(console_command(router)) for _ in range(3)]
        for typist in typists:
            typist.sees_text("Username: ")
    for typist in typists:
        with typist:
            assert typist.ends() == 0


@pytest.mark.parametrize("noise", [b"\x00\x00\x00", b"K\xff\xff" + b"x" * 70000, b"T\x00\x01x", b"GET / HTTP/1.1\r\n\r\n",
                                   b"P\x00\x00K\x10\x00" + b"x" * 100, bytes(range(256)) * 1000],
                         ids=["nul", "too long", "half a window", "http", "a pipe that is cut", "everything"])
def test_noise_on_the_socket_is_dropped(router, noise):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(routers.PATIENCE)
        raw.connect(str(router.console_socket))
        try:
            raw.sendall(noise)
            raw.shutdown(socket.SHUT_WR)
            while raw.recv(65536):
                pass
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert "Version" in succeeded(console_with(router, "show version\n")).stdout
