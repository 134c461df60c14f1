"""Plain ssh: one command, a shell with and without a terminal, keys, passwords, and every algorithm."""

import base64
import hashlib
import os
import re
import socket
import struct

import pytest

import router as routers
from clients import digest, key_options, key_pair, make_file, pubkey_chain, remote, run, scp, ssh, succeeded

KEX = ["sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org",
       "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group14-sha256",
       "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group-exchange-sha256"]
# OpenSSH has it since 9.9.
KEX_FOR_NEWER_CLIENTS = ["mlkem768x25519-sha256"]
HOST_KEYS = ["rsa-sha2-512", "rsa-sha2-256", "ecdsa-sha2-nistp256", "ssh-ed25519"]
CIPHERS = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com",
           "aes128-ctr", "aes192-ctr", "aes256-ctr"]
MACS = ["hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"]


def test_one_command_is_answered_with_its_status(router):
    done = succeeded(ssh(router, "show", "version"))
    assert "Version" in done.stdout


def test_a_command_that_does_not_exist_says_so(router):
    done = ssh(router, "make", "coffee")
    assert done.returncode != 0
    assert re.search("Invalid input|Unknown command|invalid autocommand", done.stdout + done.stderr)


def test_the_running_configuration_shows_the_guide_s_lines(router):
    shown = succeeded(ssh(router, "show running-config")).stdout.replace("\r", "")
    for line in ("aaa new-model", "aaa authentication login default local", "aaa authorization exec default local",
                 "username user1 privilege 15 password 0 lab", "ip scp server enable"):
        assert line in [shown_line.rstrip() for shown_line in shown.splitlines()], shown
    assert shown.rstrip().endswith("end")


def test_dir_lists_what_was_copied_in(router, tmp_path):
    succeeded(scp(router, make_file(tmp_path / "listed.bin", 12345), remote(router, "flash:/listed.bin")))
    shown = succeeded(ssh(router, "dir flash:")).stdout
    assert re.search(r"^\s*\d+\s+-rw-\s+12345\s.*\slisted\.bin\s*$", shown, re.MULTILINE), shown
    assert re.search(r"^\d+ bytes total \(\d+ bytes free\)", shown, re.MULTILINE), shown


def test_a_shell_without_a_terminal_takes_lines(router):
    done = succeeded(ssh(router, flags=["-T"], input="show version\nexit\n"))
    assert "Version" in done.stdout


def test_a_shell_with_a_terminal_shows_a_prompt(router):
    done = succeeded(ssh(router, flags=["-tt"], input="show version\rexit\r"))
    assert "Version" in done.stdout
    assert re.search(r"(?m)^[A-Za-z0-9._-]+#", done.stdout), done.stdout


def test_the_end_of_input_ends_a_shell(router):
    assert ssh(router, flags=["-T"], input="show version\n", limit=30).returncode == 0


def test_two_commands_share_one_connection(router, tmp_path):
    path = f"/tmp/ferry-mux-{router.port}"
    options = ("ControlMaster=auto", f"ControlPath={path}", "ControlPersist=20")
    succeeded(ssh(router, "show version", options=options))
    for _ in range(3):
        succeeded(ssh(router, "show version", options=options))
    source = make_file(tmp_path / "a", 100_000)
    succeeded(scp(router, source, remote(router, "flash:/shared.bin"), options=options))
    assert digest(router.flash / "shared.bin") == digest(source)
    run(["ssh", "-F", "/dev/null", "-o", f"ControlPath={path}", "-O", "exit", "-p", router.port, router.address])


# Algorithms


def round_trip(router, tmp_path, size=200_000, options=()):
    source = make_file(tmp_path / "source", size)
    name = f"algorithm-{abs(hash(options))}.bin"
    succeeded(scp(router, source, remote(router, f"flash:/{name}"), options=options))
    succeeded(scp(router, remote(router, f"flash:/{name}"), tmp_path / "back", options=options))
    assert digest(tmp_path / "back") == digest(source)


@pytest.mark.parametrize("kex", KEX + KEX_FOR_NEWER_CLIENTS)
def test_each_key_exchange(router, kex):
    if kex in KEX_FOR_NEWER_CLIENTS and kex not in run(["ssh", "-Q", "kex"]).stdout.split():
        pytest.skip(f"this ssh has no {kex}")
    succeeded(ssh(router, "show version", options=(f"KexAlgorithms={kex}",)))


@pytest.mark.parametrize("host_key", HOST_KEYS)
def test_each_host_key_algorithm(router, host_key):
    succeeded(ssh(router, "show version", options=(f"HostKeyAlgorithms={host_key}", "UserKnownHostsFile=/dev/null",
                                                   "StrictHostKeyChecking=no")))


@pytest.mark.parametrize("cipher", CIPHERS)
def test_each_cipher_both_ways(router, tmp_path, cipher):
    round_trip(router, tmp_path, options=(f"Ciphers={cipher}",))


@pytest.mark.parametrize("mac", MACS)
def test_each_mac_both_ways(router, tmp_path, mac):
    round_trip(router, tmp_path, options=("Ciphers=aes128-ctr", f"MACs={mac}"))


@pytest.mark.parametrize("cipher", ["aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"])
def test_the_client_changes_keys_in_the_middle_of_a_copy(router, tmp_path, cipher):
    round_trip(router, tmp_path, 8_000_000, (f"Ciphers={cipher}", "RekeyLimit=1M"))


