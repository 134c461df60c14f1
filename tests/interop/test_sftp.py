"""SFTP: the clients that speak it by default, at a router and at `ferry sftp-server`."""

import os
import re
import signal
import subprocess
import time

import paramiko
import pytest

import router as routers
from clients import (content, digest, key_options, key_pair, make_file, need, options_for, pubkey_chain, remote, run, scp,
                     ssh, succeeded, tree)

GUIDE = """\
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
username guest privilege 1 password 0 lab
"""


def sftp(router, commands, *, user=None, options=(), **rest):
    """`sftp` in batch mode: the first command that fails ends it. It asks for no password in batch mode, so the
    program that gives it is asked to be used anyway."""
    batch = ["-oBatchMode=no", "-b", "-"]
    return run(["sftp", *options_for(router, *options), *batch, "-P", router.port, f"{user or router.user}@{router.address}"],
               input="\n".join(commands) + "\n", password=router.password, **rest)


@pytest.fixture
def paramiko_sftp(router):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(router.address, router.port, router.user, router.password, allow_agent=False, look_for_keys=False)
    yield client.open_sftp()
    client.close()


@pytest.mark.parametrize("size", [0, 1, 32768, 261_121, 20_000_000])
def test_scp_without_a_flag_brings_a_file_of_any_size_there_and_back(router, tmp_path, size):
    source = make_file(tmp_path / "source", size)
    succeeded(scp(router, source, remote(router, f"flash:/modern-{size}"), legacy=False))
    assert digest(router.flash / f"modern-{size}") == digest(source)
    succeeded(scp(router, remote(router, f"flash:/modern-{size}"), tmp_path / "back", legacy=False))
    assert digest(tmp_path / "back") == digest(source)


@pytest.mark.parametrize("target, stored", [
    ("flash:/m1.bin", "m1.bin"), ("flash:m2.bin", "m2.bin"), ("/flash:/m3.bin", "m3.bin"), ("m4.bin", "m4.bin"),
    ("./m5.bin", "m5.bin"), ("/m6.bin", "m6.bin"), ("~/m7.bin", "m7.bin"), ("FLASH:/m8.bin", "m8.bin"),
    ("flash:", "source.bin"), ("flash:/", "source.bin"), (".", "source.bin"), ("", "source.bin"),
])
def test_every_way_to_write_a_place_leads_there(router, tmp_path, target, stored):
    source = make_file(tmp_path / "source.bin", 5000, seed=len(target))
    succeeded(scp(router, source, remote(router, target), legacy=False))
    assert (router.flash / stored).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("size", [0, 10, 70_000, 300_000])
def test_scp_leaves_nothing_of_a_file_that_it_replaces(router, tmp_path, size):
    router.put("replaced.bin", content(200_000, 1))
    source = make_file(tmp_path / "source", size, 2)
    succeeded(scp(router, source, remote(router, "flash:/replaced.bin"), legacy=False))
    assert digest(router.flash / "replaced.bin") == digest(source)


def test_scp_copies_folders_with_their_times(router, tmp_path):
    make_file(tmp_path / "modern/a.bin", 1000)
    make_file(tmp_path / "modern/sub/b c.bin", 70_000, 2)
    os.utime(tmp_path / "modern/a.bin", (1_000_000_000, 1_000_000_000))
    succeeded(scp(router, "-r", "-p", tmp_path / "modern", remote(router, "flash:/"), legacy=False))
    assert tree(router.flash / "modern") == tree(tmp_path / "modern")
    assert (router.flash / "modern/a.bin").stat().st_mtime == 1_000_000_000
    succeeded(scp(router, "-r", "-p", remote(router, "flash:/modern"), tmp_path / "back", legacy=False))
    assert tree(tmp_path / "back") == tree(tmp_path / "modern")


def test_scp_reads_and_merges_the_running_configuration(start_router, tmp_path):
    router = start_router()
    (tmp_path / "lines.cfg").write_text("ip domain name sftp.example\n")
    succeeded(scp(router, tmp_path / "lines.cfg", remote(router, "running-config"), legacy=False))
    succeeded(scp(router, remote(router, "running-config"), tmp_path / "running", legacy=False))
    assert "ip domain name sftp.example" in (tmp_path / "running").read_text()
    (tmp_path / "bad.cfg").write_text("no such command\n")
    refused = scp(router, tmp_path / "bad.cfg", remote(router, "running-config"), legacy=False)
    assert refused.returncode != 0 and "SCP-4-WARNING" in router.log()


def test_sftp_walks_through_the_file_systems(router, tmp_path):
    source = make_file(tmp_path / "a.bin", 100_000)
    done = succeeded(sftp(router, [
        "pwd", "ls /", "mkdir walk", "cd walk", f"put {source} one.bin", "rename one.bin two.bin", "ls -l",
        f"get two.bin {tmp_path}/back.bin", "rm two.bin", "cd ..", "rmdir walk", "cd ..", "pwd", "ls nvram:", "df /flash:"]))
    assert "Remote working directory: /flash:" in done.stdout and "Remote working directory: /\n" in done.stdout
    assert "flash:" in done.stdout and "nvram:" in done.stdout and "two.bin" in done.stdout
    assert digest(tmp_path / "back.bin") == digest(source)


