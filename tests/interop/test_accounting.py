"""What TACACS+ and RADIUS servers are told of who did what, and what becomes of it while they are down."""

import hashlib
import re
import time

from clients import content, remote, scp, ssh, succeeded
from radius_server import KEY as RADIUS_KEY
from radius_server import FreeRadius
from tacacs_server import ACCOUNTING, TacacsServer

KEY = "tacacs-key-of-the-tests"
PATIENCE = 20
START, STOP = 2, 4

GUIDE = """\
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
ip scp server enable
tacacs-server timeout 1
radius-server timeout 1
radius-server retransmit 0
"""


def accounting(groups, *what):
    return "".join(f"aaa accounting {one} {groups}\n" for one in what)


def tacacs(server):
    return f"tacacs server T\n address ipv4 {server.host}\n port {server.port}\n key {KEY}\n!\n"


def radius(server):
    return (f"radius server R\n address ipv4 {server.host} auth-port {server.port} acct-port {server.accounting_port}\n"
            f" key {RADIUS_KEY}\n!\n")


def tacacs_server(port=0):
    return TacacsServer({}, key=KEY.encode(), port=port)


def records(server):
    """Those of a TACACS+ server: the arguments, with the flags and the user among them."""
    return [dict(argument.split("=", 1) for argument in exchange.request["arguments"]) | {
        "flags": exchange.request["flags"], "user": exchange.request["user"], "address": exchange.request["address"]}
        for exchange in server.requests(ACCOUNTING)]


def await_records(server, count, read=records):
    deadline = time.monotonic() + PATIENCE
    while len(read(server)) < count:
        assert time.monotonic() < deadline, read(server)
        time.sleep(0.02)
    return read(server)


def commands(found):
    return [record["cmd"] for record in found if "cmd" in record]


def test_sessions_commands_and_the_router_itself_are_recorded(start_router):
    with tacacs_server() as server:
        router = start_router(config=GUIDE + tacacs(server) + accounting(
            "start-stop group tacacs+", "exec default", "commands 15 default", "system default"))
        succeeded(ssh(router, "write memory"))
        system, start, command, stop = await_records(server, 4)
        assert (system["service"], system["event"], system["flags"]) == ("system", "sys_acct", START)
        assert (start["flags"], stop["flags"], command["flags"]) == (START, STOP, STOP)
        assert start["task_id"] == stop["task_id"] != command["task_id"]
        assert (start["user"], start["address"], start["service"]) == ("user1", "127.0.0.1", "shell")
        assert abs(int(start["start_time"]) - time.time()) < 60 and "elapsed_time" in stop
        assert (command["cmd"], command["priv-lvl"]) == ("write memory <cr>", "15")
        router.stop()
        end = await_records(server, 5)[-1]
        assert (end["service"], end["reason"], end["flags"]) == ("system", "shutdown", STOP)
        assert not server.problems


def test_files_are_recorded_with_their_digests(start_router, tmp_path):
    data = content(300_000)
    digest = hashlib.sha256(data).hexdigest()
    (tmp_path / "image.bin").write_bytes(data)
    with tacacs_server() as server, FreeRadius() as free:
        router = start_router(config=GUIDE + tacacs(server) + radius(free) + accounting(
            "stop-only broadcast group tacacs+ group radius", "connection default"))
        succeeded(scp(router, tmp_path / "image.bin", remote(router, "flash:up")))
        succeeded(scp(router, remote(router, "flash:/up"), tmp_path / "down"))
        succeeded(scp(router, tmp_path / "image.bin", remote(router, "/flash:/by-sftp"), legacy=False))
        found = await_records(server, 3)
        heard = await_records(free, 3, FreeRadius.records)
    assert [(one["protocol"], one["direction"], one["path"]) for one in found] == [
        ("scp", "received", "flash:/up"), ("scp", "sent", "flash:/up"), ("sftp", "received", "flash:/by-sftp")]
    assert {one["sha256"] for one in found + heard} == {digest}
    assert [one.get("bytes_in") or one["bytes_out"] for one in found] == ["300000"] * 3
    assert [one.get("Acct-Input-Octets") or one["Acct-Output-Octets"] for one in heard] == ["300000"] * 3
    assert {(one["user"], one["address"], one["result"]) for one in found} == {("user1", "127.0.0.1", "ok")}
    assert {(one["User-Name"], one["Calling-Station-Id"], one["Acct-Status-Type"]) for one in heard} == {
        ("user1", "127.0.0.1", "Stop")}


def test_a_server_that_comes_back_is_told_all_of_it_in_order(start_router):
    with tacacs_server() as server:
        port = server.port
        config = GUIDE + tacacs(server) + accounting("start-stop group tacacs+", "commands 15 default")
    router = start_router(config=config)
    for line in ("write memory", "show running-config", "write memory"):
        succeeded(ssh(router, line))
    assert re.search(r"Records waiting: +[34] ", ssh(router, "show accounting").stdout)
    with tacacs_server(port) as server:
        found = await_records(server, 4)
    assert commands(found) == ["write memory <cr>", "show running-config <cr>", "write memory <cr>", "show accounting <cr>"]


def test_what_waits_survives_a_killed_router(start_router):
    with FreeRadius() as free:
        pass
    free.folder.mkdir()
    config = GUIDE + radius(free) + accounting("start-stop group radius", "exec default")
    router = start_router(config=config)
    succeeded(ssh(router, "show clock"))
    deadline = time.monotonic() + PATIENCE
    spool = router.state / "accounting" / "records"
    while not spool.exists() or spool.read_bytes().count(b"user1") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert spool.stat().st_mode & 0o777 == 0o600
    router.kill()
    time.sleep(1)  # so that the records are seen to be late
    with free:
        router.start()
        first, last = await_records(free, 2, FreeRadius.records)
    assert (first["Acct-Status-Type"], last["Acct-Status-Type"]) == ("Start", "Stop")
    assert first["Acct-Session-Id"] == last["Acct-Session-Id"]
    assert int(first["Acct-Delay-Time"]) >= 1 and last["Acct-Terminate-Cause"] == "User-Request"


def test_wait_start_lets_nobody_in_until_a_server_knows(start_router):
    with tacacs_server() as server:
        port = server.port
        config = GUIDE + tacacs(server) + accounting("wait-start group tacacs+", "exec default")
    router = start_router(config=config)
    refused = ssh(router, "show clock")
    assert refused.returncode == 1 and "no accounting server answers" in refused.stdout
    with tacacs_server(port) as server:
        deadline = time.monotonic() + PATIENCE
        while ssh(router, "show clock").returncode != 0:
            assert time.monotonic() < deadline
        assert await_records(server, 2)[0]["flags"] == START
