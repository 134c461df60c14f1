"""`ferry copy` at a workstation: against the machine's sshd and a router of Ferry's, as its user would."""

import hashlib
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import pexpect
import pytest

import router as routers
from clients import need
from sshd import Sshd

BINARY = str(routers.BINARY)


class Desk:
    """A workstation: a home of its own, with nothing in it, and a place to copy to and from."""

    def __init__(self, home):
        self.home = home
        self.ssh = home / ".ssh"
        self.ssh.mkdir(mode=0o700)
        self.known_hosts = self.ssh / "known_hosts"
        self.files = home / "files"
        self.files.mkdir()
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm"}

    def copy(self, *arguments, **more):
        """Without a terminal anywhere."""
        command = ["setsid", "-w", BINARY, "copy", *map(str, arguments)]
        return subprocess.run(command, env=self.environment, cwd=self.files, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, **more)

    def copied(self, *arguments):
        done = self.copy(*arguments)
        assert done.returncode == 0, done.stderr
        return done

    def type(self, *arguments, columns=80):
        """At a terminal."""
        return pexpect.spawn(BINARY, ["copy", *map(str, arguments)], env=self.environment, cwd=str(self.files),
                             timeout=30, encoding="utf-8", dimensions=(24, columns))

    def put(self, name, content):
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def unfinished(self):
        return [path for path in self.files.rglob("*") if "unfinished" in path.name]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def sshd():
    with Sshd() as server:
        yield server


@pytest.fixture
def friend(desk, sshd):
    """The sshd is known to the desk, by name `server` and with its key."""
    public = pathlib.Path(f"{sshd.keys[0]}.pub").read_text().split()
    desk.known_hosts.write_text(f"[127.0.0.1]:{sshd.port} {public[0]} {public[1]}\n")
    (desk.ssh / "config").write_text(
        f"Host server\n HostName 127.0.0.1\n Port {sshd.port}\n User {sshd.user}\n IdentityFile {sshd.key}\n HashKnownHosts no\n")
    for path in sshd.home.iterdir():
        subprocess.run(["rm", "-rf", path], check=True)
    return sshd


def tree_of(root):
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in root.rglob("*")}


def make_tree(root):
    for name, content in {"a": b"1", "d/b": b"22", "d/e/c": os.urandom(300_000), "empty": b""}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "none").mkdir()
    os.utime(root / "a", (1_500_000_000, 1_500_000_000))
    (root / "a").chmod(0o640)


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_copies_a_file_there_and_back_and_says_nothing(desk, friend, protocol):
    content = os.urandom(3_000_000)
    desk.put("image.bin", content)
    done = desk.copied(protocol, "image.bin", f"server:{friend.home}/there.bin")
    assert (done.stdout, done.stderr) == ("", "")
    assert (friend.home / "there.bin").read_bytes() == content
    desk.copied(protocol, f"server:{friend.home}/there.bin", "back.bin")
    assert (desk.files / "back.bin").read_bytes() == content
    assert not desk.unfinished()
    assert [path.name for path in friend.home.iterdir()] == ["there.bin"]


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_copies_trees_with_times_and_modes(desk, friend, protocol):
    make_tree(desk.files / "tree")
    desk.copied("-r", "-p", protocol, "tree", f"server:{friend.home}")
    assert tree_of(friend.home / "tree") == tree_of(desk.files / "tree")
    assert (friend.home / "tree/a").stat().st_mtime == 1_500_000_000
    desk.copied("-r", "-p", protocol, f"server:{friend.home}/tree", "back")
    assert tree_of(desk.files / "back") == tree_of(desk.files / "tree")
    status = (desk.files / "back/a").stat()
    assert (status.st_mtime, status.st_mode & 0o777) == (1_500_000_000, 0o640)


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_several_sources_need_a_directory(desk, friend, protocol):
    desk.put("a", b"1")
    desk.put("b", b"2")
    desk.copied(protocol, "a", "b", f"server:{friend.home}")
    assert (friend.home / "b").read_bytes() == b"2"
    failed = desk.copy(protocol, "a", "b", f"server:{friend.home}/a")
    assert failed.returncode == 1
    assert (friend.home / "a").read_bytes() == b"1"
    desk.copied(protocol, f"server:{friend.home}/a", f"server:{friend.home}/b", ".")
    assert desk.copy(f"server:{friend.home}/a", f"server:{friend.home}/b", "nowhere").returncode == 1


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_what_is_missing_is_named(desk, friend, protocol):
    failed = desk.copy(protocol, f"server:{friend.home}/missing", ".")
    assert failed.returncode == 1
    assert "missing" in failed.stderr and "No such file" in failed.stderr
    assert failed.stderr.count("\n") == 1
    failed = desk.copy(protocol, "missing", f"server:{friend.home}")
    assert failed.returncode == 1 and "missing: No such file" in failed.stderr


