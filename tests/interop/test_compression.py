"""Compression (zlib@openssh.com) with everybody's clients and servers; off unless it is named."""

import paramiko
import pytest
import scp as scp_py

from clients import content, digest, make_file, options_for, remote, run, scp, ssh, succeeded
from sshd import Sshd
from test_ferry_copy import Desk
from test_putty import host_keys, putty  # pylint: disable=unused-import

CONFIG = """hostname R1
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
ip scp server enable
ip ssh server algorithm compression zlib@openssh.com none
ip ssh client algorithm compression zlib@openssh.com
file prompt quiet
"""
SIZES = [0, 1, 32_768, 1_000_001]


@pytest.fixture(scope="module")
def router(workshop):
    import router as routers
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


def repeated(path, size):
    """Text that gets much smaller."""
    path.write_bytes((b"interface GigabitEthernet0/1\n no shutdown\n" * (size // 40 + 1))[:size])
    return path


def test_nothing_is_compressed_unless_the_router_says_so(start_router):
    router = start_router()
    done = ssh(router, "show clock", flags=["-C", "-v"], options=("LogLevel=DEBUG1",))
    assert "compression: none" in done.stderr and "zlib" not in done.stderr.split("kex: server->client")[1].splitlines()[0]


def test_the_prompt_answers(router):
    done = succeeded(ssh(router, "show running-config", flags=["-C", "-v"], options=("LogLevel=DEBUG1",)))
    assert "compression: zlib@openssh.com" in done.stderr
    assert "hostname R1" in done.stdout


@pytest.mark.parametrize("legacy", [True, False], ids=["scp", "sftp"])
@pytest.mark.parametrize("size", SIZES)
def test_openssh_copies_both_ways(router, tmp_path, legacy, size):
    source = make_file(tmp_path / "source", size)
    name = f"openssh-{legacy}-{size}.bin"
    succeeded(scp(router, "-C", source, remote(router, f"flash:/{name}" if legacy else f"flash:{name}"), legacy=legacy))
    succeeded(scp(router, "-C", remote(router, f"flash:/{name}" if legacy else f"flash:{name}"), tmp_path / "back", legacy=legacy))
    assert digest(tmp_path / "back") == digest(source)


def test_openssh_goes_on_over_new_keys(router, tmp_path):
    for name, source in (("noise", make_file(tmp_path / "noise", 20_000_000)), ("text", repeated(tmp_path / "text", 40_000_000))):
        for legacy in (True, False):
            path = f"flash:/{name}" if legacy else f"flash:{name}"
            options = ("RekeyLimit=1M",)
            succeeded(scp(router, "-C", source, remote(router, path), options=options, legacy=legacy))
            succeeded(scp(router, "-C", remote(router, path), tmp_path / "back", options=options, legacy=legacy))
            assert digest(tmp_path / "back") == digest(source)


def test_sftp_copies_both_ways(router, tmp_path):
    repeated(tmp_path / "text", 500_000)
    batch = tmp_path / "batch"
    batch.write_text(f"put {tmp_path}/text flash:/sftp.txt\nget flash:/sftp.txt {tmp_path}/back\n")
    succeeded(run(["sftp", "-C", *options_for(router), "-o", "BatchMode=no", "-P", router.port, "-b", batch,
                   f"{router.user}@{router.address}"], password=router.password))
    assert digest(tmp_path / "back") == digest(tmp_path / "text")


def test_paramiko_copies_both_ways_over_new_keys(router, tmp_path):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(router.address, router.port, router.user, router.password, look_for_keys=False, allow_agent=False,
                   compress=True)
    transport = client.get_transport()
    assert transport.local_compression == transport.remote_compression == "zlib@openssh.com"
    for size in SIZES:
        source = make_file(tmp_path / "source", size, size)
        with scp_py.SCPClient(transport) as copier:
            copier.put(str(source), f"flash:/py{size}")
            transport.renegotiate_keys()
            copier.get(f"flash:/py{size}", str(tmp_path / "back"))
        assert (tmp_path / "back").read_bytes() == source.read_bytes()
    client.close()


@pytest.mark.parametrize("flags", [["-scp"], ["-sftp"]], ids=" ".join)
def test_putty_copies_both_ways(router, host_keys, tmp_path, flags):  # noqa: F811
    source = repeated(tmp_path / "source", 700_000)
    succeeded(putty("pscp", router, host_keys, "-C", *flags, source, f"{router.address}:flash:/putty.txt"))
    succeeded(putty("pscp", router, host_keys, "-C", *flags, f"{router.address}:flash:/putty.txt", tmp_path / "back"))
    assert digest(tmp_path / "back") == digest(source)


def test_router_copies_to_itself_and_back(router):
    router.put("own.bin", content(3_000_000))
    for command in (f"copy flash:own.bin scp://user1:lab@127.0.0.1:{router.port}/flash:/own2.bin",
                    f"copy sftp://user1:lab@127.0.0.1:{router.port}/own2.bin flash:own3.bin"):
        assert "3000000 bytes copied" in ssh(router, command).stdout
    assert (router.flash / "own3.bin").read_bytes() == content(3_000_000)


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_ferry_copy_compresses_to_sshd_and_back(tmp_path, protocol):
    desk = Desk(tmp_path)
    with Sshd(options=["Compression yes", "LogLevel DEBUG1", "RekeyLimit 1M"]) as sshd:
        public = (sshd.folder / "host_ed25519.pub").read_text().split()
        desk.known_hosts.write_text(f"[127.0.0.1]:{sshd.port} {public[0]} {public[1]}\n")
        there = ["-P", sshd.port, "-l", sshd.user, "-i", sshd.key, protocol, "-C"]
        for name, bytes_of in (("noise", content(6_000_000)), ("text", b"no shutdown\n" * 500_000), ("none", b"")):
            desk.put(name, bytes_of)
            desk.copied(*there, name, f"127.0.0.1:{sshd.home}/{name}")
            assert (sshd.home / name).read_bytes() == bytes_of
            desk.copied(*there, f"127.0.0.1:{sshd.home}/{name}", "back")
            assert (desk.files / "back").read_bytes() == bytes_of
        log = (sshd.folder / "log").read_text()
        assert "compression: zlib@openssh.com" in log


def test_ferry_copy_says_no_where_the_server_does_not(tmp_path, start_router):
    """Compression is wanted, not needed."""
    desk = Desk(tmp_path)
    with Sshd(options=["Compression no"]) as sshd:
        public = (sshd.folder / "host_ed25519.pub").read_text().split()
        desk.known_hosts.write_text(f"[127.0.0.1]:{sshd.port} {public[0]} {public[1]}\n")
        desk.put("a", b"1")
        desk.copied("-C", "-P", sshd.port, "-l", sshd.user, "-i", sshd.key, "a", f"127.0.0.1:{sshd.home}/a")
        assert (sshd.home / "a").read_bytes() == b"1"
