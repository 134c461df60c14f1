"""Configurations that are compared, replaced, archived and taken back, as network tools do it."""

import contextlib
import re
import time

import netmiko
import pytest

import router as routers
from clients import remote, run, scp, ssh, succeeded
from prompts import at_console, await_true, enable, over_ssh

CONFIG = ("hostname R1\naaa new-model\naaa authentication login default local\naaa authorization exec default local\n"
          "username user1 privilege 15 password 0 lab\nip scp server enable\nno logging console\n"
          "archive\n path flash:backup\n")


@pytest.fixture
def router(start_router):
    return start_router(config=CONFIG)


@contextlib.contextmanager
def netmiko_to(router):
    connection = netmiko.ConnectHandler(device_type="cisco_ios", host=router.address, port=router.port,
                                        username=router.user, password=router.password, global_delay_factor=0.5)
    try:
        yield connection
    finally:
        connection.disconnect()


def running(router):
    return succeeded(ssh(router, "show running-config")).stdout


def upload(router, tmp_path, text, target):
    source = tmp_path / "f2a1c0de-temporary"
    source.write_text(text)
    succeeded(scp(router, source, remote(router, target)))


def without_heading(shown):
    return shown[shown.index("version "):]


def start_from_nvram(workshop, config):
    """A router that boots from its startup configuration, as one that has been set up does."""
    state = workshop.state_with_keys()
    (state / "nvram").mkdir(exist_ok=True)
    (state / "nvram" / "startup-config").write_text(config)
    router = routers.Router(workshop, state=state, empty=True)
    router.start()
    router.await_listening()
    return router


def test_netmiko_replaces_a_configuration_and_puts_it_back(router, tmp_path):
    before = without_heading(running(router))
    wanted = before.replace("hostname R1", "hostname R9").replace("no logging console\n!\n", "")
    upload(router, tmp_path, wanted, "flash:/wanted.cfg")
    with netmiko_to(router) as connection:
        connection.send_command("copy running-config flash:/before.cfg", expect_string=r"\?")
        connection.send_command("\n", expect_string=r"#")
        said = connection.send_command("configure replace flash:/wanted.cfg force", expect_string=r"#\s*$")
        assert "Rollback Done" in said and "Total number of passes: 1" in said
    assert without_heading(running(router)) == wanted
    with netmiko_to(router) as connection:
        said = connection.send_command("configure replace flash:/before.cfg", expect_string=r"\[no\]:")
        assert "Enter Y if you are sure you want to proceed. ?" in said
        said = connection.send_command("y", expect_string=r"#\s*$")
        assert "Rollback Done" in said
    assert without_heading(running(router)) == before


class Napalm:
    """What NAPALM's driver sends, in its order, and the checks that it makes."""

    def __init__(self, router, connection, tmp_path):
        self.router, self.connection, self.tmp_path = router, connection, tmp_path

    def send(self, command):
        return self.connection.send_command(command, expect_string=r"[>#]\s*$")

    def prompt_quietly(self):
        self.connection.send_config_set(["file prompt quiet"])

    def load(self, text, name):
        assert "ip scp server enable" in self.send("show running-config | inc ip scp server enable")
        upload(self.router, self.tmp_path, text, f"flash:/{name}")
        assert re.search(r"verify /md5 \(flash:/\S+\) = [0-9a-f]{32}", self.send(f"verify /md5 flash:/{name}"))

    def compare_replacement(self):
        shown = self.send("show archive config differences system:/running-config flash:/candidate_config.txt")
        dropped = ("Contextual Config Diffs", "No changes were found", "ntp clock-period", "file prompt quiet")
        return "\n".join(line for line in shown.splitlines() if line and not any(word in line for word in dropped))

    def compare_merge(self):
        shown = self.send("show archive config incremental-diffs flash:/merge_config.txt ignorecase")
        assert "error code 5" not in shown
        if "No changes were found" in shown:
            return ""
        lines = [line for line in shown.splitlines() if line and line != "end" and "List of Commands" not in line]
        return "\n".join("-" + line[3:] if line.startswith("no ") else "+" + line for line in lines)

    def keep_old(self):
        assert "Archive feature not enabled" not in self.send("show archive")
        assert "No Rollback Confirmed Change pending" in self.send("show archive config rollback timer")
        assert "bytes copied" in self.send("copy running-config flash:/rollback_config.txt")

    def replace(self, name="candidate_config.txt", more=" revert trigger error"):
        said = self.send(f"configure replace flash:/{name} force{more}")
        for word in ("error", "failed", "not a valid config file", "original configuration has been successfully restored",
                     "please turn config archive on"):
            assert word not in said.lower(), said
        return said


