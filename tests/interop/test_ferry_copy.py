"""`ferry copy` at a workstation: against the machine's sshd and a router of Ferry's, as its user would."""

import hashlib
import os
import pathlib
import signal
import subprocess
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
    assert "cannot reach 127.0.0.1: Connection refused" in failed.stderr and "--port" in failed.stderr


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
