"""The guide's second configuration: logins, levels and copies that a TACACS+ server decides."""

import re
import shutil
import struct
import time

import pytest

from clients import content, need, remote, run, scp, ssh, succeeded
from interactive_login import Answers, interactive
from tacacs_server import (ACCOUNTING, ASCII, AUTHENTICATION, AUTHORIZATION, PAP, Fault, HEADER, Packet, TacacsServer, User)

USERS = {
    "admin": User("admin-pass", 15, enable="enable-pass"),
    "operator": User("operator-pass", 1, enable="enable-pass"),
    "careful": User("careful-pass", 15, code="123456"),
}
KEY = "tacacs-key-of-the-tests"
TIMEOUT = 2

GUIDE = """\
aaa new-model
aaa authentication login default group tacacs+{login_rest}
aaa authentication enable default group tacacs+{enable_rest}
aaa authorization exec default group tacacs+{exec_rest}
username fallback privilege 15 password 0 fallback-pass
enable secret 0 local-enable
ip ssh time-out 120
ip ssh authentication-retries 3
ip scp server enable
login on-failure log
"""


def server_lines(*servers, extra=""):
    return "".join(f"tacacs server S{number}\n address ipv4 {server.host}\n port {server.port}\n key {KEY}\n"
                   f" timeout {TIMEOUT}\n{extra}!\n" for number, server in enumerate(servers))


def config(*servers, extra="", login_rest="", enable_rest="", exec_rest=""):
    return GUIDE.format(login_rest=login_rest, enable_rest=enable_rest, exec_rest=exec_rest) + server_lines(*servers, extra=extra)


@pytest.fixture
def start_server():
    """Starts servers of one test: start_server(fault=..., prompt=...)."""
    started = []

    def start(users=USERS, **arguments):
        started.append(TacacsServer(users, key=KEY.encode(), **arguments))
        return started[-1].__enter__()

    yield start
    for server in started:
        server.stop()


def log_in(router, user="admin", password="admin-pass", **rest):
    return ssh(router, "show privilege", user=user, password=password, **rest)


def test_a_server_decides_who_comes_in_and_what_they_may(start_router, start_server, tmp_path):
    server = start_server()
    router = start_router(config=config(server))
    assert "15" in succeeded(log_in(router)).stdout
    assert "is 1" in succeeded(log_in(router, "operator", "operator-pass")).stdout
    data = content(70_000)
    (tmp_path / "image.bin").write_bytes(data)
    succeeded(scp(router, tmp_path / "image.bin", remote(router, "flash:", user="admin"), password="admin-pass"))
    assert (router.flash / "image.bin").read_bytes() == data
    succeeded(scp(router, remote(router, "flash:/image.bin", user="admin"), tmp_path / "back", password="admin-pass"))
    assert (tmp_path / "back").read_bytes() == data
    denied = scp(router, tmp_path / "image.bin", remote(router, "flash:/other", user="operator"), password="operator-pass")
    assert denied.returncode != 0 and "Privilege denied." in denied.stderr
    for user, password in (("admin", "wrong"), ("nobody", "admin-pass"), ("fallback", "fallback-pass")):
        assert log_in(router, user, password).returncode != 0, user
    assert not server.problems


def test_the_server_is_told_who_it_is_about(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))
    succeeded(log_in(router))
    start = server.requests(AUTHENTICATION)[0].request
    assert (start["user"], start["address"], start["kind"], start["service"], start["data"]) == ("admin", "127.0.0.1", ASCII, 1, b"")
    assert re.fullmatch(r"tty\d+", start["port"])
    shell = server.requests(AUTHORIZATION)[0].request
    assert shell["arguments"] == ["service=shell", "cmd*"]
    assert (shell["user"], shell["address"]) == ("admin", "127.0.0.1")


def test_pap_sends_the_password_along(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server, extra=" login pap\n"))
    succeeded(log_in(router))
    assert log_in(router, password="wrong").returncode != 0
    starts = [exchange.request for exchange in server.requests(AUTHENTICATION)]
    assert all(start["kind"] == PAP for start in starts) and starts[0]["data"] == b"admin-pass"


def test_keyboard_interactive_shows_the_prompts_of_the_server_one_after_the_other(start_router, start_server):
    server = start_server(prompt="Speak, friend: ")
    router = start_router(config=config(server))
    typist = Answers(friend="careful-pass", Code="123456")
    assert interactive(router, "careful", typist)
    assert typist.asked == [("Speak, friend: ", False), ("Code: ", True)]
    assert not interactive(router, "careful", Answers(friend="careful-pass", Code="000000"))
    assert not interactive(router, "careful", Answers(friend="wrong", Code="123456"))


