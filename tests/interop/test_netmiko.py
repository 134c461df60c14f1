"""Netmiko, as it comes with Debian (device type cisco_ios)."""

import contextlib
import hashlib

import netmiko
import pytest
from netmiko import FileTransfer, InLineTransfer, SSHDetect, file_transfer

import router as routers
from clients import content, make_file

CONFIG = ("hostname R1\nenable secret 0 up\naaa new-model\naaa authentication login default local\n"
          "aaa authorization exec default local\nip scp server enable\n"
          "username user1 privilege 15 password 0 lab\nusername user2 privilege 1 password 0 lab\n")


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


@contextlib.contextmanager
def logged_in(router, **arguments):
    device = {"device_type": "cisco_ios", "host": router.address, "port": router.port, "username": router.user,
              "password": router.password, "secret": "up", "global_delay_factor": 0.5, **arguments}
    connection = netmiko.ConnectHandler(**device)
    transport = connection.remote_conn_pre.get_transport()
    try:
        yield connection
    finally:
        connection.disconnect()
    assert not transport.is_active()


def test_it_logs_in_and_finds_the_prompt(router):
    with logged_in(router) as connection:
        assert connection.base_prompt == "R1"
        assert connection.find_prompt() == "R1#"
        assert connection.check_enable_mode() and connection.is_alive()


def test_it_raises_the_privilege_with_the_secret(router):
    with logged_in(router, username="user2") as connection:
        assert connection.find_prompt() == "R1>"
        assert connection.send_command("show privilege") == "Current privilege level is 1"
        connection.enable()
        assert connection.send_command("show privilege") == "Current privilege level is 15"
        connection.exit_enable_mode()
        assert connection.find_prompt() == "R1>"


def test_a_wrong_secret_is_an_error(router):
    with logged_in(router, username="user2", secret="wrong") as connection:
        with pytest.raises(ValueError, match="enable mode"):
            connection.enable()


def test_enable_where_nothing_is_asked_still_works(router):
    """It types the secret in any case: the word must be refused at once, as a command that does not exist."""
    with logged_in(router) as connection:
        connection.enable()
        assert connection.check_enable_mode()
        assert connection.send_command("show privilege") == "Current privilege level is 15"


def test_output_longer_than_a_screen_comes_whole(router):
    with logged_in(router) as connection:
        shown = connection.send_command("show running-config")
        assert shown.rstrip().endswith("end") and "--More--" not in shown
        assert "ip scp server enable" in shown.splitlines()
        assert "hostname R1" in connection.send_command("show running-config | include ^hostname")


def test_it_configures_and_saves(router):
    with logged_in(router) as connection:
        said = connection.send_config_set(["ip ssh time-out 60", "line vty 0 4", "exec-timeout 20 0", "exit",
                                           "banner motd ^Cno strangers^C"])
        assert "%" not in said.replace("%SYS-5", ""), said
        assert not connection.check_config_mode()
        assert "[OK]" in connection.save_config()
        saved = connection.send_command("show startup-config")
        assert "ip ssh time-out 60" in saved and " exec-timeout 20 0" in saved and "banner motd ^C" in saved
        connection.send_config_set(["no banner motd", "default ip ssh time-out"])
        assert "banner" not in connection.send_command("show running-config")


def test_it_reads_what_is_wrong_with_a_command(router):
    with logged_in(router) as connection:
        assert "% Invalid input detected at '^' marker." in connection.send_command("show nonsense")
        assert "Invalid input" in connection.send_config_set(["ip ssh time-out 9999"])


def test_a_dialog_by_hand(router):
    with logged_in(router) as connection:
        router.put("doomed.bin", b"x" * 100)
        said = connection.send_command("delete flash:/doomed.bin", expect_string=r"Delete filename")
        assert "doomed.bin" in said
        connection.send_command("\n", expect_string=r"confirm", strip_command=False)
        connection.send_command("y", expect_string=r"#", strip_command=False)
        assert "doomed.bin" not in router.files()