def test_napalm_loads_compares_commits_and_rolls_back_a_replacement(router, tmp_path):
    with netmiko_to(router) as connection:
        napalm = Napalm(router, connection, tmp_path)
        napalm.prompt_quietly()
        before = without_heading(running(router))
        candidate = before.replace("hostname R1", "hostname R1\nip domain name lab").replace(" path flash:backup\n", " path flash:backup\n maximum 5\n")
        candidate = candidate.replace("no logging console\n!\n", "")
        napalm.load(candidate, "candidate_config.txt")
        assert napalm.compare_replacement() == "+ip domain name lab\narchive\n +maximum 5\n-no logging console"
        napalm.keep_old()
        napalm.replace()
        assert "[OK]" in napalm.send("write mem")
        assert "ip domain name lab" in running(router)
        assert napalm.compare_replacement() == ""
        assert "Directory of flash:/rollback_config.txt" in napalm.send("dir flash:/rollback_config.txt")
        napalm.replace("rollback_config.txt", more="")
        assert without_heading(running(router)) == before
        connection.send_config_set(["no file prompt quiet"])


def test_napalm_commits_with_a_timer_and_confirms_or_reverts(router, tmp_path):
    with netmiko_to(router) as connection:
        napalm = Napalm(router, connection, tmp_path)
        napalm.prompt_quietly()
        before = without_heading(running(router))
        napalm.load(before.replace("ip scp server enable\n", "ip scp server enable\nip ssh time-out 60\n"), "candidate_config.txt")
        napalm.keep_old()
        napalm.replace(more=" revert trigger error timer 2")
        timer = napalm.send("show archive config rollback timer")
        fields = dict(re.findall(r"(Time configured.*?|Timer type|Timer value|User): (.*)", timer))
        assert (fields["Timer type"], fields["Timer value"], fields["User"]) == ("absolute timer", "2 min", "user1")
        assert "ip ssh time-out 60" in running(router)
        napalm.send("configure revert now")
        assert without_heading(running(router)) == before
        napalm.replace(more=" revert trigger error timer 2")
        assert "%" not in napalm.send("configure confirm")
        assert "No Rollback Confirmed Change pending" in napalm.send("show archive config rollback timer")
        assert "ip ssh time-out 60" in running(router)


def test_napalm_merges(router, tmp_path):
    with netmiko_to(router) as connection:
        napalm = Napalm(router, connection, tmp_path)
        napalm.prompt_quietly()
        napalm.load("hostname R1\nip ssh time-out 60\nno ip scp server enable\nend\n", "merge_config.txt")
        assert napalm.compare_merge() == "-ip scp server enable\n+ip ssh time-out 60"
        napalm.keep_old()
        assert "Invalid input detected" not in napalm.send("copy flash:/merge_config.txt running-config")
        napalm.send("copy null: flash:/merge_config.txt")
        napalm.replace("rollback_config.txt", more="")
        assert "ip scp server enable" in running(router)


def test_napalm_hears_that_the_archive_is_off(start_router, tmp_path):
    router = start_router(config=CONFIG.replace("archive\n path flash:backup\n", ""))
    with netmiko_to(router) as connection:
        napalm = Napalm(router, connection, tmp_path)
        assert "Archive feature not enabled" in napalm.send("show archive")
        assert "%Please turn config archive on" in napalm.send("configure replace flash:/x force revert trigger error")


def test_ansible_asks_about_the_archive_and_confirms(router):
    """cisco.ios: what its commit with a timer sends."""
    with netmiko_to(router) as connection:
        send = lambda command: connection.send_command(command, expect_string=r"[>#]\s*$")
        assert "The next archive file will be named flash:backup-<timestamp>-0" in send("show archive")
        assert "%No Rollback Confirmed Change pending" in send("show archive config rollback timer")
        said = send("configure terminal revert timer 2")
        assert not re.search(r"% ?Error|ERROR:|invalid input|returned error code", said, re.IGNORECASE)
        send("ip ssh time-out 33")
        send("end")
        send("configure confirm")
    assert "ip ssh time-out 33" in running(router)