def test_keyboard_interactive_goes_on_to_the_local_users_when_no_server_answers(start_router, start_server):
    router = start_router(config=config(start_server(fault=Fault.CLOSE), login_rest=" local", exec_rest=" local"))
    typist = Answers(Password="fallback-pass")
    assert interactive(router, "fallback", typist)
    assert typist.asked == [("Password: ", False)]


def test_who_leaves_at_the_prompt_of_the_server_leaves_nothing_open(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))

    class Gone(Exception):
        pass

    def leave(*_):
        raise Gone

    with pytest.raises(Gone):
        interactive(router, "admin", leave)
    deadline = time.monotonic() + 10
    while not any(exchange.request.get("flags") == 1 for exchange in server.seen) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.seen[-1].request["flags"] == 1, "the session was not aborted"


def test_the_password_method_cannot_answer_a_second_question(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))
    done = log_in(router, "careful", "careful-pass", options=["PreferredAuthentications=password"])
    assert done.returncode != 0
    assert "asks for more than a password" in router.log()


def test_enable_asks_the_server_for_the_level(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))
    typed = run(["ssh", "-tt", "-F", "/dev/null", "-o", f"UserKnownHostsFile={router.known_hosts}", "-o", "StrictHostKeyChecking=accept-new",
                 "-p", router.port, f"operator@{router.address}"], password="operator-pass",
                input="enable\nenable-pass\nshow privilege\nexit\n", limit=30)
    assert "level is 15" in typed.stdout, typed.stdout + typed.stderr
    enables = [exchange.request for exchange in server.requests(AUTHENTICATION) if exchange.request.get("service") == 2]
    assert enables and enables[0]["privilege"] == 15 and enables[0]["user"] == "operator"


# Each fault is the right one of FAIL and ERROR, within the deadline. After an ERROR the local user may come in.
ERRORS = [Fault.HANG, Fault.DRIP, Fault.WRONG_KEY, Fault.WRONG_SESSION, Fault.WRONG_SEQUENCE, Fault.WRONG_TYPE, Fault.GARBAGE,
          Fault.HUGE, Fault.DIE, Fault.CLOSE, Fault.TRAILING, Fault.STATUS_ERROR, Fault.UNKNOWN_STATUS]
FAILS = [Fault.FLAGS, Fault.RESTART, Fault.FOLLOW]


def with_local_fallback(server):
    return config(server, login_rest=" local", exec_rest=" local")


@pytest.mark.parametrize("fault", ERRORS, ids=lambda fault: fault.value)
def test_after_an_error_the_next_method_decides(start_router, start_server, fault):
    router = start_router(config=with_local_fallback(start_server(fault=fault)))
    begin = time.monotonic()
    assert "15" in succeeded(log_in(router, "fallback", "fallback-pass", options=["PreferredAuthentications=password"])).stdout
    assert time.monotonic() - begin < 3 * TIMEOUT + 5
    assert log_in(router, "admin", "admin-pass").returncode != 0


@pytest.mark.parametrize("fault", FAILS, ids=lambda fault: fault.value)
def test_a_fail_is_final(start_router, start_server, fault):
    router = start_router(config=with_local_fallback(start_server(fault=fault)))
    assert log_in(router, "fallback", "fallback-pass").returncode != 0


def test_a_second_reply_is_not_taken_for_another(start_router, start_server):
    server = start_server(fault=Fault.SECOND)
    router = start_router(config=config(server, extra=" single-connection\n"))
    done = [log_in(router, password=password).returncode for password in ("admin-pass", "wrong")]
    assert done[1] != 0


def test_a_mandatory_argument_that_nobody_knows_denies_the_shell(start_router, start_server):
    router = start_router(config=config(start_server(fault=Fault.MANDATORY), exec_rest=" if-authenticated"))
    done = log_in(router)
    assert done.returncode != 0 or "15" not in done.stdout
    assert "warp-factor" in router.log()


def test_nobody_listens_and_local_users_come_in_at_once(start_router, start_server):
    server = start_server()
    text = with_local_fallback(server)
    server.stop()
    router = start_router(config=text)
    begin = time.monotonic()
    succeeded(log_in(router, "fallback", "fallback-pass"))
    assert time.monotonic() - begin < TIMEOUT + 3