def test_a_client_that_is_cut_off_leaves_nothing_to_be_seen_and_can_go_on(start_router, tmp_path):
    router = start_router()
    key = key_pair(tmp_path, "ed25519")
    succeeded(ssh(router, flags=["-T"], input="configure terminal\n" + pubkey_chain(key) + "end\n"))
    source = make_file(tmp_path / "image.bin", 30_000_000)
    slow = subprocess.Popen(["sftp", *options_for(router, *key_options(key)), "-l", "40000", "-P", str(router.port),
                             f"{router.user}@{router.address}"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)
    slow.stdin.write(f"put {source} flash:/image.bin\n".encode())
    slow.stdin.flush()
    deadline = time.monotonic() + routers.PATIENCE
    while not any(path.stat().st_size > 1_000_000 for path in router.flash.glob(".ferry-unfinished-*")):
        assert time.monotonic() < deadline and slow.poll() is None
        time.sleep(0.05)
    os.killpg(slow.pid, signal.SIGKILL)
    slow.wait()
    deadline = time.monotonic() + routers.PATIENCE
    while "lost connection" not in router.log():
        assert time.monotonic() < deadline, router.log()
        time.sleep(0.05)
    assert "image.bin" not in router.files()
    assert "image.bin" not in succeeded(ssh(router, "dir flash:")).stdout
    succeeded(sftp(router, [f"reput {source} flash:/image.bin"], options=key_options(key)))
    assert digest(router.flash / "image.bin") == digest(source)
    assert router.files() == ["image.bin"]


def test_privilege_1_is_told_why(start_router, tmp_path):
    router = start_router(config=GUIDE + "ip scp server enable\n")
    router.put("secret.bin", content(100))
    for arguments in ((make_file(tmp_path / "a", 10), remote(router, "flash:/a", user="guest")),
                      (remote(router, "flash:/secret.bin", user="guest"), tmp_path / "x")):
        done = scp(router, *arguments, legacy=False)
        assert done.returncode != 0, done.stderr
    assert router.files() == ["secret.bin"] and not (tmp_path / "x").exists()
    assert re.search("SCP-4-REFUSED.*guest", router.log()), router.log()
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(router.address, router.port, "guest", "lab", allow_agent=False, look_for_keys=False)
    with pytest.raises(PermissionError, match="Privilege denied."):
        client.open_sftp().listdir(".")
    client.close()


def test_without_ip_scp_server_enable_there_is_no_sftp(start_router, tmp_path):
    router = start_router(config=GUIDE)
    assert scp(router, make_file(tmp_path / "a", 10), remote(router, "flash:/a"), legacy=False).returncode != 0
    assert router.files() == [] and "SCP-4-REFUSED" in router.log()


def test_pscp_goes_on_to_scp_on_the_same_channel_when_sftp_is_refused(start_router, tmp_path):
    router = start_router(config=GUIDE)
    scanned = tmp_path / "scanned"
    scanned.write_text(succeeded(run(["ssh-keyscan", "-p", router.port, router.address])).stdout)
    listed = succeeded(run(["ssh-keygen", "-l", "-f", scanned])).stdout
    host_keys = [option for line in listed.splitlines() for option in ("-hostkey", line.split()[1])]
    done = run(["pscp", "-batch", "-P", router.port, "-l", router.user, "-pw", router.password, *host_keys,
                make_file(tmp_path / "a", 10), f"{router.address}:flash:/a"], home=str(router.workshop.folder))
    assert done.returncode != 0 and "Administratively disabled." in done.stdout + done.stderr


def test_curl_copies_both_ways(router, tmp_path):
    source = make_file(tmp_path / "source", 1_000_001)
    address = f"sftp://{router.address}:{router.port}"
    options = ["-sS", "--insecure", "--user", f"{router.user}:{router.password}"]
    succeeded(run(["curl", *options, "-T", source, f"{address}/flash:/curl.bin"]))
    assert digest(router.flash / "curl.bin") == digest(source)
    succeeded(run(["curl", *options, "-o", tmp_path / "back", f"{address}/flash:/curl.bin"]))
    assert digest(tmp_path / "back") == digest(source)
    assert "curl.bin" in succeeded(run(["curl", *options, f"{address}/flash:/"])).stdout


def test_lftp_copies_and_lists(router, tmp_path):
    source = make_file(tmp_path / "lftp.bin", 500_000)
    program = "ssh -a -x " + " ".join(options_for(router))
    script = (f'set sftp:connect-program "{program}"; set net:max-retries 1; set cmd:fail-exit yes; '
              f"open -u {router.user},{router.password} -p {router.port} sftp://{router.address}; "
              f"ls /; cd /flash:; put {source}; ls; get lftp.bin -o {tmp_path}/back; bye")
    done = succeeded(run(["lftp", "-c", script], home=str(tmp_path), password=router.password))
    assert "nvram:" in done.stdout and "lftp.bin" in done.stdout
    assert digest(tmp_path / "back") == digest(source) == digest(router.flash / "lftp.bin")


def test_psftp_works_in_its_own_way(router, tmp_path):
    need("psftp")
    scanned = tmp_path / "scanned"
    scanned.write_text(succeeded(run(["ssh-keyscan", "-p", router.port, router.address])).stdout)
    listed = succeeded(run(["ssh-keygen", "-l", "-f", scanned])).stdout
    host_keys = [option for line in listed.splitlines() for option in ("-hostkey", line.split()[1])]
    source = make_file(tmp_path / "source", 300_000)
    (tmp_path / "batch").write_text(f"put {source} psftp.bin\nls\nget psftp.bin {tmp_path}/back\nreget psftp.bin {tmp_path}/back\n"
                                    "mkdir psd\nmv psftp.bin psd/moved.bin\ndel psd/moved.bin\nrmdir psd\n")
    done = succeeded(run(["psftp", "-batch", "-P", router.port, "-l", router.user, "-pw", router.password, *host_keys,
                          "-b", tmp_path / "batch", router.address], home=str(router.workshop.folder)))
    assert "psftp.bin" in done.stdout
    assert digest(tmp_path / "back") == digest(source)
    assert not (router.flash / "psd").exists()


def test_paramiko_reads_writes_and_appends(router, paramiko_sftp, tmp_path):
    source = make_file(tmp_path / "source", 3_000_000)
    assert paramiko_sftp.put(str(source), "flash:/paramiko.bin").st_size == 3_000_000
    paramiko_sftp.get("flash:/paramiko.bin", str(tmp_path / "back"))
    assert digest(tmp_path / "back") == digest(source)
    with paramiko_sftp.open("flash:/lines", "w") as file:
        file.write("one\n")
    with paramiko_sftp.open("flash:/lines", "a") as file:
        file.write("two\n")
    with paramiko_sftp.open("flash:/lines") as file:
        assert file.read() == b"one\ntwo\n"
        file.seek(4)
        assert file.read(3) == b"two"
    assert {"paramiko.bin", "lines"} <= set(paramiko_sftp.listdir("flash:"))
    assert paramiko_sftp.normalize(".") == "/flash:"
    paramiko_sftp.posix_rename("flash:/lines", "flash:/paramiko.bin")
    paramiko_sftp.chmod("flash:/paramiko.bin", 0o600)
    assert paramiko_sftp.stat("flash:/paramiko.bin").st_mode & 0o777 == 0o600
    with pytest.raises(FileNotFoundError):
        paramiko_sftp.stat("flash:/missing")


# `ferry sftp-server`, as sshd would start it

def drop_in(workshop, root, *flags):
    """What `-D` of sftp and scp starts: one program without arguments."""
    program = root.parent / f"server{len(flags)}"
    program.write_text(f"#!/bin/sh\nexec {workshop.binary} sftp-server --root {root} {' '.join(flags)}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def local_sftp(program, *commands):
    return run(["sftp", "-D", program, "-b", "-", "here"], input="\n".join(commands) + "\n")


def test_the_drop_in_serves_a_folder_and_nothing_above_it(workshop, root, tmp_path):
    source = make_file(tmp_path / "source", 5_000_000)
    (tmp_path / "outside").write_text("secret")
    os.symlink(tmp_path / "outside", root / "link")
    program = drop_in(workshop, root)
    succeeded(local_sftp(program, f"put {source} a.bin", "cp a.bin b.bin", f"get b.bin {tmp_path}/back"))
    assert digest(tmp_path / "back") == digest(source) == digest(root / "a.bin")
    for way in ("/link", "link", "../outside", "/../outside"):
        assert local_sftp(program, f"get {way} {tmp_path}/stolen").returncode != 0
    assert not (tmp_path / "stolen").exists()


def test_the_drop_in_writes_nothing_when_it_may_only_read(workshop, root, tmp_path):
    (root / "kept").write_text("content")
    program = drop_in(workshop, root, "-R")
    succeeded(local_sftp(program, f"get kept {tmp_path}/back"))
    for command in (f"put {tmp_path}/back new", f"put {tmp_path}/back kept", "rm kept", "rename kept other", "mkdir d",
                    "chmod 600 kept"):
        assert local_sftp(program, command).returncode != 0, command
    assert tree(root) == {"kept": digest(tmp_path / "back")}


def test_two_drop_ins_serve_the_same_folder_at_once(workshop, root, tmp_path):
    program = drop_in(workshop, root)
    with subprocess.Popen([str(program)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as other:
        succeeded(local_sftp(program, f"put {make_file(tmp_path / 'source', 10)} a"))
        other.stdin.close()
        assert other.wait(routers.PATIENCE) == 0
    assert list(tree(root)) == ["a"]
