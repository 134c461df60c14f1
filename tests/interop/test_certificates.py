"""Users of OpenSSH who log in with certificates, and the lists that take these away again."""

import shutil

import pytest

import router as routers
from clients import content, key_options, key_pair, remote, run, scp, ssh, succeeded


def guide():
    return (routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text()


class Authority:
    """An authority of users, and one user with a key."""

    def __init__(self, folder):
        self.folder = folder
        self.signer = key_pair(folder, "ed25519").rename(folder / "authority")
        (folder / "ed25519.pub").rename(folder / "authority.pub")
        self.user = key_pair(folder, "ecdsa")

    def configuration(self, *lines):
        key = self.signer.with_suffix(".pub").read_text().strip()
        below = "".join(f"  {line}\n" for line in lines)
        return f"{guide()}\nip ssh pubkey-chain\n authority user staff\n  key-string\n   {key}\n  exit\n{below}"

    def certify(self, *options, principal="user1", serial=7, signer=None, name="user1 of the tests"):
        succeeded(run(["ssh-keygen", "-q", "-s", signer or self.signer, "-I", name, "-n", principal, "-z", str(serial),
                       *options, self.user.with_suffix(".pub")]))
        return self.user

    def login(self, router, command="show privilege"):
        certificate = self.user.with_name(self.user.name + "-cert.pub")
        options = (*key_options(self.user), f"CertificateFile={certificate}")
        return ssh(router, command, options=options)


@pytest.fixture(name="authority")
def some_authority(tmp_path):
    return Authority(tmp_path)


def test_a_certificate_logs_in_and_the_log_says_which(start_router, authority, tmp_path):
    router = start_router(config=authority.configuration())
    authority.certify("-V", "-1m:+5m", "-O", "source-address=127.0.0.0/8")
    assert "Current privilege level is 15" in succeeded(authority.login(router)).stdout
    assert 'ID "user1 of the tests" (serial 7) CA ssh-ed25519 SHA256:' in router.log()
    source = tmp_path / "a.bin"
    source.write_bytes(content(100_000))
    succeeded(scp(router, source, remote(router, "flash:/a.bin"), options=key_options(authority.user)))
    assert (router.flash / "a.bin").read_bytes() == content(100_000)


@pytest.mark.parametrize("options,principal,why", [
    (("-V", "-2d:-1d"), "user1", "it has expired"),
    (("-V", "+1d:+2d"), "user1", "it is not valid yet"),
    ((), "somebody", "it is not for user1"),
    (("-O", "source-address=192.0.2.0/24"), "user1", "it is good from 192.0.2.0/24 only"),
    (("-O", "critical:x@example.com=y"), "user1", "which means nothing here"),
    (("-h",), "user1", "it is for a host, not for a user"),
])
def test_a_certificate_that_does_not_fit_is_refused(start_router, authority, options, principal, why):
    router = start_router(config=authority.configuration())
    authority.certify(*options, principal=principal)
    assert authority.login(router).returncode == 255
    assert why in router.log() or "-h" in options  # a client shows no certificate of a host


def test_another_authority_is_not_trusted(start_router, authority, tmp_path):
    router = start_router(config=authority.configuration())
    (tmp_path / "other").mkdir()
    authority.certify(signer=key_pair(tmp_path / "other", "rsa"))
    assert authority.login(router).returncode == 255


def test_a_serial_number_is_revoked(start_router, authority):
    router = start_router(config=authority.configuration("revoked serial 7"))
    authority.certify(serial=7)
    assert authority.login(router).returncode == 255
    authority.certify(serial=8)
    succeeded(authority.login(router))


def test_a_list_of_ssh_keygen_revokes(start_router, authority, tmp_path):
    router = start_router(config=authority.configuration() + " exit\n revocation-list flash:/revoked.krl\n")
    authority.certify(serial=7)
    assert authority.login(router).returncode == 255, "without the list nobody knows who is on it"
    (tmp_path / "spec").write_text("serial: 9\n")
    make = ["ssh-keygen", "-q", "-k", "-f", tmp_path / "krl", "-s", authority.signer.with_suffix(".pub")]
    succeeded(run([*make, tmp_path / "spec"]))
    shutil.copy(tmp_path / "krl", router.flash / "revoked.krl")
    (router.flash / "revoked.krl").chmod(0o644)
    succeeded(authority.login(router))
    (tmp_path / "spec").write_text("serial: 7\n")
    succeeded(run([*make, "-u", tmp_path / "spec"]))
    shutil.copy(tmp_path / "krl", router.flash / "revoked.krl")
    assert authority.login(router).returncode == 255


def test_a_certificate_may_name_the_only_command(start_router, authority):
    router = start_router(config=authority.configuration())
    authority.certify("-O", "force-command=show privilege")
    assert "Current privilege level" in succeeded(authority.login(router, "show version")).stdout