def test_a_hanging_server_of_two_costs_its_timeout_once(start_router, start_server):
    hanging, good = start_server(fault=Fault.HANG), start_server()
    router = start_router(config=config(hanging, good))
    times = []
    for _ in range(5):
        begin = time.monotonic()
        succeeded(log_in(router))
        times.append(time.monotonic() - begin)
    assert times[0] > TIMEOUT and max(times[1:]) < TIMEOUT, times


def test_without_a_key_nothing_is_sent(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server).replace(f" key {KEY}\n", ""))
    assert log_in(router).returncode != 0
    assert server.connections == 0
    assert "neither a key nor TLS" in router.log()


def test_one_connection_serves_all_and_is_replaced_when_the_server_closes_it(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server, extra=" single-connection\n"))
    for _ in range(3):
        succeeded(log_in(router))
    assert server.connections == 1
    server.drop_connections()
    succeeded(log_in(router))
    assert server.connections == 2


def test_show_tacacs_counts_and_debug_shows_no_secret(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))
    succeeded(ssh(router, "debug tacacs", user="admin", password="admin-pass"))
    succeeded(log_in(router))
    shown = succeeded(ssh(router, "show tacacs", user="admin", password="admin-pass")).stdout
    assert re.search(r"Server name: S0\n", shown) and re.search(rf"Server port: {server.port}\n", shown)
    assert re.search(r"Socket opens: [1-9]", shown) and "Server Status: Alive" in shown
    assert "TPLUS: Using server 127.0.0.1" in router.log()
    assert "admin-pass" not in router.log() and KEY not in router.log()


# Command authorization, of what is typed and of what is moved.

COMMANDS = """\
aaa authorization config-commands
aaa authorization commands 1 default group tacacs+ none
aaa authorization commands 15 default group tacacs+ none
"""


def commands_of(server):
    """What the server was asked about, one text for each command."""
    asked = []
    for exchange in server.requests(AUTHORIZATION):
        arguments = [argument.decode() if isinstance(argument, bytes) else argument for argument in exchange.request["arguments"]]
        words = [argument.partition("=")[2] for argument in arguments if argument.startswith(("cmd=", "cmd-arg="))]
        if words and words[0]:
            asked.append(" ".join(words))
    return asked


@pytest.fixture
def watched(start_router, start_server):
    """A router whose every command is authorized, and what its server denies to admin."""
    def start(*deny, extra=""):
        server = start_server(users=USERS | {"admin": User("admin-pass", 15, deny=deny)})
        return start_router(config=config(server, extra=" single-connection\n") + COMMANDS + extra), server

    return start


def test_each_command_is_asked_about_in_full_and_a_denied_one_does_not_run(watched):
    router, server = watched("show running-config", "hostname")
    typed = ssh(router, user="admin", password="admin-pass",
                input="sh run\nsh clo\nconf t\nhostname R9\nip domain name example.net\nusername x secret hidden-word\n"
                      "do sh priv\nend\nsh run | redirect flash:a\nexit\n")
    assert typed.stdout.count("Command authorization failed.") == 3, typed.stdout
    assert "hidden-word" not in str(commands_of(server))
    assert commands_of(server) == ["show running-config <cr>", "show clock <cr>", "configure terminal <cr>", "hostname R9 <cr>",
                                   "ip domain name example.net <cr>", "username x secret * <cr>", "show privilege <cr>",
                                   "show running-config | redirect flash:a <cr>"]
    assert "%AAA-4-COMMAND_DENIED: Command 'hostname R9' of admin on vty0" in router.log()


