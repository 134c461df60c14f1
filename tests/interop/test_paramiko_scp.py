"""paramiko with scp.py: the transport of most network automation. Several copies on one connection."""

import contextlib
import io
import time

import paramiko
import pytest
import scp as scp_py

from clients import content, make_file, tree


@pytest.fixture
def client(router):
    connected = paramiko.SSHClient()
    connected.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    connected.connect(router.address, router.port, router.user, router.password, look_for_keys=False, allow_agent=False,
                      timeout=20)
    yield connected
    connected.close()


@pytest.mark.parametrize("size", [0, 1, 16384, 1_000_001])
def test_a_file_of_any_size_comes_back_as_it_went(router, client, tmp_path, size):
    source = make_file(tmp_path / "source", size)
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.put(str(source), f"flash:/py-{size}.bin")
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.get(f"flash:/py-{size}.bin", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == source.read_bytes()


def test_seven_copies_share_one_connection(router, client, tmp_path):
    for number in range(7):
        with scp_py.SCPClient(client.get_transport()) as copier:
            copier.put(str(make_file(tmp_path / "source", 50_000 + number, number)), f"flash:/seven{number}.bin")
    for number in range(7):
        assert (router.flash / f"seven{number}.bin").read_bytes() == content(50_000 + number, number)


def test_the_name_in_the_record_does_not_count(router, client):
    """NAPALM sends the contents under a name of its own; the file is stored under the path of the command."""
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.putfo(io.BytesIO(b"hostname X\n"), "flash:/merge_config.txt")
    assert (router.flash / "merge_config.txt").read_bytes() == b"hostname X\n"


def test_a_name_with_blanks_and_quotes(router, client, tmp_path):
    for name in ("with blank.bin", "it's.bin", "a$b.bin"):
        with scp_py.SCPClient(client.get_transport()) as copier:
            copier.put(str(make_file(tmp_path / "source", 99)), f"flash:/{name}")
            assert (router.flash / name).read_bytes() == content(99)


def test_a_folder_both_ways(router, client, tmp_path):
    make_file(tmp_path / "folder/a.bin", 10)
    make_file(tmp_path / "folder/sub/b.bin", 100_000, 2)
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.put(str(tmp_path / "folder"), "flash:/", recursive=True)
    assert tree(router.flash / "folder") == tree(tmp_path / "folder")
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.get("flash:/folder", str(tmp_path / "back"), recursive=True)
    assert tree(tmp_path / "back") == tree(tmp_path / "folder")


def test_several_files_of_one_command(router, client, tmp_path):
    for name in ("one.bin", "two.bin"):
        router.put(name, name.encode())
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.get(["flash:/one.bin", "flash:/two.bin"], str(tmp_path))
    assert (tmp_path / "one.bin").read_bytes() == b"one.bin"
    assert (tmp_path / "two.bin").read_bytes() == b"two.bin"


def test_times_survive(router, client, tmp_path):
    import os
    source = make_file(tmp_path / "source", 10)
    os.utime(source, (1_400_000_000, 1_400_000_000))
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.put(str(source), "flash:/times.bin", preserve_times=True)
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.get("flash:/times.bin", str(tmp_path / "back"), preserve_times=True)
    assert int((tmp_path / "back").stat().st_mtime) == 1_400_000_000


def test_a_missing_file_is_an_error_and_the_connection_lives_on(router, client, tmp_path):
    for _ in range(2):
        with scp_py.SCPClient(client.get_transport()) as copier:
            with pytest.raises(scp_py.SCPException, match="No such file or directory$"):
                copier.get("flash:/missing.bin", str(tmp_path / "x"))
    with pytest.raises(scp_py.SCPException, match="No such file or directory"):
        with scp_py.SCPClient(client.get_transport()) as copier:
            copier.put(str(make_file(tmp_path / "a", 1)), "flash:/nowhere/a")
    _, out, _ = client.exec_command("show version")
    assert b"Version" in out.read()


def test_commands_and_copies_interleave_on_one_connection(router, client, tmp_path):
    shell = client.invoke_shell(width=511, height=1000)
    shell.settimeout(20)
    seen = b""
    while not seen.rstrip().endswith(b"#"):
        seen += shell.recv(4096)
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.put(str(make_file(tmp_path / "source", 300_000)), "flash:/beside.bin")
    shell.sendall(b"show version\n")
    seen = b""
    while b"Version" not in seen:
        seen += shell.recv(4096)
    shell.close()
    assert (router.flash / "beside.bin").read_bytes() == content(300_000)


def test_a_connection_without_a_channel_stays_open(router, client, tmp_path):
    time.sleep(4)
    with scp_py.SCPClient(client.get_transport()) as copier:
        copier.put(str(make_file(tmp_path / "source", 10)), "flash:/late.bin")
    assert (router.flash / "late.bin").read_bytes() == content(10)


def test_ten_channels_at_once(router, client):
    channels = [client.get_transport().open_session() for _ in range(10)]
    for channel in channels:
        channel.settimeout(20)
        channel.exec_command("show version")
    for channel in channels:
        assert b"Version" in channel.makefile("rb").read()
        assert channel.recv_exit_status() == 0


def test_the_client_may_ask_for_new_keys(router, client, tmp_path):
    transport = client.get_transport()
    with scp_py.SCPClient(transport) as copier:
        copier.put(str(make_file(tmp_path / "source", 100_000)), "flash:/before.bin")
    transport.renegotiate_keys()
    with scp_py.SCPClient(transport) as copier:
        copier.get("flash:/before.bin", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == content(100_000)


# The dialogue byte by byte, as clients less careful than scp.py speak it


def talk(client, command):
    channel = client.get_transport().open_session()
    channel.settimeout(20)
    channel.exec_command(command)
    return channel


def end_of(channel):
    rest = channel.makefile("rb").read()
    return rest, channel.recv_exit_status()


def test_a_client_that_sends_no_last_zero_has_its_file_stored(router, client):
    channel = talk(client, "scp -t '/flash:/curl-like.bin'")
    assert channel.recv(1) == b"\0"
    channel.sendall(b"C0644 5 curl-like.bin\n")
    assert channel.recv(1) == b"\0"
    channel.sendall(b"12345")
    channel.shutdown_write()
    rest, status = end_of(channel)
    assert status == 0, rest
    assert (router.flash / "curl-like.bin").read_bytes() == b"12345"


def test_data_that_comes_before_our_answers_is_taken(router, client):
    channel = talk(client, 'scp -qt "flash:/eager.bin"')
    channel.sendall(b"C0644 5 eager.bin\n12345\0")
    channel.shutdown_write()
    rest, status = end_of(channel)
    assert (rest, status) == (b"\0\0\0", 0)
    assert (router.flash / "eager.bin").read_bytes() == b"12345"


def test_each_record_is_one_packet_and_waits_for_its_answer(router, client):
    router.put("records.bin", b"12345")
    channel = talk(client, "scp -pf flash:/records.bin")
    channel.sendall(b"\0")
    times = channel.recv(4096)
    assert times.startswith(b"T") and times.endswith(b" 0\n")
    channel.sendall(b"\0")
    assert channel.recv(4096) == b"C0644 5 records.bin\n"
    channel.sendall(b"\0")
    data = channel.recv(5)
    while len(data) < 6:
        data += channel.recv(6 - len(data))
    assert data == b"12345\0"
    channel.sendall(b"\0")
    assert end_of(channel) == (b"", 0)


def test_a_client_that_does_not_answer_the_last_zero_ends_well(router, client):
    router.put("unanswered.bin", b"12345")
    channel = talk(client, "scp -pf '/flash:/unanswered.bin'")
    for _ in range(3):
        channel.sendall(b"\0")
        time.sleep(0.05)
    channel.shutdown_write()
    rest, status = end_of(channel)
    assert rest.endswith(b"12345\0") and status == 0


@pytest.mark.parametrize("record", [b"C0644 -1 a\n", b"C0644 99999999999999999999999 a\n", b"C9999 1 a\n", b"Z\n", b"C0644 1\n",
                                    b"C0644 1 ../a\n", b"C0644 1 a/b\n", b"E\n", b"D0755 0 a\n", b"x" * 70_000])
def test_a_record_that_means_nothing_is_an_error_and_stores_nothing(router, client, record):
    before = router.files()
    channel = talk(client, "scp -t flash:/")
    assert channel.recv(1) == b"\0"
    # The router may refuse, and close, before it has all of a long record.
    with contextlib.suppress(OSError):
        channel.sendall(record)
        channel.shutdown_write()
    rest, status = end_of(channel)
    assert status != 0 and rest.startswith(b"\x01") and rest.endswith(b"\n"), rest
    assert router.files() == before


@pytest.mark.parametrize("command", ["scp", "scp -t", "scp -f", "scp -x -t flash:/a", "scp -t -f flash:/a"])
def test_an_scp_command_that_cannot_be_run_says_why(router, client, command):
    rest, status = end_of(talk(client, command))
    assert status != 0
    assert rest.strip(), command
