"""The router's own `copy` against real servers: lighttpd, pyftpdlib and atftpd, in both directions, and what goes wrong."""

import re
import socket

import pytest

import router as routers
from clients import content as bytes_of, ssh, succeeded
from far_servers import Certificate, Folder, Misbehaving, free_port, ftp_server, tftp_server, web_server
from prompts import await_true, over_ssh

CONFIG = """hostname R1
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
ip scp server enable
ip host server1 127.0.0.1
ip host nowhere 192.0.2.1
ip tftp blocksize 1468
"""
LARGE = 3_000_000


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG, options=["--flash-size", "16MB"]) as running:
        yield running


@pytest.fixture
def folder(workshop):
    return Folder(workshop)


@pytest.fixture(scope="module")
def authority(workshop):
    return Certificate(workshop)


@pytest.fixture
def bad():
    with Misbehaving() as server:
        yield server


@pytest.fixture(params=["http", "ftp", "tftp"])
def far(request, folder):
    """One server after the other: the beginning of its URLs, for somebody who may write."""
    if request.param == "http":
        with web_server(folder) as port:
            yield f"http://127.0.0.1:{port}"
    elif request.param == "ftp":
        with ftp_server(folder) as port:
            yield f"ftp://user1:lab@127.0.0.1:{port}"
    else:
        with tftp_server(folder) as port:
            yield f"tftp://127.0.0.1:{port}"


def copy(router, source, target, status=0):
    """ssh host 'copy ...': what it printed."""
    done = ssh(router, f"copy {source} {target}")
    assert done.returncode == status, (done.stdout, done.stderr)
    assert "lab" not in done.stdout, "a password is shown"
    return done.stdout


@pytest.mark.parametrize("size", [0, 1, 511, 512, 1468, LARGE])
def test_fetches_every_byte(router, folder, far, size):
    content = bytes_of(size)
    folder.put("in.bin", content)
    printed = copy(router, f"{far}/in.bin", f"flash:in-{size}")
    assert (router.flash / f"in-{size}").read_bytes() == content
    assert f"[OK - {size} bytes]" in printed
    assert re.search(rf"^{size} bytes copied in \d+\.\d{{3}} secs \(\d+ bytes/sec\)$", printed, re.MULTILINE), printed
    (router.flash / f"in-{size}").unlink()


@pytest.mark.parametrize("size", [0, 1, 512, LARGE])
def test_sends_every_byte(router, folder, far, size):
    content = bytes_of(size)
    router.put("out.bin", content)
    printed = copy(router, "flash:out.bin", f"{far}/out.bin")
    await_true("the file is there", lambda: folder.read("out.bin") == content)
    assert f"{size} bytes copied in " in printed


def test_says_what_is_missing(router, far):
    printed = copy(router, f"{far}/nothing", "flash:nothing", status=1)
    assert re.search(r"^%Error opening \w+://\S+/nothing \(No such file or directory\)$", printed, re.MULTILINE), printed
    assert not (router.flash / "nothing").exists()


def test_a_file_goes_from_one_machine_to_another(router, workshop, far):
    folder = Folder(workshop)
    router.put("hop.bin", bytes_of(100_000))
    copy(router, "flash:hop.bin", f"{far}/hop.bin")
    with ftp_server(folder) as port:
        copy(router, f"{far}/hop.bin", f"ftp://user1:lab@127.0.0.1:{port}/hop.bin")
    assert folder.read("hop.bin") == (router.flash / "hop.bin").read_bytes()


def test_configurations_go_out_under_the_name_of_the_device_and_come_back(router, folder):
    with tftp_server(folder) as port:
        copy(router, "running-config", f"tftp://127.0.0.1:{port}")
        assert b"hostname R1\n" in folder.read("r1-confg")
        folder.put("bad", b"ip domain name example.com\nnonsense\n")
        printed = copy(router, f"tftp://127.0.0.1:{port}/bad", "running-config")
    assert "nonsense\n  ^\n% Invalid input detected at '^' marker." in printed
    assert "ip domain name example.com" in ssh(router, "show running-config").stdout


