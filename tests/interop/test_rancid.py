"""RANCID's clogin: expect on OpenSSH, carriage returns, a prompt that is learned, every echo waited for."""

import pytest

import router as routers
from clients import run, succeeded

CONFIG = ("hostname depot-1\nenable secret 0 up\nusername user1 privilege 15 password 0 lab\n"
          "username user2 privilege 1 password 0 lab\nplatform personality ios\nplatform model IOSv\nline vty 0 4\n login local\n")


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


def write_rules(router, folder, user="user1", secret="up"):
    """How to log in, with an ssh that knows no host and no key of anybody's."""
    wrapper = folder / "ssh"
    wrapper.write_text("#!/bin/sh\nunset SSH_ASKPASS SSH_ASKPASS_REQUIRE\nexec ssh -F /dev/null "
                       f"-o UserKnownHostsFile={folder}/known -o StrictHostKeyChecking=accept-new "
                       "-o PubkeyAuthentication=no \"$@\"\n")
    wrapper.chmod(0o755)
    settings = [f"add user * {user}", f"add password * {{lab}} {{{secret}}}", f"add method * {{ssh:{router.port}}}",
                f"add autoenable * {{{1 if user == 'user1' else 0}}}", f"add sshcmd * {{{wrapper}}}"]
    rules = folder / ".cloginrc"
    rules.write_text("\n".join(settings) + "\n")
    rules.chmod(0o600)
    return rules


@pytest.fixture
def clogin(router, tmp_path):
    """Runs commands as clogin does for the collector, with rules and known hosts of its own."""

    def login(commands, user="user1", secret="up", patience=20):
        rules = write_rules(router, tmp_path, user, secret)
        return run(["clogin", "-f", rules, "-t", patience, "-c", ";".join(commands), router.address], home=str(tmp_path))

    return login


def test_it_logs_in_runs_commands_and_leaves(clogin):
    done = succeeded(clogin(["show version", "show privilege", "dir flash:", "show running-config"]))
    for line in ("show version", "show privilege", "dir flash:", "show running-config", "exit"):
        assert f"depot-1#{line}\n" in done.stdout.replace("\r", ""), done.stdout
    assert "Current privilege level is 15" in done.stdout
    assert "\nend\n" in done.stdout.replace("\r", "") and "--More--" not in done.stdout


def test_it_enables_with_the_secret(clogin):
    done = succeeded(clogin(["show privilege"], user="user2"))
    assert "Current privilege level is 15" in done.stdout


def test_it_sees_that_a_secret_is_wrong(clogin):
    done = clogin(["show privilege"], user="user2", secret="wrong", patience=6)
    assert "Current privilege level is 15" not in done.stdout
    assert "Error:" in done.stdout + done.stderr


def test_commands_that_do_not_exist_do_not_stop_it(clogin):
    commands = ["show redundancy secondary", "show install active", "show env all", "show vtp status", "show dot1x",
                "dir /all slot0:", "more system:running-config", "write term"]
    done = succeeded(clogin(commands))
    for line in commands:
        assert f"depot-1#{line}" in done.stdout, done.stdout
    assert done.stdout.replace("\r", "").count("\nend\n") == 2, done.stdout


def test_the_collector_runs_its_whole_list_and_writes_a_clean_file(router, tmp_path):
    write_rules(router, tmp_path)
    done = succeeded(run(["rancid", "-t", "cisco", router.address], home=str(tmp_path), cwd=tmp_path))
    assert done.stdout + done.stderr == ""
    collected = (tmp_path / f"{router.address}.new").read_text()
    assert collected.startswith("!RANCID-CONTENT-TYPE: cisco\n!\n"), collected
    for line in ("!Chassis type: IOSv", "!Processor ID: 9", "!Image: ", "!Memory: main ", "!Memory: nvram 4096K",
                 "!Memory: flash ", "hostname depot-1", "line vty 0 4", "end"):
        assert f"\n{line}" in collected, (line, collected)
    assert "Invalid input" not in collected and "--More--" not in collected