def offered_by(router):
    """The name-lists of the server's KEXINIT, in its order (RFC 4253 section 7.1)."""
    with socket.create_connection((router.address, router.port), timeout=20) as connection:
        stream = connection.makefile("rb")
        assert stream.readline().startswith(b"SSH-2.0-")
        connection.sendall(b"SSH-2.0-probe\r\n")
        length, padding = struct.unpack(">IB", stream.read(5))
        payload = stream.read(length - 1)[:length - 1 - padding]
    assert payload[0] == 20
    lists, position = [], 17
    for _ in range(8):
        size = int.from_bytes(payload[position:position + 4], "big")
        lists.append(payload[position + 4:position + 4 + size].decode().split(","))
        position += 4 + size
    return lists


def test_nothing_is_offered_by_default_that_is_not_tested_here(router):
    kex, host_keys, ciphers, ciphers_back, macs, macs_back, *compression = offered_by(router)
    markers = {"kex-strict-s-v00@openssh.com", "kex-strict-s", "ext-info-s"}
    assert set(kex) - markers == set(KEX + KEX_FOR_NEWER_CLIENTS)
    assert set(host_keys) == set(HOST_KEYS)
    assert ciphers == ciphers_back and set(ciphers) == set(CIPHERS)
    assert macs == macs_back and set(macs) == set(MACS)
    assert compression == [["none"], ["none"]]
    assert "kex-strict-s-v00@openssh.com" in kex


def test_nothing_weak_is_agreed_on(router):
    for weak in ("Ciphers=aes128-cbc", "MACs=hmac-sha1", "KexAlgorithms=diffie-hellman-group1-sha1",
                 "KexAlgorithms=diffie-hellman-group14-sha1", "HostKeyAlgorithms=ssh-rsa"):
        options = (weak, "Ciphers=aes128-ctr", "LogLevel=INFO")[:: 1 if weak.startswith("MACs") else 2]
        done = ssh(router, "show version", options=options)
        assert done.returncode == 255 and "no matching" in done.stderr.lower(), (weak, done.stderr)


def test_an_old_algorithm_can_be_configured(start_router):
    config = "ip ssh server algorithm encryption aes128-cbc aes128-ctr\nip ssh server algorithm mac hmac-sha1\n"
    router = start_router(config=guide() + config)
    succeeded(ssh(router, "show version", options=("Ciphers=aes128-cbc", "MACs=hmac-sha1")))
    assert ssh(router, "show version", options=("Ciphers=aes256-gcm@openssh.com",)).returncode == 255


# Logging in


def guide():
    return (routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text()


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_both_ways_to_type_a_password(router, method):
    succeeded(ssh(router, "show version", options=(f"PreferredAuthentications={method}",)))


def test_a_wrong_password_and_an_unknown_user_hear_the_same(start_router):
    router = start_router()
    wrong = ssh(router, "show version", password="wrong")
    unknown = ssh(router, "show version", user="nobody-here")
    assert wrong.returncode == 255
    for done, user in ((wrong, "user1"), (unknown, "nobody-here")):
        assert f"{user}@{router.address}: Permission denied (" in done.stderr, done.stderr
        assert not done.stdout
    assert wrong.stderr.replace("user1", "X") == unknown.stderr.replace("nobody-here", "X")


@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
def test_a_key_of_the_pubkey_chain_logs_in(start_router, tmp_path, kind):
    path = key_pair(tmp_path, kind)
    router = start_router(config=guide() + pubkey_chain(path))
    succeeded(ssh(router, "show version", options=key_options(path)))
    succeeded(scp(router, make_file(tmp_path / "a", 1000), remote(router, "flash:/key.bin"), options=key_options(path)))
    (tmp_path / "other").mkdir()
    stranger = key_pair(tmp_path / "other", kind)
    assert ssh(router, "show version", options=key_options(stranger)).returncode == 255


def test_the_hash_of_a_key_is_enough(start_router, tmp_path):
    path = key_pair(tmp_path, "rsa")
    blob = base64.b64decode(path.with_suffix(".pub").read_text().split()[1])
    chain = f"ip ssh pubkey-chain\n username user1\n  key-hash ssh-rsa {hashlib.md5(blob).hexdigest().upper()}\n"
    router = start_router(config=guide() + chain)
    succeeded(ssh(router, "show version", options=key_options(path)))


def test_a_hashed_secret_is_verified(start_router):
    hashed = succeeded(run(["openssl", "passwd", "-1", "-salt", "abcd", "geheim"])).stdout.strip()
    lines = guide() + f"username user2 privilege 15 secret 5 {hashed}\n"
    router = start_router(config=lines)
    succeeded(ssh(router, "show version", user="user2", password="geheim"))
    assert ssh(router, "show version", user="user2", password="falsch").returncode != 0


def test_an_ssh_1_client_reads_one_line_and_is_left(router):
    with socket.create_connection((router.address, router.port), timeout=20) as connection:
        connection.sendall(b"SSH-1.5-Ancient\r\n")
        said = b""
        while piece := connection.recv(4096):
            said += piece
    lines = [line for line in said.decode().split("\n") if line.strip()]
    refusal = [line for line in lines if not line.startswith("SSH-")]
    assert len(refusal) == 1 and refusal[0].strip().isprintable(), said


def test_noise_instead_of_ssh_ends_the_connection(router):
    for noise in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes(range(256)) * 300, b"SSH-2.0-x\r\n" + b"\xff" * 5000):
        with socket.create_connection((router.address, router.port), timeout=20) as connection:
            try:
                connection.sendall(noise)
                while connection.recv(65536):
                    pass
            except ConnectionError:
                pass
    succeeded(ssh(router, "show version"))


def test_the_environment_is_refused_politely(router):
    os.environ["FERRY_SENT"] = "1"
    succeeded(ssh(router, "show version", options=("SendEnv=FERRY_SENT LC_ALL", "ServerAliveInterval=1")))