def test_files_that_the_server_denies_are_not_moved_by_scp_or_sftp(watched, tmp_path):
    router, server = watched("copy scp: flash:/secret", "copy flash:/secret", "copy sftp: flash:/secret", "delete")
    (tmp_path / "plain").write_text("plain")
    (router.flash / "secret").write_text("secret")
    target = remote(router, "flash:", user="admin")
    # OpenSSH has words of its own for what SFTP refuses.
    for legacy, says in ((True, "Command authorization failed."), (False, "Permission denied")):
        succeeded(scp(router, tmp_path / "plain", target, password="admin-pass", legacy=legacy))
        denied = scp(router, tmp_path / "plain", remote(router, "flash:/secret", user="admin"), password="admin-pass", legacy=legacy)
        assert denied.returncode != 0 and says in denied.stderr, denied.stderr
        denied = scp(router, remote(router, "flash:/secret", user="admin"), tmp_path / "got", password="admin-pass", legacy=legacy)
        assert denied.returncode != 0 and says in denied.stderr, denied.stderr
    assert (router.flash / "secret").read_text() == "secret" and not (tmp_path / "got").exists()
    asked = commands_of(server)
    assert "copy scp: flash:/plain <cr>" in asked and "copy flash:/secret scp: <cr>" in asked
    assert "copy sftp: flash:/plain <cr>" in asked and "copy flash:/secret sftp: <cr>" in asked
    assert "Command 'copy scp: flash:/secret' of admin" in router.log()


def test_nobody_moves_files_because_the_servers_are_down_though_commands_go_on(watched, tmp_path):
    router, server = watched(extra="aaa authorization exec default group tacacs+ if-authenticated\n"
                                   "aaa authentication login default group tacacs+ local\n"
                                   "aaa authorization exec default local\n")
    server.stop()
    assert "15" in succeeded(log_in(router, "fallback", "fallback-pass")).stdout
    (tmp_path / "plain").write_text("plain")
    denied = scp(router, tmp_path / "plain", remote(router, "flash:", user="fallback"), password="fallback-pass")
    assert denied.returncode != 0 and not (router.flash / "plain").exists()
    assert "COMMAND_DENIED" in router.log()


def test_the_form_of_transfers_can_be_that_of_the_client(watched, tmp_path):
    router, server = watched(extra="ip scp server authorization request\n")
    (tmp_path / "plain").write_text("plain")
    for legacy in (True, False):
        succeeded(scp(router, tmp_path / "plain", remote(router, "flash:", user="admin"), password="admin-pass", legacy=legacy))
    assert "scp -t flash:/plain <cr>" in commands_of(server) and "sftp put flash:/plain <cr>" in commands_of(server)


def test_explain_tells_what_the_server_says(watched):
    router, server = watched("reload")
    told = succeeded(ssh(router, "aaa explain admin reload", user="admin", password="admin-pass")).stdout
    assert "server S0: up" in told and "Asked just now: no (group tacacs+: S0: denied" in told and "level 15" in told, told


# Others who know the protocol see the same in what Ferry sends.


def packets_of(server):
    return [raw for connection in server.wire for from_client, raw in connection if from_client]


@pytest.fixture
def sent(start_router, start_server):
    server = start_server()
    router = start_router(config=config(server))
    succeeded(log_in(router))
    return server


def test_scapy_reads_what_ferry_sends(sent):
    import scapy.contrib.tacacs as tacacs  # pylint: disable=import-outside-toplevel
    tacacs.SECRET = KEY
    # It decodes packets without flags only; the offer of a single connection is no part of the obfuscation.
    start, answer, shell = [tacacs.TacacsHeader(raw[:3] + b"\0" + raw[4:]) for raw in packets_of(sent)]
    assert (start.payload.user, start.payload.rem_addr, start.payload.data_len) == (b"admin", b"127.0.0.1", 0)
    assert answer.payload.user_msg == b"admin-pass"
    assert (shell.payload.user, shell.payload.arg_cnt, shell.payload.authen_service) == (b"admin", 2, 1)


def pcap(path, port, raws):
    """A capture file as if each packet had come in a segment of its own (link type: raw IP)."""
    sequence = 1
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        for number, raw in enumerate(raws):
            tcp = struct.pack("!HHIIBBHHH", 40000 + number, port, sequence, 1, 5 << 4, 0x18, 65535, 0, 0)
            total = 20 + len(tcp) + len(raw)
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, total, number, 0, 64, 6, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
            file.write(struct.pack("<IIII", number, 0, total, total) + ip + tcp + raw)


def test_tshark_reads_what_ferry_sends(sent, tmp_path):
    need("tshark")
    pcap(tmp_path / "sent.pcap", 49, packets_of(sent))
    shown = succeeded(run(["tshark", "-r", tmp_path / "sent.pcap", "-o", f"tacplus.key:{KEY}", "-V", "-d", "tcp.port==49,tacplus"],
                          home=str(tmp_path))).stdout
    for expected in ("User: admin", "Remote Address: 127.0.0.1", "service=shell", "cmd*"):
        assert expected in shown, shown
    assert "Malformed" not in shown
