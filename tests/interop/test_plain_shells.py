"""A person's and a script's programs at the prompt: ssh with and without a terminal, plink, dbclient."""

import re

import pytest

import router as routers
from clients import need, options_for, run, ssh, succeeded
from prompts import PROMPT, Typist, over_ssh, shell

CONFIG = ("hostname R1\naaa new-model\naaa authentication login default local\naaa authorization exec default local\n"
          "username user1 privilege 15 password 0 lab\nip scp server enable\n")


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


# One command


def test_one_command_says_its_output_and_nothing_else(router):
    done = succeeded(ssh(router, "show privilege"))
    assert done.stdout == "Current privilege level is 15\n" or done.stdout == "Current privilege level is 15\r\n"
    assert done.stderr == ""


def test_a_filter_works_without_a_shell(router):
    done = succeeded(ssh(router, "show running-config | include scp"))
    assert done.stdout.split() == ["ip", "scp", "server", "enable"]


def test_a_filter_in_two_words_works(router):
    done = succeeded(ssh(router, "show", "running-config", "|", "count", "^username"))
    assert "= 1" in done.stdout


@pytest.mark.parametrize("command", ["show nonsense", "show", "s", "nonsense", "configure", "show running-config | include (",
                                     "copy flash:/missing flash:/x"])
def test_a_command_that_fails_says_so_in_its_status(router, command):
    done = ssh(router, command)
    assert done.returncode not in (0, 255) and "%" in done.stdout + done.stderr, done


def test_no_output_is_paged_and_all_of_it_comes(router):
    done = succeeded(ssh(router, "show running-config"))
    assert "--More--" not in done.stdout and done.stdout.rstrip().endswith("end")


def test_a_command_that_would_ask_does_not_wait_for_ever(router):
    assert ssh(router, "reload", limit=20).returncode != 0
    succeeded(ssh(router, "show version"))


# A shell


def test_a_terminal_of_no_size(router):
    """`ssh -tt` without a terminal of its own: 0 x 0 counts as 24 x 80, so there is a pager."""
    done = succeeded(ssh(router, flags=["-tt"], input="terminal length 0\rshow running-config\rexit\r"))
    assert "--More--" not in done.stdout and "\nend\n" in done.stdout
    done = succeeded(ssh(router, flags=["-tt"], input="show running-config\rqexit\r"))
    assert "R1#exit\n" in done.stdout and "\nend\n" not in done.stdout, done.stdout


def test_a_pipe_is_not_echoed_and_not_paged(router):
    done = succeeded(ssh(router, flags=["-T"], input=b"show running-config\nshow privilege\nexit\n", binary=True))
    assert b"--More--" not in done.stdout and b"\r" not in done.stdout
    assert b"show privilege" not in done.stdout
    assert b"\nend\n" in done.stdout and b"Current privilege level is 15\n" in done.stdout


def test_a_pipe_configures(router):
    lines = ["configure terminal", "ip domain-name lab.example", "banner motd #", "two", "lines#", "end", "show banner motd",
             "configure terminal", "no banner motd", "no ip domain-name", "end"]
    done = succeeded(ssh(router, flags=["-T"], input="\n".join(lines) + "\n"))
    assert "% " not in done.stdout and "two\nlines" in done.stdout, done.stdout


def test_the_end_of_the_pipe_ends_the_shell_after_its_last_command(router):
    done = succeeded(ssh(router, flags=["-T"], input="show version\nshow privilege"))
    assert "Version" in done.stdout


def test_a_shell_without_a_terminal_is_a_shell(router):
    with shell(router, has_terminal=False) as raw:
        raw.send("show privilege\n")
        raw.until("Current privilege level is 15")
        raw.send("exit\n")
        assert raw.exit_status() == 0
        assert raw.channel.recv(100) in (b"", b"\n") or raw.rest() is not None


def test_a_person_at_openssh(router):
    with over_ssh(router) as typist:
        assert typist.command("show privilege") == "Current privilege level is 15"
        typist.press("sh")
        typist.sees_text("sh")
        typist.press("\t")
        typist.sees_text("show ")
        typist.press("priv\t")
        typist.sees_text("privilege ")
        typist.press("\r")
        typist.sees_text("Current privilege level is 15")
        typist.answer("exit")
        assert typist.ends() == 0


def test_the_window_of_openssh_changes(router):
    with over_ssh(router, rows=40, columns=100) as typist:
        assert "Length: 40 lines, Width: 100 columns" in typist.command("show line vty 0")
        typist.resize(21, 132)
        for _ in range(200):
            if "Length: 21 lines, Width: 132 columns" in typist.command("show line vty 0"):
                return
    raise AssertionError("the router never heard of the new size")


def test_a_terminal_of_511_columns_and_a_thousand_lines(router):
    with over_ssh(router, rows=1000, columns=511) as typist:
        assert typist.command("show running-config").rstrip().endswith("end")
        long_line = "show running-config | include " + "q" * 450
        assert typist.command(long_line) in ("", "\n")


