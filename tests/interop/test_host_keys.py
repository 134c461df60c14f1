"""Host certificates, the router's own key as a client, the keys that it tells OpenSSH of, and weak algorithms of servers."""

import pathlib
import subprocess
import time

import pytest

import router as routers
from clients import HERE, content, key_pair, options_for, run, ssh, succeeded
from sshd import Sshd
from test_ferry_copy import Desk

GUIDE = (routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text()


class Authority:
    """Signs certificates of hosts."""

    def __init__(self, folder, name="authority"):
        folder = folder / name
        folder.mkdir()
        self.key = key_pair(folder, "ed25519")
        self.public = " ".join(self.key.with_suffix(".pub").read_text().split()[:2])

    def certify(self, public_key, *options, principal="127.0.0.1", serial=7):
        """The path of the certificate that belongs to the file of a public key."""
        succeeded(run(["ssh-keygen", "-q", "-s", self.key, "-I", "a host of the tests", "-h", "-n", principal, "-z", str(serial),
                       *options, public_key]))
        return public_key.with_name(public_key.stem + "-cert.pub")

    def chain(self, *lines, of="server 127.0.0.1"):
        below = "".join(f"  {line}\n" for line in lines)
        return f"ip ssh pubkey-chain\n authority {of}\n  key-string\n   {self.public}\n  exit\n{below}"


class CertifiedSshd(Sshd):
    """The machine's sshd with a host certificate."""

    def __init__(self, authority, *options, **more):
        super().__init__()
        self.sign = lambda key: authority.certify(pathlib.Path(f"{key}.pub"), *options, **more)

    def new_host_keys(self):
        keys = super().new_host_keys()
        self.options = [f"HostCertificate {self.sign(key)}" for key in keys]
        return keys

    def plain_key(self):
        return " ".join(pathlib.Path(f"{self.keys[0]}.pub").read_text().split()[:2])

    def allow(self, line):
        with open(self.folder / "authorized_keys", "a") as file:
            file.write(line + "\n")


@pytest.fixture(name="authority")
def some_authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture(name="desk")
def some_desk(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return Desk(home)


def fetch(desk, server):
    """A copy by `ferry copy` from the sshd, and what it said."""
    (server.home / "a.bin").write_bytes(content(1000))
    return desk.copy("-i", server.key, "-P", server.port, f"{server.user}@127.0.0.1:{server.home}/a.bin", "a.bin")


# --- ferry copy ---


def test_a_workstation_trusts_what_an_authority_of_known_hosts_has_certified(desk, authority):
    known = f"@cert-authority 127.0.0.* {authority.public}\n"
    desk.known_hosts.write_text(known)
    with CertifiedSshd(authority, "-V", "-1m:+5m") as server:
        done = fetch(desk, server)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        assert (desk.files / "a.bin").read_bytes() == content(1000)
    assert desk.known_hosts.read_text() == known, "a certificate need not be remembered"


@pytest.mark.parametrize("options,principal,why", [
    (("-V", "-2d:-1d"), "127.0.0.1", "it has expired"),
    (("-V", "+1d:+2d"), "127.0.0.1", "it is not valid yet"),
    ((), "r1.lab", "it is not for 127.0.0.1"),
    (("-O", "critical:x@example.com=y"), "127.0.0.1", "which means nothing here"),
])
def test_a_workstation_says_why_a_certificate_does_not_do(desk, authority, options, principal, why):
    desk.known_hosts.write_text(f"@cert-authority * {authority.public}\n")
    with CertifiedSshd(authority, *options, principal=principal) as server:
        done = fetch(desk, server)
        assert done.returncode != 0 and "the host's certificate is of no use" in done.stderr and why in done.stderr, done.stderr
        # As with OpenSSH, the key in it counts then.
        with open(desk.known_hosts, "a") as file:
            file.write(f"[127.0.0.1]:{server.port} {server.plain_key()}\n")
        done = fetch(desk, server)
        assert done.returncode == 0 and why in done.stderr, done.stderr


def test_another_authority_certifies_nothing_for_a_workstation(desk, authority, tmp_path):
    desk.known_hosts.write_text(f"@cert-authority * {Authority(tmp_path, 'other').public}\n")
    with CertifiedSshd(authority) as server:
        done = fetch(desk, server)
        assert done.returncode != 0 and "its authority is not known" in done.stderr, done.stderr


def test_an_authority_of_other_hosts_is_not_asked_for(desk, authority):
    desk.known_hosts.write_text(f"@cert-authority *.lab {authority.public}\n")
    with CertifiedSshd(authority) as server:
        done = fetch(desk, server)
        assert done.returncode != 0 and "is not known" in done.stderr and "certificate" not in done.stderr, done.stderr


@pytest.mark.parametrize("revoked", ["authority", "key"])
def test_a_workstation_trusts_nothing_that_is_revoked(desk, authority, revoked):
    with CertifiedSshd(authority) as server:
        key = authority.public if revoked == "authority" else server.plain_key()
        desk.known_hosts.write_text(f"@cert-authority * {authority.public}\n@revoked * {key}\n")
        done = fetch(desk, server)
        assert done.returncode != 0 and "is marked as revoked in" in done.stderr, done.stderr


# --- The router as a client ---


def own_key(router, label="backup"):
    succeeded(ssh(router, f"crypto key generate ed25519 label {label}"))
    return succeeded(ssh(router, f"show crypto key mypubkey openssh {label}")).stdout.strip()


def shown_key(router):
    """The Ed25519 key that clients see."""
    return succeeded(run(["ssh-keyscan", "-t", "ed25519", "-p", router.port, router.address])).stdout


def load(router, server):
    (server.home / "a.bin").write_bytes(content(1000))
    return ssh(router, f"copy {server.url(server.home / 'a.bin')} flash:a.bin").stdout


CLIENT = "file prompt quiet\nip ssh client keypair-name backup\n"


def test_a_router_logs_in_with_its_own_key(start_router, authority):
    router = start_router(config=GUIDE + CLIENT)
    before = shown_key(router)
    key = own_key(router)
    assert key.startswith("ssh-ed25519 AAAA") and key.endswith(" backup")
    with CertifiedSshd(authority) as server:
        assert "bytes copied" not in load(router, server)
        server.allow(key)
        assert "1000 bytes copied" in load(router, server)
        assert (router.flash / "a.bin").read_bytes() == content(1000)
    assert shown_key(router) == before, "it is no host key"


@pytest.mark.parametrize("options,principal,lines,why", [
    (("-V", "-1m:+5m"), "127.0.0.1", (), None),
    (("-V", "-2d:-1d"), "127.0.0.1", (), "it has expired"),
    ((), "r1.lab", (), "it is not for 127.0.0.1"),
    ((), "127.0.0.1", ("revoked serial 7",), "its serial number is revoked"),
])
def test_a_router_looks_at_the_certificate_of_a_server(start_router, authority, options, principal, lines, why):
    router = start_router(config=GUIDE + CLIENT + authority.chain(*lines))
    key = own_key(router)
    with CertifiedSshd(authority, *options, principal=principal) as server:
        server.allow(key)
        said = load(router, server)
    assert ("1000 bytes copied" in said) == (why is None), said
    assert "SERVER_KEY_LEARNED" not in router.log()
    if why:
        assert why in said and "%SSH-3-SERVER_KEY_REFUSED" in router.log()


def test_a_router_takes_no_plain_key_where_it_has_an_authority(start_router, authority):
    router = start_router(config=GUIDE + CLIENT + authority.chain())
    key = own_key(router)
    with Sshd() as server:
        with open(server.folder / "authorized_keys", "a") as file:
            file.write(key + "\n")
        assert "Host key has no certificate of an authority" in load(router, server)


def test_a_router_trusts_no_authority_that_is_revoked(start_router, authority):
    fingerprint = run(["ssh-keygen", "-lf", authority.key.with_suffix(".pub")]).stdout.split()[1]
    router = start_router(config=GUIDE + CLIENT + authority.chain() + f"exit\n revoked {fingerprint}\n")
    own_key(router)
    with CertifiedSshd(authority) as server:
        assert "it is revoked" in load(router, server)


def test_a_router_logs_in_as_its_lists_say(start_router, authority):
    router = start_router(config=GUIDE + CLIENT + "ip ssh client algorithm authentication password\n")
    key = own_key(router)
    with CertifiedSshd(authority) as server:
        server.allow(key)
        assert "the server takes publickey" in load(router, server), "no key is tried"
    router = start_router(config=GUIDE + CLIENT + "ip ssh client algorithm publickey rsa-sha2-512\n")
    key = own_key(router)
    with CertifiedSshd(authority) as server:
        server.allow(key)
        assert "bytes copied" not in load(router, server), "an Ed25519 key has no such signature"


@pytest.mark.parametrize("algorithm", ["rsa-sha2-256", "rsa-sha2-512"])
def test_a_router_signs_with_the_algorithm_of_its_list(start_router, algorithm):
    router = start_router(config=GUIDE + CLIENT + f"ip ssh client algorithm publickey {algorithm}\n")
    succeeded(ssh(router, "crypto key generate rsa modulus 2048 label backup"))
    key = succeeded(ssh(router, "show crypto key mypubkey openssh backup")).stdout.strip()
    with Sshd(options=["LogLevel DEBUG2"]) as server:
        with open(server.folder / "authorized_keys", "a") as file:
            file.write(key + "\n")
        assert "1000 bytes copied" in load(router, server)
        assert f"userauth-request for user {server.user} service ssh-connection method publickey" in (server.folder / "log").read_text()
        assert f"pkalg {algorithm}" in (server.folder / "log").read_text()


# --- The router as a server ---


def certified_router(start_router, authority, tmp_path, *options, **more):
    router = start_router(config=GUIDE + "ip ssh server certificate flash:/host-cert.pub\n")
    public = tmp_path / "host.pub"
    lines = succeeded(ssh(router, "show crypto key mypubkey openssh")).stdout.splitlines()
    public.write_text(next(line for line in lines if line.startswith("ssh-ed25519")) + "\n")
    router.put("host-cert.pub", authority.certify(public, *options, **more).read_bytes())
    return router


def connect_strictly(router, authority, tmp_path):
    known = tmp_path / "authorities"
    known.write_text(f"@cert-authority * {authority.public}\n")
    return ssh(router, "show privilege", options=(f"UserKnownHostsFile={known}", "StrictHostKeyChecking=yes"))


def test_openssh_trusts_a_router_by_its_certificate(start_router, authority, tmp_path):
    router = certified_router(start_router, authority, tmp_path)
    assert "Current privilege level is 15" in succeeded(connect_strictly(router, authority, tmp_path)).stdout
    shown = succeeded(ssh(router, "show ip ssh")).stdout
    assert 'Host Certificate: flash:/host-cert.pub: ID "a host of the tests" (serial 7) CA ssh-ed25519 SHA256:' in shown, shown
    assert "Hostkey Algorithms:ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256," in shown


def test_a_router_shows_no_certificate_that_is_of_no_use_and_says_so(start_router, authority, tmp_path):
    router = certified_router(start_router, authority, tmp_path, "-V", "-2d:-1d")
    assert connect_strictly(router, authority, tmp_path).returncode == 255
    assert "%SSH-4-HOST_CERTIFICATE: flash:/host-cert.pub is shown to nobody: it has expired" in router.log()
    other = key_pair(tmp_path, "ecdsa").with_suffix(".pub")
    router.put("host-cert.pub", authority.certify(other).read_bytes())
    assert connect_strictly(router, authority, tmp_path).returncode == 255
    shown = succeeded(ssh(router, "show ip ssh")).stdout
    assert "of no use, it certifies the key ecdsa-sha2-nistp256 SHA256:" in shown
    assert "which is none of the host keys (" in shown


def test_a_certificate_of_no_use_is_said_when_it_is_named(start_router, authority, tmp_path):
    router = start_router(config=GUIDE)
    user = key_pair(tmp_path, "ecdsa")
    succeeded(run(["ssh-keygen", "-q", "-s", authority.key, "-I", "a user", "-n", "user1", user.with_suffix(".pub")]))
    router.put("user.pub", user.with_name(user.name + "-cert.pub").read_bytes())
    router.put("host.pub", authority.certify(user.with_suffix(".pub")).read_bytes())
    router.put("text.pub", b"nothing of the kind\n")
    files = ("missing.pub", "text.pub", "user.pub", "host.pub")
    lines = ["configure terminal", *(f"ip ssh server certificate flash:/{file}" for file in files), "end",
             "show running-config | include certificate"]
    said = succeeded(ssh(router, flags=["-T"], input="\n".join(lines) + "\n")).stdout
    for words in ("% flash:/missing.pub is of no use as it is: No such file", "copy it there",
                  "% flash:/text.pub is of no use as it is: there is no certificate in it",
                  "% flash:/user.pub is of no use as it is: it is for a user, not for a host; have one made with ssh-keygen",
                  "% flash:/host.pub is of no use as it is: it certifies the key ecdsa-sha2-nistp256"):
        assert words in said, said
    assert "\nip ssh server certificate flash:/missing.pub" in said, "the line is kept"


def test_openssh_learns_the_other_host_keys_of_a_router(router, tmp_path):
    known = tmp_path / "known_hosts"
    options = (f"UserKnownHostsFile={known}", "HashKnownHosts=no")
    succeeded(ssh(router, "show privilege", options=(*options, "UpdateHostKeys=no", "HostKeyAlgorithms=ssh-ed25519")))
    assert len(known.read_text().splitlines()) == 1
    command = ["ssh", *options_for(router, *options, "UpdateHostKeys=yes"), "-p", str(router.port), f"{router.user}@{router.address}"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "FERRY_PASSWORD": router.password, "SSH_ASKPASS_REQUIRE": "force",
                   "SSH_ASKPASS": str(HERE / "askpass")}
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment,
                          start_new_session=True) as client:
        deadline = time.monotonic() + routers.PATIENCE
        while len(known.read_text().splitlines()) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        client.stdin.close()
        client.wait(routers.PATIENCE)
    types = sorted(line.split()[1] for line in known.read_text().splitlines())
    assert types == ["ecdsa-sha2-nistp256", "ssh-ed25519", "ssh-rsa"]


# --- Weak algorithms of servers ---


def test_a_router_logs_weak_algorithms_of_a_server(start_router, authority):
    weak = "ip ssh client algorithm mac hmac-sha1\nip ssh client algorithm encryption aes128-ctr\n"
    router = start_router(config=GUIDE + CLIENT + weak)
    key = own_key(router)
    with CertifiedSshd(authority) as server:
        server.allow(key)
        assert "1000 bytes copied" in load(router, server)
    assert "%SSH-4-WEAK_ALGORITHMS: SSH2 session with 127.0.0.1 uses weak algorithms: hmac-sha1" in router.log()


def test_a_workstation_warns_of_weak_algorithms_in_one_line(desk, authority):
    desk.known_hosts.write_text(f"@cert-authority * {authority.public}\n")
    (desk.ssh / "config").write_text("MACs hmac-sha1\nCiphers aes128-ctr\n")
    with CertifiedSshd(authority) as server:
        done = fetch(desk, server)
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines() == ["ferry: 127.0.0.1 agreed only on algorithms that are weak: hmac-sha1"]
