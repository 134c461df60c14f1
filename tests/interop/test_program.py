"""The program itself: its arguments, its first words and its end."""

import signal
import subprocess

import pytest

import router as routers
from clients import run, ssh, succeeded


def ferry(*arguments):
    return run([routers.BINARY, *arguments])


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"]], ids=" ".join)
def test_help_is_complete(arguments):
    shown = succeeded(ferry(*arguments)).stdout
    for word in ("serve",) if len(arguments) == 1 else ("--state", "--config", "--listen", "--generate-keys", "--console-log"):
        assert word in shown


@pytest.mark.parametrize("arguments", [["--bogus"], ["serve", "--bogus"], ["bogus"], ["serve"], ["serve", "--state"]], ids=" ".join)
def test_a_wrong_option_is_one_clear_line_and_status_2(arguments):
    done = ferry(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and done.stdout == "", (done.stdout, done.stderr)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(workshop, sign):
    router = routers.Router(workshop)
    router.start()
    succeeded(ssh(router, "show version"))
    router.process.send_signal(sign)
    assert router.process.wait(20) == 0


def test_a_configuration_line_that_does_not_parse_is_named_with_its_caret(workshop):
    router = routers.Router(workshop, config="hostname R1\nip scp sevrer enable\n")
    try:
        router.start()
    except AssertionError:
        pass
    finally:
        router.stop(check=False)
    said = router.log() + router.stdout_path.read_text()
    assert "2" in said and "ip scp sevrer enable" in said and "^" in said, said


def test_a_port_that_is_taken_is_one_clear_line(workshop):
    with routers.Router(workshop) as first:
        second = routers.Router(workshop, listen=(f"127.0.0.1:{first.port}",))
        with pytest.raises(AssertionError, match="(?i)address already in use"):
            second.start()
        second.stop(check=False)


def test_keys_are_made_once_and_readable_by_their_owner_only(workshop):
    with routers.Router(workshop, prepared=False, generate_keys=True) as first:
        state, before = first.state, host_keys(first)
    with routers.Router(workshop, state=state, generate_keys=True) as again:
        assert host_keys(again) == before
    secrets = [path for path in state.rglob("*") if path.is_file() and "PRIVATE" in path.read_text(errors="replace")]
    for path in secrets:
        assert path.stat().st_mode & 0o077 == 0, path


def host_keys(router):
    done = succeeded(run(["ssh-keyscan", "-p", router.port, router.address]))
    return sorted(line.split(" ", 1)[1] for line in done.stdout.splitlines() if not line.startswith("#"))


def test_it_runs_as_an_ordinary_user(workshop):
    with routers.Router(workshop) as router:
        owner = subprocess.run(["stat", "-c", "%u", f"/proc/{router.process.pid}"], capture_output=True, text=True, check=True)
        assert owner.stdout.strip() != "0"