@pytest.mark.parametrize("size", [0, 1, 250_000])
def test_file_transfer_puts_and_gets_and_verifies(router, tmp_path, size):
    source = make_file(tmp_path / f"source-{size}.bin", size)
    name = f"netmiko-{size}.bin"
    with logged_in(router) as connection:
        put = file_transfer(connection, source_file=str(source), dest_file=name, file_system="flash:", direction="put",
                            overwrite_file=True)
        assert put == {"file_exists": True, "file_transferred": True, "file_verified": True}
        assert (router.flash / name).read_bytes() == content(size)
        again = file_transfer(connection, source_file=str(source), dest_file=name, file_system="flash:", direction="put",
                              overwrite_file=True)
        assert again == {"file_exists": True, "file_transferred": False, "file_verified": True}
        got = file_transfer(connection, source_file=name, dest_file=str(tmp_path / "back.bin"), file_system="flash:",
                            direction="get")
        assert got["file_verified"]
        assert (tmp_path / "back.bin").read_bytes() == content(size)


def test_file_transfer_finds_the_file_system_the_space_and_the_digest(router, tmp_path):
    source = make_file(tmp_path / "facts.bin", 1234)
    with logged_in(router) as connection:
        with FileTransfer(connection, source_file=str(source), dest_file="facts.bin", direction="put") as transfer:
            assert transfer.file_system == "flash:"
            assert not transfer.check_file_exists()
            assert transfer.verify_space_available()
            transfer.transfer_file()
            assert transfer.check_file_exists()
            assert transfer.remote_file_size(remote_file="facts.bin") == 1234
            assert transfer.remote_md5() == hashlib.md5(source.read_bytes()).hexdigest()
            assert transfer.compare_md5()


def test_file_transfer_switches_scp_on_and_off(router, tmp_path):
    source = make_file(tmp_path / "switched.bin", 1000)
    with logged_in(router) as connection:
        connection.send_config_set(["no ip scp server enable"])
        assert not scp_is_on(connection)
        with FileTransfer(connection, source_file=str(source), dest_file="switched.bin", file_system="flash:") as transfer:
            transfer.enable_scp()
            transfer.transfer_file()
            transfer.disable_scp()
        assert not scp_is_on(connection)
        connection.send_config_set(["ip scp server enable"])
    assert (router.flash / "switched.bin").read_bytes() == content(1000)


def scp_is_on(connection):
    return "ip scp server enable" in connection.send_command("show running-config | include ^ip scp").splitlines()


@pytest.mark.large  # a minute, most of it Netmiko waiting
@pytest.mark.parametrize("text", ["one line", "a\n\n  b ? \t c $x [y] \"z\"\n" * 200], ids=len)
def test_inline_transfer_pastes_a_file_into_the_tcl_shell(router, text):
    with logged_in(router) as connection:
        with InLineTransfer(connection, source_config=text, dest_file="inline.cfg", file_system="flash:") as transfer:
            transfer.put_file()
        assert (router.flash / "inline.cfg").read_text() == text + "\n"
        with InLineTransfer(connection, source_config=text, dest_file="inline.cfg", file_system="flash:") as transfer:
            transfer._exit_tcl_mode()
            assert transfer.check_file_exists()
            assert transfer.compare_md5()


@pytest.mark.parametrize("personality", ["ios", "ios-xe"])
def test_autodetect_takes_the_router_for_what_it_says_that_it_is(workshop, personality):
    """This Netmiko knows IOS XE by the same line as IOS."""
    with routers.Router(workshop, config=CONFIG + f"platform personality {personality}\n") as lab:
        detect = SSHDetect(device_type="autodetect", host=lab.address, port=lab.port, username=lab.user,
                           password=lab.password, global_delay_factor=0.5)
        assert detect.autodetect() == "cisco_ios"
