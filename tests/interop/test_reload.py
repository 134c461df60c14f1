"""`reload`: its questions, what the others see, and the same port with the saved configuration afterwards."""

import re
import threading

import pytest

import router as routers
from clients import digest, make_file, remote, scp, ssh, succeeded
from prompts import Typist, at_console, await_true, enable, over_ssh

CONFIG = ("hostname R1\nusername user1 privilege 15 password 0 lab\nip scp server enable\nno logging console\n"
          "line vty 0 4\n login local\n")


def reloaded(router):
    """Waits until the router has said a second time where it listens, and that it is where it was."""
    endpoints = router.endpoints
    await_true("the router is back", lambda: len(routers.endpoints_in(router.stdout_path.read_text())) == 2 * len(endpoints))
    router.await_listening()
    assert router.endpoints == endpoints


def save(typist):
    typist.answer("write memory")
    typist.sees_text("[OK]")
    typist.sees("#")


def test_it_comes_back_on_the_same_port_with_what_was_saved(start_router, tmp_path):
    router = start_router(config=CONFIG)
    source = make_file(tmp_path / "kept.bin", 100_000)
    succeeded(scp(router, source, remote(router, "flash:/kept.bin")))
    with at_console(router) as typist, over_ssh(router) as other:
        enable(typist)
        typist.command("configure terminal")
        typist.command("hostname R2")
        typist.command("end")
        save(typist)
        typist.command("configure terminal")
        typist.command("hostname R3")
        typist.command("end")
        typist.answer("reload")
        typist.sees_text("System configuration has been modified. Save? [yes/no]: ")
        typist.answer("no")
        typist.sees_text("Proceed with reload? [confirm]")
        typist.press("\r")
        assert typist.ends() is not None
        assert other.ends() == 255 or other.program.exitstatus is not None
    reloaded(router)
    assert "hostname R2" in succeeded(ssh(router, "show running-config")).stdout
    assert digest(router.flash / "kept.bin") == digest(source)
    succeeded(scp(router, remote(router, "flash:/kept.bin"), tmp_path / "back.bin"))
    assert "System returned to ROM by reload" in succeeded(ssh(router, "show version")).stdout
    with at_console(router) as typist:
        assert "R2" in typist.shown()


def test_it_saves_if_it_is_told_to(start_router):
    router = start_router(config=CONFIG)
    with over_ssh(router) as typist:
        typist.command("configure terminal")
        typist.command("hostname Saved")
        typist.command("end")
        typist.answer("reload")
        typist.sees_text("Save? [yes/no]: ")
        typist.answer("perhaps")
        typist.sees_text("% Please answer 'yes' or 'no'.")
        typist.sees_text("Save? [yes/no]: ")
        typist.answer("yes")
        typist.sees_text("[OK]")
        typist.sees_text("Proceed with reload? [confirm]")
        typist.press("\r")
        typist.ends()
    reloaded(router)
    assert "hostname Saved" in succeeded(ssh(router, "show running-config")).stdout


@pytest.mark.parametrize("answer", ["n", "q", "\x03"])
def test_another_answer_calls_it_off(start_router, answer):
    router = start_router(config=CONFIG)
    with over_ssh(router) as typist:
        typist.answer("reload")
        typist.sees_text("Proceed with reload? [confirm]")
        typist.press(answer)
        typist.sees("R1#")
        assert "No reload is scheduled." in typist.command("show reload")
    assert len(routers.endpoints_in(router.stdout_path.read_text())) == 1


def test_a_planned_one_is_announced_to_everybody_and_can_be_called_off(start_router):
    router = start_router(config=CONFIG + " logging synchronous\n")
    with over_ssh(router) as typist, over_ssh(router) as other, at_console(router) as third:
        typist.answer("reload in 1 new software")
        typist.sees(r"Reload scheduled for [\d:]+ UTC \w{3} \w{3} +\d+ \d{4} \(in 1 minute\) by user1 on vty0 \(127\.0\.0\.1\)")
        typist.sees_text("Reload reason: new software")
        typist.sees_text("Proceed with reload? [confirm]")
        typist.press("\r")
        for everybody in (typist, other, third):
            everybody.sees_text("***\r\n*** --- SHUTDOWN in 0:01:00 ---\r\n***\r\n")
        assert "(in 1 minute)" in other.command("show reload")
        other.press("show pri")
        other.sees_text("show pri")
        typist.command("reload cancel")
        for everybody in (other, third):
            everybody.sees_text("***\r\n*** --- SHUTDOWN ABORTED ---\r\n***\r\n")
        other.sees_text("R1#show pri")
        other.answer("vilege")
        other.sees_text("Current privilege level is 15")
        assert "No reload is scheduled." in other.command("show reload")


def test_at_the_terminal_that_it_was_started_in(workshop):
    """The router and its console are one program there: it stays, and shows the prompt of the new router."""
    router = routers.Router(workshop, config=CONFIG)
    with Typist(routers.as_ordinary_user(router.command("--console"))) as typist:
        typist.press("\r")
        typist.sees(r"\nR1>")
        typist.command("enable", prompt="R1#")
        typist.command("configure terminal")
        typist.command("hostname R9")
        typist.command("end")
        save(typist)
        typist.answer("reload")
        typist.sees_text("Proceed with reload? [confirm]")
        typist.press("\r")
        typist.sees(r"ferry: listening on \S+\r\n")
        typist.press("\r")
        typist.sees(r"\nR9>")
        ports = re.findall(r"listening on 127\.0\.0\.1:(\d+)", typist.shown())
        assert len(ports) == 2 and ports[0] == ports[1], ports
        typist.answer("exit")
        assert typist.ends() == 0


def test_nothing_is_left_of_the_old_router(start_router):
    """Ten reloads in a row: the same descriptors, threads and (nearly) memory."""
    router = start_router(config=CONFIG)
    succeeded(ssh(router, "show version"))
    await_true("the client is gone", lambda: router.connections() == 0)
    opened, threads = router.descriptors(), router.threads()
    for round_number in range(2, 12):
        with over_ssh(router) as typist:
            typist.answer("reload")
            typist.sees_text("[confirm]")
            typist.press("\r")
            typist.ends()
        await_true("the router is back",
                   lambda: len(routers.endpoints_in(router.stdout_path.read_text())) == round_number)  # noqa: B023
        succeeded(ssh(router, "show version"))
    await_true(f"the descriptors are those of before: {opened}", lambda: router.descriptors() == opened)
    assert router.threads() == threads


def test_scp_that_is_under_way_is_whole_or_not_at_all(start_router, tmp_path):
    router = start_router(config=CONFIG)
    big = make_file(tmp_path / "big.bin", 50_000_000)
    with over_ssh(router) as typist:
        results = []
        copy = threading.Thread(target=lambda: results.append(
            scp(router, "-l", "40000", big, remote(router, "flash:/big.bin"))))
        copy.start()
        await_true("the copy has begun", lambda: router.connections() >= 2)
        typist.answer("reload")
        typist.sees_text("[confirm]")
        typist.press("\r")
        typist.ends()
        copy.join()
    reloaded(router)
    assert results[0].returncode != 0
    assert router.files() == []