def test_a_directory_needs_r(desk, friend):
    make_tree(desk.files / "tree")
    failed = desk.copy("tree", f"server:{friend.home}")
    assert failed.returncode == 1 and "-r" in failed.stderr
    failed = desk.copy(f"server:{friend.home}", "back")
    assert failed.returncode == 1 and "-r" in failed.stderr


def test_from_one_server_to_another_through_this_machine(desk, friend):
    (friend.home / "a").write_bytes(b"content")
    desk.copied(f"server:{friend.home}/a", f"scp://server/{friend.home}/b")
    assert (friend.home / "b").read_bytes() == b"content"


def test_a_digest_decides_what_is_kept(desk, friend):
    content = os.urandom(500_000)
    (friend.home / "image").write_bytes(content)
    right = hashlib.sha256(content).hexdigest()
    for protocol in ("-O", "-s"):
        desk.copied(protocol, "--sha256", right, f"server:{friend.home}/image", f"right{protocol}")
        failed = desk.copy(protocol, "--sha256", "0" * 64, f"server:{friend.home}/image", f"wrong{protocol}")
        assert failed.returncode == 1 and right in failed.stderr
        assert (desk.files / f"right{protocol}").read_bytes() == content
        assert not (desk.files / f"wrong{protocol}").exists()


def test_goes_on_where_an_earlier_copy_ended(desk, friend):
    content = os.urandom(2_000_000)
    (friend.home / "image").write_bytes(content)
    desk.put("image", content[:1_234_567])
    desk.copied("--resume", f"server:{friend.home}/image", ".")
    assert (desk.files / "image").read_bytes() == content
    (friend.home / "up").write_bytes(content[:777_777])
    desk.copied("--resume", "image", f"server:{friend.home}/up")
    assert (friend.home / "up").read_bytes() == content


def test_never_makes_one_file_of_two_halves(desk, friend):
    (friend.home / "image").write_bytes(os.urandom(2_000_000))
    other = os.urandom(1_000_000)
    desk.put("image", other)
    failed = desk.copy("--resume", f"server:{friend.home}/image", ".")
    assert failed.returncode == 1 and "no beginning" in failed.stderr
    assert (desk.files / "image").read_bytes() == other
    assert desk.copy("--resume", "image", f"server:{friend.home}/image").returncode == 1


def test_a_changed_host_key_is_refused_with_file_and_line(desk, friend):
    line = desk.known_hosts.read_text()
    name, kind, _ = line.split()
    desk.known_hosts.write_text(f"# first\n{name} {kind} AAAAC3NzaC1lZDI1NTE5AAAAI{'A' * 43}\n")
    desk.put("a", b"1")
    failed = desk.copy("a", f"server:{friend.home}")
    assert failed.returncode == 1
    assert "HAS CHANGED" in failed.stderr and f"{desk.known_hosts}:2" in failed.stderr
    assert not list(friend.home.iterdir())


def test_an_unknown_host_is_not_connected_to_without_a_person(desk, friend):
    desk.known_hosts.unlink()
    failed = desk.copy(f"server:{friend.home}/a", ".")
    assert failed.returncode == 1
    assert "not known" in failed.stderr and "SHA256:" in failed.stderr


