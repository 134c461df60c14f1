"""Logins and levels that FreeRADIUS decides."""

import re
import time

import pytest

from clients import content, remote, run, scp, ssh, succeeded
from interactive_login import Answers, interactive
from radius_server import KEY, FreeRadius, SilentServer

TIMEOUT = 1
RETRANSMIT = 1
PATIENCE = TIMEOUT * (RETRANSMIT + 1)

GUIDE = """\
aaa new-model
aaa authentication login default {group}{login_rest}
aaa authentication enable default {group} enable
aaa authorization exec default {group}{exec_rest}
username fallback privilege 15 password 0 fallback-pass
enable secret 0 local-enable
ip ssh time-out 120
ip ssh authentication-retries 3
ip scp server enable
login on-failure log
"""


def config(*servers, key=KEY, extra="", group="group radius", login_rest="", exec_rest=""):
    text = GUIDE.format(group=group, login_rest=login_rest, exec_rest=exec_rest)
    text += f"radius-server timeout {TIMEOUT}\nradius-server retransmit {RETRANSMIT}\n"
    for number, server in enumerate(servers):
        text += (f"radius server S{number}\n address ipv4 {server.host} auth-port {server.port} acct-port 1813\n key {key}\n"
                 f"{extra}!\n")
    return text


def with_local_fallback(*servers, **rest):
    return config(*servers, login_rest=" local", exec_rest=" local", **rest)


@pytest.fixture(scope="module")
def server():
    with FreeRadius() as running:
        yield running


def log_in(router, user="admin", password="admin-pass", **rest):
    return ssh(router, "show privilege", user=user, password=password, **rest)


def test_a_server_decides_who_comes_in_and_what_they_may(start_router, server, tmp_path):
    router = start_router(config=config(server))
    for user, level in (("admin", 15), ("operator", 1), ("boss", 15)):
        assert f"level is {level}\n" in succeeded(log_in(router, user, f"{user}-pass")).stdout, user
    for user, password in (("admin", "wrong"), ("nobody", "admin-pass"), ("fallback", "fallback-pass"), ("framed", "framed-pass")):
        assert log_in(router, user, password).returncode != 0, user
    data = content(70_000)
    (tmp_path / "image.bin").write_bytes(data)
    succeeded(scp(router, tmp_path / "image.bin", remote(router, "flash:", user="admin"), password="admin-pass"))
    assert (router.flash / "image.bin").read_bytes() == data
    denied = scp(router, tmp_path / "image.bin", remote(router, "flash:/other", user="operator"), password="operator-pass")
    assert denied.returncode != 0 and "Privilege denied." in denied.stderr


def test_the_server_is_told_who_it_is_about(start_router, server):
    router = start_router(config=config(server))
    succeeded(log_in(router))
    told = server.requests()[-1]
    assert told["User-Name"] == "admin" and told["User-Password"] == "admin-pass"
    assert told["NAS-IP-Address"] == "127.0.0.1" and told["Calling-Station-Id"] == "127.0.0.1"
    assert told["NAS-Port-Type"] == "Virtual" and told["NAS-Port-Id"] == f"tty{told['NAS-Port']}"


def test_a_reject_is_final(start_router, server):
    router = start_router(config=with_local_fallback(server))
    assert log_in(router, "fallback", "fallback-pass").returncode != 0


def test_a_challenge_is_put_to_the_user(start_router, server):
    router = start_router(config=config(server))
    typist = Answers(Password="any", Token="123456")
    assert interactive(router, "careful", typist)
    assert typist.asked == [("Password: ", False), ("Token code: ", True)]
    assert not interactive(router, "careful", Answers(Password="any", Token="000000"))
    assert interactive(router, "admin", Answers(Password="admin-pass"))
    done = log_in(router, "careful", "123456", options=["PreferredAuthentications=password"])
    assert done.returncode != 0
    assert "asks for more than a password" in router.log()


def test_enable_asks_for_the_user_of_the_level(start_router, server):
    router = start_router(config=config(server))
    typed = run(["ssh", "-tt", "-F", "/dev/null", "-o", f"UserKnownHostsFile={router.known_hosts}", "-o", "StrictHostKeyChecking=accept-new",
                 "-p", router.port, f"operator@{router.address}"], password="operator-pass",
                input="enable\nenable-pass\nshow privilege\nexit\n", limit=30)
    assert "level is 15" in typed.stdout, typed.stdout + typed.stderr
    assert log_in(router, "$enab15$", "enable-pass").returncode != 0


def test_another_key_is_an_error_and_the_next_method_decides(start_router, server):
    router = start_router(config=with_local_fallback(server, key="another-key"))
    begin = time.monotonic()
    assert "15" in succeeded(log_in(router, "fallback", "fallback-pass", options=["PreferredAuthentications=password"])).stdout
    assert time.monotonic() - begin < PATIENCE + 5
    assert log_in(router).returncode != 0


def test_a_server_that_signs_nothing_counts_only_when_it_is_told_so(start_router):
    with FreeRadius(signed=False) as old:
        strict = start_router(config=with_local_fallback(old))
        succeeded(log_in(strict, "fallback", "fallback-pass"))
        assert log_in(strict).returncode != 0
        assert "it has no Message-Authenticator" in strict.log()
        lenient = start_router(config=config(old, extra=" message-authenticator optional\n"))
        succeeded(log_in(lenient))


def test_a_silent_server_costs_its_time_and_gets_the_same_packet_again(start_router):
    with SilentServer() as silent:
        router = start_router(config=with_local_fallback(silent))
        begin = time.monotonic()
        succeeded(log_in(router, "fallback", "fallback-pass", options=["PreferredAuthentications=password"]))
        assert PATIENCE <= time.monotonic() - begin < PATIENCE + 5
        copies = silent.datagrams()
        assert len(copies) == RETRANSMIT + 1 and len(set(copies)) == 1
        assert copies[0][20:22] == bytes([80, 18]), "Message-Authenticator has to be the first attribute"
        assert b"fallback-pass" not in copies[0]