def test_nobody_listens(router):
    for scheme in ("http", "ftp"):
        printed = copy(router, f"{scheme}://127.0.0.1:{free_port()}/a", "flash:a", status=1)
        assert "(Connection refused)" in printed, printed


def test_a_name_that_nobody_has(router):
    printed = copy(router, "http://no-such-host.invalid/a", "flash:a", status=1)
    assert "%Error opening http://no-such-host.invalid/a (Invalid IP address or hostname)" in printed


def test_names_of_the_configuration_and_of_the_machine(router, folder):
    folder.put("a", b"by name")
    with web_server(folder) as port:
        copy(router, f"http://server1:{port}/a", "flash:by-ip-host")
        copy(router, f"http://localhost:{port}/a", "flash:by-hosts-file")
    assert (router.flash / "by-hosts-file").read_bytes() == b"by name"


def test_ipv6(router, folder):
    folder.put("a", b"six")
    with web_server(folder, family=socket.AF_INET6) as port:
        printed = copy(router, f"http://[::1]:{port}/a", "flash:six")
        assert f"Accessing http://[::1]:{port}/a...\n" in printed
        copy(router, "flash:six", f"http://[::1]:{port}/back")
    assert (router.flash / "six").read_bytes() == b"six"
    assert folder.read("back") == b"six"


def test_who_may_not_is_told_so(router, folder):
    folder.put("a", b"x")
    with web_server(folder, password="lab") as port:
        assert "(Permission denied)" in copy(router, f"http://127.0.0.1:{port}/a", "flash:a", status=1)
        assert "(Permission denied)" in copy(router, f"http://user1:no@127.0.0.1:{port}/a", "flash:a", status=1)
        assert "http://*:*@127.0.0.1" in copy(router, f"http://user1:lab@127.0.0.1:{port}/a", "flash:allowed")
        copy(router, "flash:allowed", f"http://user1:lab@127.0.0.1:{port}/b")
    with ftp_server(folder) as port:
        assert "(Permission denied)" in copy(router, f"ftp://user1:no@127.0.0.1:{port}/a", "flash:a", status=1)
        copy(router, f"ftp://127.0.0.1:{port}/a", "flash:anonymous")
        assert "(Permission denied)" in copy(router, "flash:allowed", f"ftp://127.0.0.1:{port}/b", status=1)


def test_tls_is_trusted_only_with_the_authority_of_the_lab(router, folder, authority, start_router):
    folder.put("a", b"by TLS")
    with web_server(folder, certificate=authority) as port:
        printed = copy(router, f"https://localhost:{port}/a", "flash:tls", status=1)
        assert "(Certificate not trusted)" in printed
        trusting = start_router(config=CONFIG + "ip http client ca-certificate flash:ca.pem\n")
        assert "(No certificates in flash:ca.pem)" in copy(trusting, f"https://localhost:{port}/a", "flash:tls", status=1)
        trusting.put("ca.pem", authority.authority.read_bytes())
        copy(trusting, f"https://localhost:{port}/a", "flash:tls")
        copy(trusting, "flash:tls", f"https://127.0.0.1:{port}/b")
        assert "(Certificate not trusted)" in copy(trusting, f"https://server1:{port}/a", "flash:other", status=1)
    assert (trusting.flash / "tls").read_bytes() == folder.read("b") == b"by TLS"


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", b"",
    b"nonsense\r\n\r\n", b"\x1b[2J\x00\xff" * 100, b"HTTP/1.1 500 \x1b[2J\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nx"],
    ids=["cut", "cut-chunk", "nothing", "no-http", "noise", "broken", "to-a-file", "circle", "too-large"])
def test_a_server_that_lies_leaves_nothing(router, bad, answer):
    bad.says("a", answer)
    before = router.files()
    printed = copy(router, f"http://127.0.0.1:{bad.port}/a", "flash:a", status=1)
    assert "%Error " in printed and "Undefined error" not in printed, printed
    assert "\x1b" not in printed and "\x00" not in printed
    assert router.files() == before


def test_a_file_without_end_fills_the_flash_and_goes_again(router, bad):
    bad.never_ends("a")
    before = router.files()
    printed = copy(router, f"http://127.0.0.1:{bad.port}/a", "flash:endless", status=1)
    assert "(Not enough space on device)" in printed
    assert printed.count("!") < 1000
    assert router.files() == before


