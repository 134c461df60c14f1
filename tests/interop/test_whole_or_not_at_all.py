"""A file appears whole or not at all: full disks, cut connections, killed routers."""

import threading
import time

import paramiko
import pytest

import router as routers
from clients import content, make_file, remote, scp, ssh, succeeded


def open_connection(router):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(router.address, router.port, router.user, router.password, look_for_keys=False, allow_agent=False,
                   timeout=20)
    return client


def begin_upload(router, name, size):
    """An upload that stops in the middle: the connection and how much was sent."""
    client = open_connection(router)
    channel = client.get_transport().open_session()
    channel.settimeout(20)
    channel.exec_command(f"scp -t flash:/{name}")
    assert channel.recv(1) == b"\0"
    channel.sendall(f"C0644 {size} {name}\n".encode())
    assert channel.recv(1) == b"\0"
    channel.sendall(content(size // 2, seed=9))
    return client


def eventually(condition, patience=10):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


def test_a_killed_router_leaves_the_old_file_and_no_debris(workshop, tmp_path):
    router = routers.Router(workshop)
    router.start()
    router.put("precious.bin", content(50_000, seed=1))
    client = begin_upload(router, "precious.bin", 4_000_000)
    time.sleep(0.3)
    router.kill()
    client.close()
    assert (router.flash / "precious.bin").read_bytes() == content(50_000, seed=1)

    with routers.Router(workshop, state=router.state) as again:
        assert again.files() == ["precious.bin"]
        succeeded(scp(again, remote(again, "flash:/precious.bin"), tmp_path / "back"))
        assert (tmp_path / "back").read_bytes() == content(50_000, seed=1)


def test_a_client_that_vanishes_leaves_the_old_file_and_no_debris(start_router):
    router = start_router()
    router.put("precious.bin", content(50_000, seed=1))
    client = begin_upload(router, "precious.bin", 4_000_000)
    client.get_transport().sock.close()
    eventually(lambda: router.files() == ["precious.bin"])
    assert (router.flash / "precious.bin").read_bytes() == content(50_000, seed=1)


def test_a_new_file_that_was_cut_does_not_appear(start_router):
    router = start_router()
    begin_upload(router, "half.bin", 4_000_000).close()
    eventually(lambda: router.files() == [])


def test_nobody_sees_a_file_before_it_is_whole(start_router, tmp_path):
    router = start_router()
    client = begin_upload(router, "growing.bin", 4_000_000)
    done = scp(router, remote(router, "flash:/growing.bin"), tmp_path / "x")
    assert done.returncode != 0 and "No such file" in done.stderr
    assert "growing.bin" not in ssh(router, "dir flash:").stdout
    client.close()


def test_a_router_that_does_not_wait_for_the_disk_stores_files_all_the_same(start_router, tmp_path):
    router = start_router(options=["--no-sync"])
    file = make_file(tmp_path / "image.bin", 300_000, seed=1)
    succeeded(scp(router, file, remote(router, "flash:/image.bin")))
    assert (router.flash / "image.bin").read_bytes() == file.read_bytes()


def test_a_file_that_cannot_fit_is_refused_and_the_old_one_stays(start_router, tmp_path):
    router = start_router(options=["--flash-size", str(1 << 20)])
    old = make_file(tmp_path / "old", 300_000, seed=1)
    succeeded(scp(router, old, remote(router, "flash:/image.bin")))
    done = scp(router, make_file(tmp_path / "new", 3 << 20, seed=2), remote(router, "flash:/image.bin"))
    assert done.returncode != 0 and "space" in done.stderr.lower(), done.stderr
    assert (router.flash / "image.bin").read_bytes() == old.read_bytes()
    assert router.files() == ["image.bin"]
    succeeded(scp(router, make_file(tmp_path / "small", 200_000), remote(router, "flash:/small.bin")))


def test_a_folder_that_cannot_fit_leaves_only_whole_files(start_router, tmp_path):
    router = start_router(options=["--flash-size", str(1 << 20)])
    for number in range(8):
        make_file(tmp_path / f"tree/part{number}.bin", 200_000, number)
    done = scp(router, "-r", tmp_path / "tree", remote(router, "flash:/"))
    assert done.returncode != 0 and "space" in done.stderr.lower(), done.stderr
    kept = [path for path in router.flash.rglob("*") if path.is_file()]
    assert 1 <= len(kept) < 8
    for path in kept:
        assert path.read_bytes() == (tmp_path / "tree" / path.name).read_bytes()


def test_the_router_ends_while_a_copy_runs(workshop):
    router = routers.Router(workshop)
    router.start()
    client = begin_upload(router, "cut.bin", 4_000_000)
    begun = time.monotonic()
    router.stop()
    assert time.monotonic() - begun < 10
    client.close()
    assert router.files() == []


def test_many_clients_copy_at_once(start_router, tmp_path):
    router = start_router()
    failures = []

    def copy(number):
        source = make_file(tmp_path / f"source{number}", 400_000 + number, number)
        for done in (scp(router, source, remote(router, f"flash:/many{number}.bin")),
                     scp(router, remote(router, f"flash:/many{number}.bin"), tmp_path / f"back{number}")):
            if done.returncode:
                failures.append((number, done.stderr))
        if (tmp_path / f"back{number}").read_bytes() != source.read_bytes():
            failures.append((number, "differs"))

    threads = [threading.Thread(target=copy, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.parametrize("number", [60])
def test_many_sessions_stay_logged_in_at_once(start_router, number):
    router = start_router()
    clients = [open_connection(router) for _ in range(number)]
    for client in clients:
        _, out, _ = client.exec_command("show version", timeout=20)
        assert b"Version" in out.read()
        assert out.channel.recv_exit_status() == 0
    for client in clients:
        client.close()
