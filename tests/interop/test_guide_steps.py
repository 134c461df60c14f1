"""The nine steps of the guide, typed by hand; then a real scp, in and out, with its debug lines on the screen."""

import re

import pytest

import router as routers
from clients import digest, make_file, remote, scp, ssh, succeeded
from prompts import Typist, at_console, over_ssh

STEPS = ["aaa new-model", "aaa authentication login default local", "aaa authorization exec default local",
         "username user1 privilege 15 password 0 lab", "ip scp server enable"]


def name_and_keys(typist):
    """What a router out of the box needs before anybody can reach it over SSH."""
    typist.command("configure terminal")
    typist.command("hostname R1")
    typist.command("ip domain-name lab.example")
    typist.answer("crypto key generate rsa modulus 2048")
    typist.sees_text("The name for the keys will be: R1.lab.example")
    typist.sees(r"2048 bit RSA keys")
    typist.sees_text("[OK]")
    typist.sees(r"\nR1\(config\)#")
    typist.command("end", prompt="R1#")


def nine_steps(typist, prompt):
    """From user EXEC: every step answers with nothing but its prompt."""
    typist.command("enable", prompt=re.escape(prompt) + "#")
    assert "Enter configuration commands, one per line.  End with CNTL/Z." in typist.command("configure terminal")
    for step in STEPS:
        said = typist.command(step, prompt=re.escape(prompt) + r"\(config\)#")
        assert "%" not in re.sub(r"%[A-Z_]+-\d-[A-Z_]+:", "", said), (step, said)
    typist.command("end", prompt=re.escape(prompt) + "#")
    shown = typist.command("show running-config | include ^aaa auth|^username|^ip scp", prompt=re.escape(prompt) + "#")
    assert [line.rstrip() for line in shown.splitlines() if line in STEPS or line.rstrip() in STEPS] == STEPS[1:], shown
    assert "Incoming SCP debugging is on" in typist.command("debug ip scp", prompt=re.escape(prompt) + "#")


def copies_are_debugged_on(typist, router, tmp_path):
    source = make_file(tmp_path / "source.bin", 40_000)
    succeeded(scp(router, source, remote(router, "flash:/guide.bin")))
    debugged = r"SCP: \[\d+ {} [\d.]+:\d+\] {}"
    typist.sees(debugged.format("<-", r"recv C0644 40000 source\.bin"))
    typist.sees(debugged.format("->", "send <OK>"))
    typist.sees(debugged.format("<-", "recv 40000 bytes"))
    succeeded(scp(router, remote(router, "flash:/guide.bin"), tmp_path / "back.bin"))
    typist.sees(debugged.format("->", r"send C0\d{3} 40000 guide\.bin"))
    typist.sees(debugged.format("->", "send 40000 bytes"))
    assert digest(tmp_path / "back.bin") == digest(source)


def test_on_the_console_of_an_empty_router(start_router, tmp_path):
    router = start_router(empty=True)
    with at_console(router) as typist:
        typist.command("enable", prompt="Router#")
        name_and_keys(typist)
        typist.command("disable", prompt="R1>")
        nine_steps(typist, "R1")
        router.await_listening()
        copies_are_debugged_on(typist, router, tmp_path)
        typist.command("undebug all")


def test_at_the_terminal_that_the_router_was_started_in(workshop, tmp_path):
    router = routers.Router(workshop, empty=True)
    with Typist(routers.as_ordinary_user(router.command("--console"))) as typist:
        typist.press("\r")
        typist.sees(r"\nRouter>")
        typist.command("enable", prompt="Router#")
        name_and_keys(typist)
        typist.command("disable", prompt="R1>")
        nine_steps(typist, "R1")
        router.endpoints = routers.endpoints_in(typist.shown())
        copies_are_debugged_on(typist, router, tmp_path)
        typist.command("undebug all")
        typist.press("exit\r")
        assert typist.ends() == 0


@pytest.mark.parametrize("terminal", ["a terminal", "a pipe"])
def test_over_ssh_to_a_router_that_has_only_a_user(start_router, tmp_path, terminal):
    router = start_router(config="username user1 privilege 1 password 0 lab\nenable secret 0 up\n"
                                 "line vty 0 4\n login local\n")
    if terminal == "a pipe":
        lines = ["enable", "up", "configure terminal", *STEPS, "end", "debug ip scp", "exit"]
        done = succeeded(ssh(router, flags=["-T"], input="\n".join(lines) + "\n"))
        assert "Incoming SCP debugging is on" in done.stdout and "% " not in done.stdout, done.stdout
        source = make_file(tmp_path / "source.bin", 40_000)
        succeeded(scp(router, source, remote(router, "flash:/guide.bin")))
        assert digest(router.flash / "guide.bin") == digest(source)
        return
    with over_ssh(router) as typist:
        typist.answer("enable")
        typist.sees_text("Password: ")
        typist.answer("up")
        assert "up" not in typist.sees("Router#")
        typist.command("terminal monitor")
        typist.command("disable", prompt="Router>")
        typist.answer("enable")
        typist.sees_text("Password: ")
        typist.answer("up")
        typist.sees("Router#")
        typist.command("configure terminal")
        for step in STEPS:
            said = typist.command(step, prompt=r"Router\(config\)#")
            assert "% " not in said, (step, said)
        typist.command("end", prompt="Router#")
        assert "Incoming SCP debugging is on" in typist.command("debug ip scp", prompt="Router#")
        copies_are_debugged_on(typist, router, tmp_path)


def test_what_was_typed_is_there_after_a_restart(start_router, tmp_path):
    router = start_router(empty=True)
    with at_console(router) as typist:
        typist.command("enable", prompt="Router#")
        name_and_keys(typist)
        typist.command("disable", prompt="R1>")
        nine_steps(typist, "R1")
        typist.command("undebug all")
        typist.answer("copy running-config startup-config")
        typist.sees_text("Destination filename [startup-config]? ")
        typist.answer("")
        typist.sees_text("[OK]")
        typist.sees("R1#")
    router.stop()
    router.start()
    router.await_listening()
    source = make_file(tmp_path / "source.bin", 1000)
    succeeded(scp(router, source, remote(router, "flash:/guide.bin")))
    assert "hostname R1" in succeeded(ssh(router, "show running-config")).stdout