def test_netlab_replaces_by_a_file_in_nvram(router, tmp_path):
    wanted = without_heading(running(router)).replace("hostname R1", "hostname Lab")
    upload(router, tmp_path, wanted, "nvram:replace-config")
    said = succeeded(ssh(router, "configure replace nvram:replace-config force")).stdout
    assert "Rollback Done" in said
    assert without_heading(running(router)) == wanted


def test_a_line_that_is_refused_far_down_leaves_everything_as_it_was(router, tmp_path):
    before = running(router)
    lines = [f"username u{number} privilege 1 secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6" for number in range(1000)]
    lines[899] = "usrename u899 privilege 1"
    upload(router, tmp_path, without_heading(before).replace("end\n", "\n".join(lines) + "\nend\n"), "flash:/wrong.cfg")
    done = ssh(router, "configure replace flash:/wrong.cfg force")
    assert done.returncode != 0
    assert "usrename u899" in done.stdout and "Rollback aborted" in done.stdout
    assert running(router) == before


def test_a_configuration_that_was_cut_off_is_refused(router, tmp_path):
    before = running(router)
    upload(router, tmp_path, without_heading(before)[:-20], "flash:/cut.cfg")
    done = ssh(router, "configure replace flash:/cut.cfg force")
    assert done.returncode != 0 and "%The input file is not a valid config file." in done.stdout
    assert running(router) == before


def test_a_killed_router_does_not_start_with_an_unconfirmed_change(workshop):
    router = start_from_nvram(workshop, CONFIG)
    try:
        with over_ssh(router) as typist:
            typist.command("configure terminal revert timer 10")
            typist.command("hostname Unconfirmed")
            typist.command("end")
            typist.command("write memory")
            typist.command("show startup-config | include hostname")
            router.kill()
        router.start()
        router.await_listening()
        assert "hostname R1" in running(router)
        assert "hostname R1" in succeeded(ssh(router, "show startup-config")).stdout
        assert "STARTUP_PUT_BACK" in router.log()
        with over_ssh(router) as typist:
            typist.command("configure terminal revert timer 10")
            typist.command("hostname Confirmed")
            typist.command("end")
            typist.command("write memory")
            typist.command("configure confirm")
            router.kill()
        router.start()
        router.await_listening()
        assert "hostname Confirmed" in running(router)
    finally:
        router.stop(check=False)


def test_a_reload_takes_an_unconfirmed_change_back(workshop):
    router = start_from_nvram(workshop, CONFIG)
    try:
        with over_ssh(router) as typist:
            typist.command("configure terminal revert timer 10")
            typist.command("hostname Unconfirmed")
            typist.command("end")
            typist.answer("reload")
            typist.sees_text("Save? [yes/no]: ")
            typist.answer("yes")
            typist.sees_text("Proceed with reload? [confirm]")
            typist.press("\r")
            typist.ends()
        await_true("the router is back", lambda: router.stdout_path.read_text().count("listening") == 2)
        router.await_listening()
        assert "hostname R1" in running(router)
    finally:
        router.stop(check=False)


@pytest.mark.large  # waits for a minute
def test_a_change_whose_session_is_lost_is_taken_back_in_time(router):
    """A minute is the shortest time there is."""
    with over_ssh(router) as witness:
        started = time.monotonic()
        with over_ssh(router) as typist:
            typist.command("configure terminal revert timer 1")
            typist.command("hostname Lost")
            typist.command("ip ssh time-out 17")
            typist.program.kill(9)
        witness.sees_text("Rollback Confirmed Change: Rollback will begin in one minute.")
        witness.program.timeout = 90
        witness.sees_text("Rollback Done")
        assert 55 < time.monotonic() - started < 75
    shown = running(router)
    assert "hostname R1" in shown and "time-out 17" not in shown
    assert "ROLLBK_CNFMD_CHG_ROLLBACK_START" in router.log()