def test_a_file_that_has_moved_is_found(router, bad, folder):
    folder.put("a", b"moved")
    with web_server(folder) as port:
        bad.says("a", f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/a\r\n\r\n".encode())
        copy(router, f"http://user1:lab@127.0.0.1:{bad.port}/a", "flash:moved")
    assert (router.flash / "moved").read_bytes() == b"moved"


@pytest.mark.parametrize("key", ["\x03", "\x1e"], ids=["ctrl-c", "ctrl-^"])
@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"], ids=["connecting", "moving"])
def test_keys_abort_within_a_second(router, bad, key, said):
    bad.hangs("slow", said)
    with over_ssh(router) as typist:
        typist.answer(f"copy http://127.0.0.1:{bad.port}/slow flash:slow")
        typist.sees_text("Destination filename [slow]? ")
        typist.press("\r")
        typist.sees_text("Loading" if said else "Accessing")
        typist.press(key)
        typist.program.expect(r"%Error \w+ http://\S+/slow \(Aborted\)\r\n", timeout=1.5)
        typist.sees(r"R1#")
    assert not (router.flash / "slow").exists()


def test_an_aborted_upload_leaves_nothing_on_an_ftp_server(router, folder):
    router.put("large.bin", bytes_of(8_000_000))
    with ftp_server(folder) as port, over_ssh(router) as typist:
        typist.answer(f"copy http://127.0.0.1:{port}/x null:")  # what is no web server
        typist.sees(r"%Error .*\r\n")
        folder.put("a", b"")
        typist.answer(f"copy flash:large.bin ftp://user1:lab@127.0.0.1:{port}/part")
        typist.sees_text("Destination filename [part]? ")
        typist.press("\r\x03")
        typist.sees(r"R1#")
        await_true("the part is gone", lambda: folder.names() in (["a"], ["a", "part"]) and
                   (folder.names() == ["a"] or len(folder.read("part")) == 8_000_000))


def test_a_session_that_is_lost_ends_its_copy(router, bad):
    bad.hangs("slow", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12")
    before = router.descriptors()
    with over_ssh(router) as typist:
        typist.answer(f"copy http://127.0.0.1:{bad.port}/slow flash:lost")
        typist.press("\r")
        typist.sees_text("Loading")
        typist.program.kill(9)
    await_true("the copy has ended", lambda: router.descriptors() == before)
    assert not (router.flash / "lost").exists()


@pytest.mark.large  # waits for the client that gives up
def test_a_silent_tftp_server_is_given_up(router):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        printed = copy(router, f"tftp://127.0.0.1:{silent.getsockname()[1]}/a", "flash:a", status=1)
    assert "(Timed out)" in printed, printed


def test_dialog_at_a_terminal(router, folder):
    folder.put("test", b"0123456789" * 3)
    with tftp_server(folder) as port, over_ssh(router) as typist:
        typist.answer("copy tftp: flash:")
        typist.sees_text("Address or name of remote host []? ")
        typist.answer(f"127.0.0.1:{port}")
        typist.sees_text("Source filename []? ")
        typist.answer("test")
        typist.sees_text("Destination filename [test]? ")
        typist.answer("")
        typist.sees_text(f"Accessing tftp://127.0.0.1:{port}/test...\r\n")
        typist.sees(r"Loading test from 127\.0\.0\.1( \(via \w+\))?: !\r\n\[OK - 30 bytes\]\r\n\r\n30 bytes copied in ")
        typist.sees("R1#")


def test_nothing_is_looked_up_without_domain_lookup(start_router, folder):
    router = start_router(config=CONFIG + "no ip domain lookup\n")
    folder.put("a", b"x")
    with web_server(folder) as port:
        assert "(Invalid IP address or hostname)" in copy(router, f"http://localhost:{port}/a", "flash:a", status=1)
        copy(router, f"http://server1:{port}/a", "flash:a")


def test_passwords_are_in_no_log(router):
    log = router.log() + succeeded(ssh(router, "show logging")).stdout
    assert ":lab@" not in log