def test_more_stops_and_goes_on(router):
    with over_ssh(router, rows=10) as typist:
        typist.answer("show running-config")
        first = typist.sees_text(" --More-- ").split("show running-config\r\n")[1]
        assert first.count("\n") == 9
        typist.press("\r")
        assert typist.sees_text(" --More-- ").count("\n") == 1
        typist.press(" ")
        assert typist.sees_text(" --More-- ").count("\n") == 9
        typist.press("/^line vty\r")
        typist.sees_text("\nline vty 0 4\r\n")


def test_q_leaves_the_pager_with_a_clean_line(router):
    with over_ssh(router, rows=10) as typist:
        typist.answer("show running-config")
        typist.sees_text(" --More-- ")
        typist.press("q")
        erased = typist.sees("R1#")
        assert erased.replace("\b", "").strip() == "", erased
        assert typist.command("show privilege") == "Current privilege level is 15"


@pytest.mark.parametrize("key", ["\x03", "\x1e", "x"], ids=["^C", "^^", "another key"])
def test_other_keys_leave_the_pager_too(router, key):
    with over_ssh(router, rows=10) as typist:
        typist.answer("show running-config")
        typist.sees_text(" --More-- ")
        typist.press(key)
        typist.sees("R1#")
        assert typist.command("show privilege") == "Current privilege level is 15"


@pytest.mark.parametrize("key", ["\x03", "\x1e"], ids=["^C", "^^"])
def test_a_long_output_is_broken_off(router, key):
    router.put("endless.txt", b"on and on\n" * 3_000_000)
    with over_ssh(router) as typist:
        typist.command("terminal length 0")
        typist.answer("more flash:/endless.txt")
        typist.sees_text("on and on")
        typist.press(key)
        typist.sees(r"\nR1#")
        assert len(typist.shown()) < 10_000_000
        assert typist.command("show privilege") == "Current privilege level is 15"


def test_a_message_does_not_tear_the_line_being_typed(router):
    with over_ssh(router) as typist:
        typist.command("terminal monitor")
        typist.command("configure terminal")
        typist.command("line vty 0 4")
        typist.command("logging synchronous")
        typist.command("end")
        typist.press("show pri")
        typist.sees_text("show pri")
        succeeded(ssh(router, "show version"))
        typist.sees(r"%SEC_LOGIN-5-LOGIN_SUCCESS: [^\r\n]*\r\n")
        typist.sees_text("R1#show pri")
        typist.press("vilege\r")
        typist.sees_text("Current privilege level is 15")


# Other programs


@pytest.fixture(scope="module")
def host_keys(router, tmp_path_factory):
    scanned = tmp_path_factory.mktemp("keys") / "scanned"
    scanned.write_text(succeeded(run(["ssh-keyscan", "-p", router.port, router.address])).stdout)
    listed = succeeded(run(["ssh-keygen", "-l", "-f", scanned])).stdout
    return [option for line in listed.splitlines() for option in ("-hostkey", line.split()[1])]


def plink(router, host_keys, tmp_path, *options):
    password = tmp_path / "password"
    password.write_text(router.password + "\n")
    return [need("plink"), "-batch", "-ssh", "-P", str(router.port), "-l", router.user, "-pwfile", str(password), *host_keys,
            *options, router.address]


def test_plink_runs_one_command(router, host_keys, tmp_path):
    done = succeeded(run([*plink(router, host_keys, tmp_path), "show privilege"], home=str(tmp_path)))
    assert done.stdout.strip() == "Current privilege level is 15"


def test_plink_takes_a_pipe(router, host_keys, tmp_path):
    done = succeeded(run([*plink(router, host_keys, tmp_path, "-T")], home=str(tmp_path), input="show privilege\nexit\n"))
    assert "Current privilege level is 15" in done.stdout


def test_plink_gives_a_terminal(router, host_keys, tmp_path):
    with Typist(plink(router, host_keys, tmp_path, "-t")) as typist:
        typist.sees(r"\n" + PROMPT)
        assert typist.command("show privilege") == "Current privilege level is 15"
        typist.answer("exit")
        assert typist.ends() == 0


def test_dbclient_gives_a_terminal(router):
    command = ["dbclient", "-y", "-y", "-p", str(router.port), f"{router.user}@{router.address}"]
    with Typist(command) as typist:
        typist.sees(r"\n" + PROMPT)
        assert typist.command("show privilege") == "Current privilege level is 15"
        typist.answer("exit")
        assert typist.ends() == 0


def test_dbclient_takes_a_pipe(router):
    done = run(["dbclient", "-y", "-y", "-T", "-p", router.port, f"{router.user}@{router.address}"],
               home=str(router.workshop.folder), input="show privilege\nexit\n")
    assert "Current privilege level is 15" in succeeded(done).stdout


def test_the_output_of_a_command_may_be_cut_off_by_its_reader(router):
    """`ssh host 'show running-config' | head -1`: the router does not mind."""
    line = " ".join(["ssh", *(f"'{part}'" for part in ssh_words(router)), "'show running-config'", "| head -1"])
    done = run(["sh", "-c", line])
    assert done.stdout.startswith("Building configuration")
    succeeded(ssh(router, "show version"))


def ssh_words(router):
    return [str(part) for part in (*options_for(router), "-p", router.port, f"{router.user}@{router.address}")]