def test_a_person_is_asked_about_an_unknown_host_once(desk, friend):
    desk.known_hosts.unlink()
    desk.put("a", b"1")
    child = desk.type("a", f"server:{friend.home}/one")
    child.expect("SHA256:")
    child.expect(r"\(yes/no/\[fingerprint\]\)\? ")
    child.sendline("perhaps")
    child.expect("Please type")
    child.sendline("yes")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert desk.known_hosts.read_text().startswith(f"[127.0.0.1]:{friend.port} ssh-ed25519 ")
    desk.copied("a", f"server:{friend.home}/two")


def test_hashed_names_are_known(desk, friend):
    subprocess.run([need("ssh-keygen"), "-q", "-H", "-f", desk.known_hosts], check=True, capture_output=True)
    desk.put("a", b"1")
    desk.copied("a", f"server:{friend.home}")


def test_a_passphrase_opens_an_identity(desk, friend):
    locked = desk.ssh / "locked"
    locked.write_bytes(pathlib.Path(friend.key).read_bytes())
    locked.chmod(0o600)
    subprocess.run([need("ssh-keygen"), "-q", "-p", "-P", "", "-N", "open sesame", "-f", locked], check=True)
    (desk.ssh / "config").write_text((desk.ssh / "config").read_text().replace(str(friend.key), str(locked)))
    desk.put("a", b"1")
    child = desk.type("a", f"server:{friend.home}")
    child.expect("passphrase for key")
    child.sendline("wrong")
    child.expect("passphrase for key")
    child.sendline("open sesame")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (friend.home / "a").read_bytes() == b"1"


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_the_agent_signs(desk, friend, kind):
    key = desk.home / "agent_key"
    subprocess.run([need("ssh-keygen"), "-q", "-t", kind, "-N", "", "-f", key], check=True)
    authorized = friend.folder / "authorized_keys"
    before = authorized.read_text()
    authorized.write_text(before + pathlib.Path(f"{key}.pub").read_text())
    socket = desk.home / "agent"
    agent = subprocess.Popen([need("ssh-agent"), "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        desk.environment["SSH_AUTH_SOCK"] = str(socket)
        deadline = time.monotonic() + routers.PATIENCE
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        subprocess.run([need("ssh-add"), "-q", key], env=desk.environment, check=True)
        key.unlink()
        (desk.ssh / "config").write_text(
            f"Host server\n HostName 127.0.0.1\n Port {friend.port}\n User {friend.user}\n")
        desk.put("a", b"1")
        desk.copied("a", f"server:{friend.home}")
    finally:
        agent.terminate()
        agent.wait()
        authorized.write_text(before)


def test_an_unreachable_host_is_named_with_a_remedy(desk):
    failed = desk.copy("-P", "1", "127.0.0.1:a", ".")
    assert failed.returncode == 1
    assert "cannot reach 127.0.0.1 port 1: Connection refused" in failed.stderr and "--port" in failed.stderr


def test_what_is_no_ssh_server_is_said_to_be_none(desk):
    with socket.create_server(("127.0.0.1", 0)) as web:
        def answer():
            peer, _ = web.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        threading.Thread(target=answer, daemon=True).start()
        port = web.getsockname()[1]
        failed = desk.copy("-P", port, "127.0.0.1:a", ".")
    assert failed.returncode == 1 and f"127.0.0.1 port {port}: what answers there does not speak SSH" in failed.stderr


def test_without_a_key_and_a_person_both_are_named(desk, friend):
    (desk.ssh / "config").write_text((desk.ssh / "config").read_text().replace(str(friend.key), "none"))
    desk.put("a", b"1")
    failed = desk.copy("a", f"server:{friend.home}")
    assert failed.returncode == 1
    assert "the server takes publickey" in failed.stderr and "-i" in failed.stderr and "nobody can be asked here" in failed.stderr


@pytest.fixture
def small(desk):
    """A folder that one megabyte fills."""
    folder = desk.home / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"nothing may be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_a_disk_that_is_full_here_is_said_to_be_here(desk, friend, small, protocol):
    (friend.home / "image").write_bytes(os.urandom(3_000_000))
    failed = desk.copy(protocol, f"server:{friend.home}/image", small)
    assert failed.returncode == 1 and failed.stderr.count("\n") == 1, failed.stderr
    assert "Not enough space on device" in failed.stderr and "bytes needed" in failed.stderr
    assert protocol == "-O" or "it cannot be stored here as 'image'" in failed.stderr
    assert not list(small.iterdir())


def test_a_disk_that_is_full_there_leaves_nothing_there(desk, friend, small):
    desk.put("image", os.urandom(3_000_000))
    failed = desk.copy("-s", "image", f"server:{small}")
    assert failed.returncode == 1 and "is there space left?" in failed.stderr, failed.stderr
    assert not list(small.iterdir())


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_a_server_that_dies_in_the_middle_is_said_once_and_leaves_nothing_here(desk, friend, protocol):
    with open(friend.home / "big", "wb") as file:
        file.truncate(20_000_000_000)
    copy = subprocess.Popen(["setsid", "-w", BINARY, "copy", protocol, f"server:{friend.home}/big", "big"],
                            env=desk.environment, cwd=desk.files, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + routers.PATIENCE
    while not children(friend.process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    for process in reversed(children(friend.process.pid)):
        os.kill(process, signal.SIGKILL)
    _, errors = copy.communicate(timeout=60)
    assert copy.returncode == 1 and errors.count("\n") == 1, errors
    assert not list(desk.files.iterdir())


def children(process):
    """All processes below one."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
    return [below for child in found for below in [int(child), *children(child)]]


def test_wrong_usage(desk):
    assert desk.copy("only-one").returncode == 2
    assert desk.copy("--nonsense", "a", "b").returncode == 2
    assert desk.copy("--sha256", "12", "a", "b").returncode == 2
    shown = desk.copy("--help")
    assert shown.returncode == 0 and "Examples:" in shown.stdout


def with_password(child, password, times=1):
    for _ in range(times):
        child.expect("user1@127.0.0.1's password: |Password: ")
        child.sendline(password)


def known(desk, router):
    """The options for a router whose key nobody has seen."""
    return ["-o", "StrictHostKeyChecking=accept-new", "-P", router.port]


def test_a_router_by_password_with_a_bar(desk, router):
    content = os.urandom(40_000_000)
    desk.put("image.bin", content)
    child = desk.type(*known(desk, router), "image.bin", "user1@127.0.0.1:flash:desk.bin")
    with_password(child, "lab")
    child.expect(r"image.bin .*100%")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "lab" not in child.before
    assert (router.flash / "desk.bin").read_bytes() == content
    child = desk.type(*known(desk, router), "user1@127.0.0.1:flash:desk.bin", "back.bin")
    with_password(child, "lab")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (desk.files / "back.bin").read_bytes() == content


def test_three_wrong_passwords(desk, router):
    desk.put("a", b"1")
    child = desk.type(*known(desk, router), "a", "user1@127.0.0.1:flash:never")
    with_password(child, "wrong", times=3)
    child.expect("[Pp]ermission denied")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert "never" not in router.files()


def test_a_name_that_was_not_asked_for_is_refused(desk, router):
    """A directory of the router's into one that is here, and nothing else."""
    router.put("some/dir/inner", b"inner")
    child = desk.type(*known(desk, router), "-r", "scp://user1:lab@127.0.0.1/flash:some/dir", ".")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert tree_of(desk.files) == {"dir": None, "dir/inner": b"inner"}


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_ctrl_c_ends_within_a_second_and_leaves_nothing(desk, friend, protocol):
    source = friend.home / "big"
    with open(source, "wb") as file:
        file.truncate(20_000_000_000)
    child = desk.type(protocol, f"server:{source}", "big")
    child.expect("big .*%")
    pressed = time.monotonic()
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    child.close()
    assert time.monotonic() - pressed < 5  # a second, and what a busy machine adds
    assert child.exitstatus == 130
    assert not list(desk.files.iterdir())


def test_a_killed_copy_that_may_go_on(desk, friend):
    source = friend.home / "big"
    source.write_bytes(os.urandom(1_000_000) * 300)
    copy = subprocess.Popen([BINARY, "copy", "--resume", f"server:{source}", "big"], env=desk.environment,
                            cwd=desk.files, stderr=subprocess.DEVNULL)
    target = desk.files / "big"
    deadline = time.monotonic() + routers.PATIENCE
    while (not target.exists() or target.stat().st_size == 0) and time.monotonic() < deadline:
        time.sleep(0.001)
    copy.send_signal(signal.SIGKILL)
    copy.wait()
    assert 0 < target.stat().st_size <= 300_000_000
    desk.copied("--resume", f"server:{source}", "big")
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(source.read_bytes()).digest()


def test_a_pattern_of_the_far_side(desk, friend):
    for name in ("a.cfg", "b.cfg", "c.bin"):
        (friend.home / name).write_bytes(name.encode())
    desk.copied(f"server:{friend.home}/*.cfg", ".")
    assert sorted(path.name for path in desk.files.iterdir()) == ["a.cfg", "b.cfg"]
    assert desk.copy(f"server:{friend.home}/*.cfg", "one").returncode == 1


def test_links_are_passed_over_and_said(desk, friend):
    make_tree(desk.files / "tree")
    (desk.files / "tree/link").symlink_to("/etc/passwd")
    done = desk.copied("-r", "tree", f"server:{friend.home}")
    assert "tree/link: neither a file nor a directory" in done.stderr
    assert not (friend.home / "tree/link").exists()


# Further host keys of a server.


@pytest.fixture
def rich(desk):
    """An sshd with three host keys, of which the desk knows one."""
    with Sshd(host_key_types=("ed25519", "ecdsa", "rsa")) as server:
        desk.known_hosts.write_text("# mine\n" + host_line(server, "ed25519"))
        (desk.ssh / "config").write_text(
            f"Host server\n HostName 127.0.0.1\n Port {server.port}\n User {server.user}\n IdentityFile {server.key}\n HashKnownHosts no\n")
        desk.put("a", b"1")
        yield server


def host_line(server, kind):
    public = (server.folder / f"host_{kind}.pub").read_text().split()
    return f"[127.0.0.1]:{server.port} {public[0]} {public[1]}\n"


@pytest.mark.parametrize("protocol", ["-O", "-s"])
def test_further_host_keys_are_learned_when_the_server_proves_them(desk, rich, protocol):
    done = desk.copied("-v", protocol, "a", f"server:{rich.home}")
    lines = desk.known_hosts.read_text().splitlines(keepends=True)
    assert lines[:2] == ["# mine\n", host_line(rich, "ed25519")]
    assert sorted(lines[2:]) == sorted([host_line(rich, "ecdsa"), host_line(rich, "rsa")])
    assert done.stderr.count("has other host keys") == 1 and "new ECDSA SHA256:" in done.stderr
    before = desk.known_hosts.stat()
    assert "host keys" not in desk.copied("-v", protocol, "a", f"server:{rich.home}").stderr
    assert desk.known_hosts.stat().st_ino == before.st_ino, "what is right is not written again"
    desk.copied("-o", "HostKeyAlgorithms=rsa-sha2-512", "-B", "a", f"server:{rich.home}")


def test_keys_that_a_server_has_no_more_are_forgotten(desk, rich):
    old = host_line(rich, "rsa").replace("AAAAB3NzaC1yc2EAAAADAQABAAABgQ", "AAAAB3NzaC1yc2EAAAADAQABAAABgR")
    other = f"other {old.split(' ', 1)[1].replace('gR', 'gS', 1)}"
    desk.known_hosts.write_text(desk.known_hosts.read_text() + old + other)
    desk.known_hosts.chmod(0o640)
    done = desk.copied("-v", "a", f"server:{rich.home}")
    text = desk.known_hosts.read_text()
    assert "1 gone" in done.stderr and old not in text and other in text, text
    assert host_line(rich, "rsa") in text
    assert desk.known_hosts.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in desk.ssh.iterdir() if "known" in path.name] == ["known_hosts"]


def test_names_are_hashed_where_they_were(desk, rich):
    subprocess.run([need("ssh-keygen"), "-q", "-H", "-f", desk.known_hosts], check=True, capture_output=True)
    desk.copied("a", f"server:{rich.home}")
    text = desk.known_hosts.read_text()
    assert text.count("|1|") == 3 and "127.0.0.1" not in text
    found = subprocess.run(["ssh-keygen", "-F", f"[127.0.0.1]:{rich.port}", "-f", desk.known_hosts], check=True,
                           capture_output=True, text=True)
    assert found.stdout.count("found") == 3


@pytest.mark.parametrize("option", ["UpdateHostKeys=no", "VerifyHostKeyDNS=yes", "UserKnownHostsFile=~/.ssh/known_hosts"])
def test_host_keys_are_not_followed_where_that_is_not_wanted(desk, rich, option):
    before = desk.known_hosts.read_text()
    desk.copied("-o", option, "a", f"server:{rich.home}")
    assert desk.known_hosts.read_text() == before


def test_lines_of_several_names_are_left_alone(desk, rich):
    desk.known_hosts.write_text(host_line(rich, "ed25519").replace("[127", "alias,[127", 1))
    before = desk.known_hosts.read_text()
    desk.copied("a", f"server:{rich.home}")
    assert desk.known_hosts.read_text() == before


def test_a_person_decides_about_further_host_keys(desk, rich):
    for answer, lines in ("no", 2), ("yes", 4):
        child = desk.type("-o", "UpdateHostKeys=ask", "a", f"server:{rich.home}")
        child.expect(r"tells of other host keys: new .*\(yes/no\)\? ")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        assert len(desk.known_hosts.read_text().splitlines()) == lines
    desk.known_hosts.write_text(host_line(rich, "ed25519"))
    desk.copied("-o", "UpdateHostKeys=ask", "a", f"server:{rich.home}")
    assert desk.known_hosts.read_text() == host_line(rich, "ed25519"), "there was nobody to ask"


def test_the_host_keys_of_a_router_are_learned(desk, router):
    shown = subprocess.run([need("ssh-keyscan"), "-t", "ed25519", "-p", str(router.port), router.address], check=True,
                           capture_output=True, text=True).stdout
    desk.known_hosts.write_text(shown)
    desk.put("a", b"1")
    done = desk.copied("-v", "a", f"scp://user1:lab@127.0.0.1:{router.port}/flash:/learned")
    assert "has other host keys" in done.stderr, done.stderr
    kinds = sorted(line.split()[1] for line in desk.known_hosts.read_text().splitlines())
    assert kinds == ["ecdsa-sha2-nistp256", "ssh-ed25519", "ssh-rsa"]


# A program that asks in the place of the terminal.


def asking(desk, *answers):
    """SSH_ASKPASS: gives one answer after the other, and writes down what it was asked."""
    program = desk.home / "ask"
    for number, answer in enumerate(answers):
        (desk.home / f"answer{number}").write_text(answer + "\n")
    program.write_text(f"""#!/bin/sh
cd {desk.home}
number=$(cat asked.count 2>/dev/null || echo 0)
echo $((number + 1)) > asked.count
printf '%s\\n' "$1" >> asked
cat answer$number
""")
    program.chmod(0o755)
    desk.environment["SSH_ASKPASS"] = str(program)
    return desk.home / "asked"


def test_a_program_asks_about_the_host_and_for_the_password(desk, router):
    asked = asking(desk, "yes", "wrong", "lab")
    desk.put("a", b"1")
    arguments = ("-P", router.port, "a", "user1@127.0.0.1:flash:asked.bin")
    failed = desk.copy(*arguments)
    assert failed.returncode == 1 and "no terminal" in failed.stderr and not asked.exists()
    desk.environment["DISPLAY"] = ":0"
    desk.copied(*arguments)
    assert "asked.bin" in router.files()
    text = asked.read_text()
    assert "SHA256:" in text and "(yes/no/[fingerprint])? " in text and text.count("assword: ") == 2


def test_a_program_is_forced_or_forbidden(desk, router):
    desk.put("a", b"1")
    arguments = (*known(desk, router), "a", "user1@127.0.0.1:flash:forced.bin")
    asked = asking(desk, "lab")
    desk.environment["SSH_ASKPASS_REQUIRE"] = "force"
    child = desk.type(*arguments)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0 and "assword" not in child.before and "assword" in asked.read_text()
    desk.environment.update({"SSH_ASKPASS_REQUIRE": "never", "DISPLAY": ":0"})
    failed = desk.copy(*arguments)
    assert failed.returncode == 1 and asked.read_text().count("assword") == 1, failed.stderr


def test_a_program_that_is_cancelled_ends_the_copy(desk, router):
    desk.put("a", b"1")
    asking(desk)  # no answer: cat fails, as a dialog does that is cancelled
    desk.environment["SSH_ASKPASS_REQUIRE"] = "force"
    failed = desk.copy(*known(desk, router), "a", "user1@127.0.0.1:flash:never.bin")
    assert failed.returncode == 1 and "No password was given" in failed.stderr, failed.stderr


def test_methods_come_in_the_order_that_is_preferred(desk, friend):
    desk.put("a", b"1")
    desk.copied("-o", "PreferredAuthentications=publickey", "a", f"server:{friend.home}")
    failed = desk.copy("-o", "PreferredAuthentications=password", "a", f"server:{friend.home}")
    assert failed.returncode == 1 and "the server takes publickey" in failed.stderr
    failed = desk.copy("-o", "PubkeyAcceptedAlgorithms=rsa-sha2-512", "a", f"server:{friend.home}")
    assert failed.returncode == 1, "the key is one of Ed25519"


def test_a_password_goes_by_the_method_that_is_left_on(desk, router):
    desk.put("a", b"1")
    asking(desk, "lab")
    desk.environment["SSH_ASKPASS_REQUIRE"] = "force"
    desk.copied(*known(desk, router), "-o", "PasswordAuthentication=no", "a", "user1@127.0.0.1:flash:left-on.bin")


# A server that lies. sshd runs this in the place of every command.

LIAR = r"""
import sys
out = sys.stdout.buffer
def say(data):
    out.write(data)
    out.flush()
sys.stdin.buffer.read(1)
say(%r)
"""


@pytest.fixture
def liar(desk):
    """Starts a server that says `data` to every scp: liar(data) gives the options to reach it."""
    started = []

    def start(data):
        program = desk.home / "liar.py"
        program.write_text(LIAR % data)
        server = Sshd(options=[f"ForceCommand /usr/bin/python3 {program}"])
        started.append(server)
        server.__enter__()
        return ["-O", "-P", server.port, "-i", server.key, "-l", server.user, "-o", "StrictHostKeyChecking=accept-new"]

    yield start
    for server in started:
        server.__exit__()


@pytest.mark.parametrize("data, said", [
    (b"C0644 4 ../evil\nevil\0", "evil"),
    (b"D0755 0 other\nC0644 4 evil\nevil\0E\n", "other"),
    (b"D0755 0 ..\nC0644 4 evil\nevil\0E\n", "not allowed"),
    (b"C0644 4 .bashrc\nevil\0", ".bashrc"),
    (b"C0644 100 asked\ntoo little", "irectory"),
    (b"C0644 99999999999999999999 asked\n", "protocol error"),
    (b"\x01scp: \x1b[31mred\x07\n", "\\x1b"),
    (b"Welcome to this shell\n", "protocol error"),
])
def test_a_server_that_lies_leaves_nothing_here(desk, liar, data, said):
    options = liar(data)
    (desk.files / "asked").mkdir()
    copy = subprocess.Popen(["setsid", "-w", BINARY, "copy", "-r", *map(str, options), "127.0.0.1:asked", "."],
                            env=desk.environment, cwd=desk.files, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True)
    _, errors = copy.communicate(timeout=60)
    assert copy.returncode == 1
    assert said in errors and "\x1b" not in errors, errors
    assert tree_of(desk.files) == {"asked": None}
    assert not (desk.home / "evil").exists()
