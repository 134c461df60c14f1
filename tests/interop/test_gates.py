"""Who may copy, and what the log says about those who may not."""

import re

import pytest

import router as routers
from clients import content, make_file, remote, scp, ssh, succeeded

GUIDE = """\
aaa new-model
aaa authentication login default local
aaa authorization exec default local
username user1 privilege 15 password 0 lab
username guest privilege 1 password 0 lab
username half privilege 14 password 0 lab
"""


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=GUIDE + "ip scp server enable\n") as running:
        yield running


@pytest.mark.parametrize("user", ["guest", "half"])
def test_less_than_privilege_15_is_denied_both_ways(router, tmp_path, user):
    router.put("secret.bin", content(100))
    up = scp(router, make_file(tmp_path / "a", 10), remote(router, f"flash:/{user}.bin", user=user))
    down = scp(router, remote(router, "flash:/secret.bin", user=user), tmp_path / "x")
    for done in (up, down):
        assert done.returncode != 0 and "Privilege denied." in done.stderr, done.stderr
    assert f"{user}.bin" not in router.files()
    assert not (tmp_path / "x").exists()
    assert re.search(f"(?im)^.*{user}.*privilege|privilege.*{user}", router.log()), router.log()


def test_without_ip_scp_server_enable_nothing_is_copied(start_router, tmp_path):
    router = start_router(config=GUIDE)
    done = scp(router, make_file(tmp_path / "a", 10), remote(router, "flash:/a"))
    assert done.returncode != 0 and "disabled" in done.stderr.lower(), done.stderr
    assert "a" not in router.files()
    assert "scp" in router.log().lower()
    succeeded(ssh(router, "show version"))


def test_without_exec_authorization_everybody_has_privilege_1(start_router, tmp_path):
    router = start_router(config=GUIDE.replace("aaa authorization exec default local\n", "") + "ip scp server enable\n")
    done = scp(router, make_file(tmp_path / "a", 10), remote(router, "flash:/a"))
    assert done.returncode != 0 and "Privilege denied." in done.stderr, done.stderr


def test_a_server_group_that_cannot_answer_lets_nobody_in(start_router):
    router = start_router(config=(routers.EXAMPLES / "secure-copy-tacacs.cfg").read_text())
    assert ssh(router, "show version").returncode != 0


def test_the_next_method_answers_when_a_group_cannot(start_router, tmp_path):
    config = GUIDE.replace("login default local", "login default group tacacs+ local").replace(
        "exec default local", "exec default group tacacs+ local") + "ip scp server enable\n"
    router = start_router(config=config)
    succeeded(scp(router, make_file(tmp_path / "a", 10), remote(router, "flash:/fallback.bin")))


def test_debug_ip_scp_prints_the_dialogue(start_router, tmp_path):
    router = start_router()
    assert "debugging is on" in succeeded(ssh(router, "debug ip scp")).stdout
    succeeded(scp(router, make_file(tmp_path / "dialogue.bin", 1381), remote(router, "flash:/dialogue.bin")))
    stamp = r"\*?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3}: "
    sent, received = r"SCP: \[\d+ -> 127\.0\.0\.1:\d+\] send ", r"SCP: \[\d+ <- 127\.0\.0\.1:\d+\] recv "
    lines = [line for line in router.log().splitlines() if "SCP: [" in line]
    expected = [sent + "<OK>", received + r"C0644 1381 dialogue\.bin", sent + "<OK>", received + "1381 bytes",
                received + "<OK>", sent + "<OK>", received + "<EOF>"]
    assert len(lines) == len(expected), lines
    for line, pattern in zip(lines, expected):
        assert re.fullmatch(stamp + pattern, line), (line, pattern)
    assert "recv 1381 bytes" in succeeded(ssh(router, "show logging")).stdout