def test_a_silent_server_of_two_is_passed_over(start_router, server):
    with SilentServer() as silent:
        router = start_router(config=config(silent, server))
        times = []
        for _ in range(4):
            begin = time.monotonic()
            succeeded(log_in(router))
            times.append(time.monotonic() - begin)
        assert times[0] >= PATIENCE and max(times[1:]) < PATIENCE, times


def test_a_group_has_servers_of_its_own(start_router, server):
    text = config(server, group="group THEIRS").replace(
        "aaa authentication login", "aaa group server radius THEIRS\n server name S0\n!\naaa authentication login")
    router = start_router(config=text)
    assert "15" in succeeded(log_in(router)).stdout
    shown = succeeded(ssh(router, "show running-config", user="admin", password="admin-pass")).stdout
    assert "aaa group server radius THEIRS\n server name S0\n" in shown
    assert f"radius server S0\n address ipv4 127.0.0.1 auth-port {server.port} acct-port 1813\n key {KEY}\n" in shown


def test_without_a_key_nothing_is_sent(start_router):
    with SilentServer() as silent:
        router = start_router(config=config(silent).replace(f" key {KEY}\n", ""))
        assert log_in(router).returncode != 0
        assert silent.datagrams() == []
        assert "no key is configured" in router.log()


def test_debug_shows_no_secret(start_router, server):
    router = start_router(config=config(server))
    succeeded(ssh(router, "debug radius", user="admin", password="admin-pass"))
    succeeded(log_in(router))
    assert re.search(rf"RADIUS: Send Access-Request to 127\.0\.0\.1:{server.port} id \d+, len \d+", router.log())
    assert re.search(r"RADIUS: Received from id \d+ .*, Access-Accept", router.log())
    assert "admin-pass" not in router.log() and KEY not in router.log()


def as_admin(router, command):
    return ssh(router, command, user="admin", password="admin-pass")


def test_a_login_can_be_tried_without_being_one(start_router, server):
    router = start_router(config=config(server))
    attempts = {"operator-pass legacy": "User was successfully authenticated.", "wrong legacy": "User authentication request was rejected by server.",
                "operator-pass new-code": "User successfully authenticated", "wrong new-code": "User rejected"}
    for words, verdict in attempts.items():
        done = as_admin(router, f"test aaa group radius operator {words}")
        assert done.stdout == f"Attempting authentication test to server-group radius using radius\n{verdict}\n"
        assert (done.returncode == 0) == words.startswith("operator-pass")
    assert "operator-pass" not in router.log()


def test_it_is_known_which_servers_answer(start_router, server):
    with SilentServer() as silent:
        router = start_router(config=config(silent, server))
        succeeded(log_in(router))
        tried = as_admin(router, "test aaa group radius operator operator-pass legacy")
        assert "successfully" in succeeded(tried).stdout
        shown = succeeded(as_admin(router, "show aaa servers")).stdout
        first, second = shown.split("\n\n")[:2]
        assert f"auth-port {silent.port}" in first and "timeouts 1, failover 0, retransmission 1" in first
        assert f"auth-port {server.port}" in second and "current UP" in second and "timeouts 0" in second
        statistics = succeeded(as_admin(router, "show radius statistics")).stdout
        assert re.search(r"Number of Radius timeouts: +1 ", statistics)
        succeeded(as_admin(router, "clear radius statistics"))
        assert re.search(r"Number of Radius timeouts: +0 ", succeeded(as_admin(router, "show radius statistics")).stdout)


def test_a_group_has_servers_at_addresses_and_ones_of_its_own(start_router, server):
    with SilentServer() as silent:
        text = config(server, group="group OURS").replace(
            "aaa authentication login",
            f"aaa group server radius OURS\n server-private 127.0.0.1 auth-port {silent.port} acct-port 1813 timeout 1 retransmit 0 key {KEY}\n"
            f" server 127.0.0.1 auth-port {server.port} acct-port 1813\n load-balance method least-outstanding batch-size 1\n"
            " ip radius source-interface lo\n!\naaa authentication login")
        router = start_router(config=text)
        for _ in range(3):
            succeeded(log_in(router))
        assert silent.datagrams()


def test_a_source_that_is_not_there_is_named(start_router, server):
    router = start_router(config=with_local_fallback(server, extra="") + "ip radius source-interface eth99\n")
    succeeded(log_in(router, "fallback", "fallback-pass", options=["PreferredAuthentications=password"]))
    assert log_in(router).returncode != 0
    assert "the source interface eth99 does not exist" in router.log()


def test_debug_aaa_says_who_decided(start_router, server):
    router = start_router(config=with_local_fallback(server))
    for command in ("debug aaa authentication", "debug aaa authorization"):
        assert "debugging is on" in succeeded(as_admin(router, command)).stdout
    succeeded(log_in(router))
    log_in(router, password="wrong")
    log = router.log()
    assert re.search(r"AAA/AUTHEN/LOGIN \([0-9A-F]{8}\): Pick method list 'default'", log)
    assert re.search(r"AAA/AUTHEN\([0-9A-F]{8}\): Method=radius \(radius\)", log)
    assert "S0: " in log and "status = PASS" in log and "status = FAIL" in log
    assert re.search(r"AAA/AUTHOR/EXEC\([0-9A-F]{8}\): processing AV priv-lvl=15", log)
    assert "Authorization successful" in log and "admin-pass" not in log and KEY not in log
