"""The byte sequences of network automation that is not packaged here: Netmiko 4, scrapli, Ansible's network_cli,
Net::Appliance::Session. Each as its wire looks, with the checks that it makes before it goes on."""

import re

import pytest

import router as routers
from prompts import PROMPT, shell

CONFIG = ("hostname R1\nenable secret 0 up\naaa new-model\naaa authentication login default local\n"
          "aaa authorization exec default local\nip scp server enable\n"
          "username user1 privilege 15 password 0 lab\nusername user2 privilege 1 password 0 lab\n")


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


# Netmiko 4: waits for the literal echo of every command


class Netmiko4:
    def __init__(self, shell):
        self.shell = shell

    def command(self, line, prompt=r"R1[^\n]*[>#]$"):
        self.shell.send(line + "\n")
        self.shell.until(re.escape(line))
        return self.shell.until(prompt, re.MULTILINE)

    def log_in(self):
        self.shell.until(r"[>#]$")
        self.shell.send("\n")
        self.shell.until(r"[>#]$")
        self.shell.send("terminal width 511\n")
        self.shell.until(r"terminal width 511")
        self.shell.until(r"[>#]$")
        self.command("terminal length 0")
        self.find_prompt()
        return self

    def find_prompt(self):
        self.shell.send("\n")
        prompt = self.shell.until(r"(?:\#|>)$").strip().splitlines()[-1]
        assert prompt[:-1][:16] == "R1"
        return prompt


def test_netmiko_4_logs_in_on_a_terminal_of_511_columns(router):
    with shell(router, columns=511, rows=1000) as raw:
        session = Netmiko4(raw).log_in()
        assert session.find_prompt() == "R1#"
        for line in ("show privilege", "show running-config", "show version", "dir", "dir flash:"):
            assert "--More--" not in session.command(line)
        long_line = "show running-config | include " + "x" * 400
        session.command(long_line)
        raw.send("\nexit\n")
        raw.until("exit")
        assert raw.exit_status() == 0


def test_netmiko_4_finds_a_long_command_echoed_in_one_piece_on_any_width(router):
    """The terminal may be narrower than the line: what is echoed is what was typed, without a line break."""
    long_line = "show running-config | include " + "abcdefghij" * 30
    for columns in (0, 40, 80, 132, 511):
        with shell(router, columns=columns) as raw:
            raw.until(r"[>#]$")
            raw.send(long_line + "\n")
            assert long_line + "\r\n" in raw.until(r"\nR1#$"), columns


def test_netmiko_4_enables_configures_and_saves(router):
    with shell(router, user="user2", columns=511, rows=1000) as raw:
        session = Netmiko4(raw).log_in()
        assert session.find_prompt() == "R1>"
        raw.send("enable\n")
        raw.until(r"(?i)(?:R1[^\n]*[>#]|ssword[^\n]*)$")
        raw.send("up\n")
        assert "up" not in raw.until(r"R1#$")
        raw.send("\n")
        raw.until(r"R1#$")
        session.command("configure terminal", r"R1[^\n]*\)#$")
        for line in ("line vty 0 4", "exec-timeout 30 0", "logging synchronous", "exit"):
            session.command(line, r"R1[^\n]*#$")
        raw.send("banner motd ^CKeep out^C\n")
        raw.until(r"R1\(config\)#$")
        session.command("no banner motd", r"R1\(config\)#$")
        session.command("end", r"R1#$")
        assert "[OK]" in session.command("write mem")
        raw.send("\nexit\n")
        assert raw.exit_status() == 0


def test_netmiko_4_autodetects_by_commands_that_do_not_exist(router):
    refusal = r"% Invalid input detected|%Error|% Unknown command"
    with shell(router, columns=511, rows=1000) as raw:
        session = Netmiko4(raw).log_in()
        for line in ("show system", "display version", "uname -a", "software show", "show system info",
                     "show version brief", "show inventory nothing", "get system status", "cat /etc/issue"):
            assert re.search(refusal, session.command(line)), line


def test_its_signs_of_life_are_swallowed(router):
    """A NUL asks whether anybody is there; it is no key and shows nothing."""
    with shell(router) as raw:
        raw.until(r"[>#]$")
        raw.send("\0" * 20)
        raw.send("show privilege\n")
        assert raw.until(r"R1#$") == "show privilege\r\nCurrent privilege level is 15\r\nR1#"


def test_empty_lines_give_prompts_and_nothing_else(router):
    with shell(router) as raw:
        raw.until(r"R1#$")
        for end in ("\n", "\r", "\r\n", "\r\0"):
            raw.send(end * 3)
            assert raw.until(r"(?:\r\nR1#){3}$") == "\r\nR1#" * 3, repr(end)


# scrapli: the OpenSSH program in a terminal of 256 x 80; compares without white space


def test_scrapli_opens_changes_privileges_and_closes(router):
    exec_prompt, privileged, configuring = (r"(?im)^[\w.\-@/:]{1,63}>\s*$", r"(?im)^[\w.\-@/:]{1,63}#\s*$",
                                            r"(?im)^[\w.\-@/:]{1,63}\([\w.\-@/:+]{0,32}\)#\s*$")
    with shell(router, user="user2", terminal="xterm", columns=256, rows=80) as raw:
        raw.send("\n")
        raw.until(exec_prompt)
        raw.send("enable\n")
        raw.until(r"(?im)^(?:enable\s){0,1}password:\s?$")
        raw.send("up\n")
        raw.until(privileged)

        def command(line, prompt=privileged):
            raw.send(line)
            echoed = raw.until(re.escape(line))
            assert "".join(echoed.replace("\x08", "").split()).endswith("".join(line.split()))
            raw.send("\n")
            return raw.until(prompt)

        raw.send("\n")
        raw.until(privileged)
        assert "%" not in command("terminal length 0") + command("terminal width 512") + command("term width 512")
        assert command("show running-config").count("\nend") == 1
        command("configure terminal", configuring)
        command("ip ssh time-out 100", configuring)
        command("default ip ssh time-out", configuring)
        command("end")
        assert re.search(r"(?P<bytes_available>\d+)(?: bytes free)", command("dir flash: | i bytes"))
        assert re.search(r"(?m)^Directory of (.*)", command("dir | i Directory of (.*)"))
        assert re.search(r"\((?P<free>\d+) bytes free\)", command(r"dir flash:/ | i free\)$"))
        assert re.search(r"(?m)^ip scp server enable\r?$", command("sh run all | i ^ip scp server enable|^ip tcp window"))
        raw.send("\nexit\n")
        assert raw.exit_status() == 0


def test_scrapli_verifies_a_digest(router):
    router.put("scrapli.bin", b"scrapli")
    with shell(router, columns=256, rows=80) as raw:
        raw.until(r"R1#$")
        raw.send("verify /md5 flash:/scrapli.bin\n")
        assert re.search(r"(?m)^verify.*=\s*(?P<hash>\w{32})", raw.until(r"\nR1#$"))
        raw.send("dir flash:/scrapli.bin\n")
        assert re.search(r"(?m)^\s*\d+\s*[rw-]+\s*(?P<size>\d+).*scrapli\.bin", raw.until(r"\nR1#$"))


# Ansible's network_cli: carriage returns, several lines in one write, every output searched for errors

ANSIBLE_PROMPT = r"[\r\n]?[\w\+\-\.:\/\[\]]+(?:\([^\)]+\)){0,3}(?:[>#]) ?$"
ANSIBLE_ERRORS = re.compile(r"% ?Error|(?i:ERROR:)|% ?Bad secret|[\r\n%] Bad passwords|(?i:invalid input)"
                            r"|(?i:(?:incomplete|ambiguous) command)|(?i:connection timed out)|[^\r\n]+ not found"
                            r"|'[^']' +returned error code: ?\d+|Command authorization failed|% Invalid")


class Ansible:
    def __init__(self, shell):
        self.shell = shell

    def command(self, line, prompt=ANSIBLE_PROMPT):
        self.shell.send(line + "\r")
        self.shell.until(re.escape(line))
        said = self.shell.until(prompt)
        assert not ANSIBLE_ERRORS.search(said), (line, said)
        return said


def test_ansible_gathers_configures_and_saves(router):
    with shell(router, user="user2") as raw:
        session = Ansible(raw)
        raw.until(ANSIBLE_PROMPT)
        raw.send("enable\r")
        raw.until(r"[\r\n]?(?:.*)?[Pp]assword: ?$")
        raw.send("up\r")
        raw.until(ANSIBLE_PROMPT)
        assert re.search(r"Current privilege level is 15\r?$", session.command("show privilege"), re.MULTILINE)
        for line in ("terminal length 0", "terminal width 512", "terminal width 0"):
            session.command(line)
        assert re.search(r"Version (\S+)", session.command("show version"))
        assert re.search(r"(?m)^(.+) uptime", session.command("show version"))
        assert re.search(r"(?m)^Directory of (\S+)/", session.command("dir"))
        assert re.search(r"(?m)^(\d+) bytes total \((\d+) bytes free\)", session.command("dir"))
        users = session.command("show running-config | section username")
        assert re.search(r"(?m)^username user1 privilege 15 password 0 \S+\r?$", users), users
        assert re.search(r"^.+\(config(-.*)?\)#$", session.command("configure terminal").splitlines()[-1])
        session.command("ip ssh time-out 90")
        session.command("no ip ssh time-out 90")
        session.command("end")


def test_ansible_saves_with_the_answer_typed_ahead(router):
    """Both lines in one write: the second answers the question, and would be an empty line without one."""
    with shell(router) as raw:
        raw.until(ANSIBLE_PROMPT)
        raw.send("copy running-config startup-config\r\r")
        raw.until(r"Destination filename \[startup-config\]\? ?")
        raw.until(r"\[OK\]\r\n")
        raw.until(r"R1#$")
        raw.send("configure terminal\rfile prompt quiet\rend\r")
        raw.until(r"R1#end\r\n|\(config\)#end\r\n")
        raw.until(r"R1#$")
        raw.send("copy running-config startup-config\r\r")
        said = raw.until(r"\[OK\]\r\nR1#(?:\r\n)?R1#$")
        assert "Destination filename" not in said
        raw.send("configure terminal\rno file prompt\rend\r")
        raw.until(r"end\r\n")
        raw.until(r"R1#$")


def test_ansible_asks_for_help_about_defaults(router):
    """`?` answers at once, in the middle of the line; the carriage return behind it runs what is left of the line."""
    with shell(router) as raw:
        raw.until(ANSIBLE_PROMPT)
        raw.send("terminal length 0\r")
        raw.until(r"R1#$")
        raw.send("show running-config ?\r")
        said = raw.until(r"\nend\r\n")
        assert re.search(r"(?m)^\s+all\s+\S", said) and "R1#show running-config" in said, said
        raw.until(r"R1#$")


# Net::Appliance::Session (Perl), personality ios: LF, an `ssh` in a terminal of 0 x 0


def test_net_appliance_walks_through_its_modes(router):
    prompt = r"(?m)[\/a-zA-Z0-9._\[\]-]+ ?(?:\(config[^)]*\))? ?[#>] ?$"
    with shell(router, user="user2", columns=0, rows=0) as raw:
        raw.until(prompt)
        for line, wanted in (("terminal length 0", "R1>"), ("enable", None), ("up", "R1#"), ("show clock", "R1#"),
                             ("configure terminal", "R1(config)#"), ("line con 0", "R1(config-line)#"),
                             ("exit", "R1(config)#"), ("exit", "R1#"), ("disable", "R1>"), ("terminal length 24", "R1>")):
            raw.send(line + "\n")
            said = raw.until(r"[Pp]assword: ?$" if wanted is None else re.escape(wanted) + "$")
            assert (line in said) == (line != "up"), said
        raw.send("exit\n")
        assert raw.exit_status() == 0


def test_a_terminal_of_no_size_is_one_of_24_lines_and_80_columns(router):
    with shell(router, columns=0, rows=0) as raw:
        raw.until(PROMPT + "$")
        raw.send("show line vty 0\r")
        assert "Length: 24 lines, Width: 80 columns" in raw.until(r"R1#$")
