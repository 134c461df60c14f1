"""What network tools send, command by command: each gets the lines that they cut values from, or a refusal in the
words that they know."""

import re

import pytest

import router as routers
from clients import ssh
from prompts import shell

CONFIG = ("hostname R1\nplatform personality ios\nplatform version 15.9(3)M6\nplatform model IOSv\n"
          "platform serial 9XYZ0123456\nip domain name lab.local\nenable secret 0 up\naaa new-model\n"
          "aaa authentication login default local\naaa authorization exec default local\nip scp server enable\n"
          "file prompt quiet\nusername user1 privilege 15 password 0 lab\nusername user2 privilege 1 password 0 lab\n")

REFUSED = r"(?m)^ +\^\r?\n% Invalid input detected at '\^' marker\.|^% Incomplete command\."
SILENT = r"\A\r?\n?\Z"

# Commands of exec mode and a pattern for what they answer. In this order, because some need what others have made.
EXEC = [
    ("enable", SILENT),
    ("show privilege", r"(?m)^Current privilege level is (15)\r?$"),
    ("terminal length 0", SILENT),
    ("terminal width 511", SILENT),
    ("terminal width 0", SILENT),
    ("term len 0", SILENT),
    ("term width 512", SILENT),
    ("terminal monitor", SILENT),
    ("terminal no monitor", SILENT),
    ("", SILENT),
    ("show version", r"(?m)^Cisco IOS Software, \S+ Software \([A-Z-]+\), Version 15\.9\(3\)M6, RELEASE SOFTWARE"),
    ("show version | i Version", r"\d+\.[a-z0-9\(\)\.]+"),
    ("sh run", r"(?m)^Building configuration\.\.\.\r\n\r\nCurrent configuration : \d+ bytes\r\n"),
    ("show running-config", r"(?m)^end\r$"),
    ("show running-config all", r"(?m)^ip ssh time-out 120\r$"),
    ("show running-config | section username", r"(?m)^username user1 privilege 15 password 0 lab\r$"),
    ("show running-config | include ^ip scp", r"(?m)^ip scp server enable\r$"),
    ("show run | i file prompt", r"(?m)^file prompt (\w+)\r$"),
    ("sh run all | i ^ip scp server enable|^ip tcp window|^ip ssh window", r"(?m)^ip scp server enable\r$"),
    ("write mem", r"\[OK\]"),
    ("show startup-config", r"(?m)^hostname R1\r$"),
    ("copy running-config startup-config", r"\[OK\]"),
    ("copy running-config flash:/rollback_config.txt", r"\d+ bytes copied in \d+\.\d+ secs"),
    ("copy null: flash:/merge_config.txt", r"(?s).*"),
    ("dir", r"(?m)^Directory of (\S+)/\r$"),
    ("dir flash:", r"(?m)^(\d+) bytes total \((\d+) bytes free\)\r$"),
    ("dir flash:/rollback_config.txt", r"Directory of flash:/rollback_config\.txt\r\n\r\n +\d+ +-rw- +\d+ .* rollback_config\.txt"),
    ("dir flash:/nothing", r"%Error opening flash:/nothing \(No such file or directory\)"),
    ("dir /all nvram:", r"Directory of nvram:/"),
    ("dir flash: | i bytes", r"(?P<bytes_available>\d+)(?: bytes free)"),
    ("dir slot0:", r"No such device|\^"),
    ("more flash:/rollback_config.txt", r"(?m)^hostname R1\r$"),
    ("more system:running-config", r"(?m)^hostname R1\r$"),
    ("verify /md5 flash:/rollback_config.txt", r"(?m)^verify.*=\s*(?P<hash>\w{32})\r$"),
    ("mkdir flash:/folder", r"Created dir flash:/?folder"),
    ("cd flash:/folder", SILENT),
    ("pwd", r"flash:/?folder"),
    ("cd flash:", SILENT),
    ("rmdir flash:/folder", r"Removed dir flash:/?folder|\A\r?\n?\Z"),
    ("rename flash:/rollback_config.txt flash:/renamed.txt", SILENT),
    ("delete /force flash:/renamed.txt", SILENT),
    ("copy running-config flash:/old", r"bytes copied in"),
    ("delete /force /recursive flash:/old", SILENT),
    ("show flash:", r"\d+ bytes available \(\d+ bytes used\)"),
    ("show file systems", r"(?m)^\* +\d+ +\d+ +flash +rw +flash:"),
    ("write term", r"(?m)^end\r$"),
    ("erase startup-config", r"(?i)erase of nvram: complete|\[confirm\]"),
    ("show inventory", r"(?m)^NAME: \"Chassis\", DESCR: \".+\"\r\nPID: IOSv +, +VID: V01 *, SN: 9XYZ0123456\r$"),
    ("show inventory raw", r"(?m)^PID: (\S+) "),
    ("show boot", r"(?m)^BOOT variable = \S+\r\nCONFIG_FILE variable = \S+\r$"),
    ("show bootvar", r"(?m)^Configuration register is (.*)\r$"),
    ("show hosts", r"(?m)^Default domain is lab\.local\r$"),
    ("show ip interface brief", r"(?m)^lo +127\.0\.0\.1 +YES \w+ +up +up\r$"),
    ("show interfaces", r"(?m)^lo is up, line protocol is up\r\n  Hardware is Loopback\r$"),
    ("show ip interface", r"(?m)^  Internet address is 127\.0\.0\.1/8\r$"),
    ("show users", r"(?m)^\* +\d+ vty \d +user1 +idle"),
    ("show clock", r"(?m)^\*?\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d+ \d{4}\r$"),
    ("show logging", r"Syslog logging: enabled"),
    ("show ip ssh", r"SSH Enabled - version 2\.0"),
    ("show ssh", r"(?m)^\d+ +2\.0 +IN "),
    ("show memory statistics", r"(?m)^ *Processor\s+(\S+|\d+)\s+(?P<total>\d+)\s+\d+\s+(?P<free>\d+)"),
    ("show memory statistics", r"(?m)^ *I/O +\d+ +\d+ +\d+ "),
    ("show processes cpu", r"one minute: (\d+)%; five"),
    ("show proc cpu", r"(?m)^ *PID +Runtime\(ms\)"),
    ("show processes cpu | include CPU utilization",
     r"(?m)^CPU utilization for five seconds: \d+%/\d+%; one minute: \d+%; five minutes: \d+%\r$"),
    ("show reload", r"No reload is scheduled\."),
    ("show debug", r"(?s).*"),
    ("show vlan", REFUSED),
    ("show vtp status", REFUSED),
    ("show env all", REFUSED),
    ("show redundancy secondary", REFUSED),
    ("show diag", REFUSED),
    ("show module", REFUSED),
    ("show license udi", REFUSED),
    ("show lldp", REFUSED),
    ("show ipv6 interface", REFUSED),
    ("show switch virtual", REFUSED),
    ("foo", r"% Unknown command or computer name, or unable to find computer address"),
    ("sh", r"% Incomplete command\."),
    ("d", r"% Ambiguous command: +\"d\""),
    ("disable", SILENT),
]

# The same for configuration mode.
CONFIGURATION = [
    ("hostname R1", SILENT),
    ("username new privilege 15 secret 0 word", SILENT),
    ("do show running-config | section username new", r"(?m)^username new privilege 15 secret 9 \S+\r$"),
    ("username plain privilege 1 password 0 word", SILENT),
    ("no username plain", r"This operation will remove all username related configurations with same name"),
    ("enable secret 0 up", SILENT),
    ("ip ssh time-out 60", SILENT),
    ("ip ssh pubkey-chain", SILENT),
    ("exit", SILENT),
    ("file prompt noisy", SILENT),
    ("file prompt alert", SILENT),
    ("file prompt quiet", SILENT),
    ("logging buffered 8192", SILENT),
    ("no logging console", SILENT),
    ("line vty 0 4", SILENT),
    ("exec-timeout 30 0", SILENT),
    ("! a comment", SILENT),
    ("banner motd ^CNobody^C", SILENT),
    ("no banner motd", SILENT),
    ("do show clock", r"UTC"),
    ("ip ssh time-out 9999", REFUSED),
    ("end", r"(?s).*"),
]


class Tool:
    """Types lines and reads up to the next prompt."""

    def __init__(self, raw):
        self.raw = raw
        self.raw.until(r"R1[>#]$")

    def command(self, line):
        """What a line answers; a question in between is answered by y."""
        prompt = r"(?:\r\n|\A)R1(?:\([^)]*\))?[>#]$"
        self.raw.send(line + "\n")
        said = self.raw.until(prompt + r"|\[confirm\] ?$")
        if said.rstrip().endswith("[confirm]"):
            self.raw.send("y")
            said += self.raw.until(prompt)
        assert said.startswith(line + "\r\n"), said
        return said[len(line) + 2:].rpartition("R1")[0]


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


def wrong_answers(tool, commands):
    answers = [(line, pattern, tool.command(line)) for line, pattern in commands]
    return [f"{line!r} answered {said!r}" for line, pattern, said in answers if not re.search(pattern, said)]


def test_each_command_of_exec_mode_is_answered_or_refused_as_tools_know_it(router):
    with shell(router, columns=511) as raw:
        assert wrong_answers(Tool(raw), EXEC) == []


def test_each_command_of_configuration_mode_is_taken_or_refused_as_tools_know_it(router):
    with shell(router) as raw:
        tool = Tool(raw)
        assert "Enter configuration commands, one per line.  End with CNTL/Z." in tool.command("configure terminal")
        assert wrong_answers(tool, CONFIGURATION) == []


@pytest.mark.parametrize("line", ["conf t", "config term", "config terminal", "configure terminal"])
def test_each_way_to_write_configure_terminal_works(router, line):
    with shell(router) as raw:
        tool = Tool(raw)
        assert "Enter configuration commands" in tool.command(line)
        tool.command("end")


def test_show_version_has_every_line_that_tools_look_for(router):
    said = ssh(router, "show version").stdout
    for pattern in (
            r"Version (\S+)", r"^(Cisco )?IOS .* Software,? \(([A-Za-z0-9_-]*)\), .*Version\s+(.*)$",
            r"^Compiled (.*) by (\w+)$", r"^ROM: ", r"^(\S+) uptime is (.+)$", r"^System returned to ROM by (.+)$",
            r'^System image file is "([^"]*)"$', r'image file is "(.+)"', r"^Last reload reason: (.+)$",
            r"^[Cc]isco (.+) \(revision", r"^[Cc]isco (\S+).+bytes of .*memory", r"Processor board ID (\S+)",
            r"(\S+(?:\sseries)?)\s+(?:\(([^)]+)\)\s+processor|\(revision[^)]+\)).*\s+with (\S+K) bytes",
            r"^\d+K bytes of non-volatile configuration memory\.$", r"^Configuration register is (0x[0-9a-fA-F]+)$"):
        assert re.search(pattern, said, re.MULTILINE), (pattern, said)
    uptime = re.search(r" uptime is (.+)", said)[1]
    assert all(re.fullmatch(r"\d+ (?:year|week|day|hour|minute)s?", part) for part in uptime.split(", ")), uptime
    assert not re.search(r"(?i)copyright|\(c\)|trademark", said)


def test_show_version_without_a_personality_names_this_software(workshop):
    with routers.Router(workshop) as native:
        said = ssh(native, "show version").stdout
        assert said.startswith("Ferry Software, Version ") and "Cisco" not in said
        image = re.search(r'^System image file is "(.+)"$', said, re.MULTILINE)[1]
        assert image == str(workshop.binary)


def test_the_processor_is_measured(router):
    said = ssh(router, "show processes cpu").stdout
    row = re.search(r"(?m)^ *(\d+) +(\d+) +(\d+) +\d+ .* ferry$", said)
    assert int(row[1]) == router.process.pid
    assert int(row[2]) > 0 and int(row[3]) > 0


def test_words_may_be_short_and_blanks_many(router):
    with shell(router) as raw:
        tool = Tool(raw)
        for line, pattern in (("wr", r"\[OK\]"), ("sh run | i ^hostname", r"\Ahostname R1\r\n\Z"),
                              ("show run | inc ^hostname", r"\Ahostname R1\r\n\Z"),
                              ("sh run  |  include  ^hostname", r"hostname R1"),
                              ("copy  running-config   flash:/short.cfg", r"bytes copied in"),
                              ("del /force flash:/short.cfg", SILENT), ("sh ver | i uptime", r"R1 uptime is")):
            assert re.search(pattern, tool.command(line)), line


def test_a_long_name_is_cut_in_configuration_mode_only_behind_what_tools_compare(workshop):
    name = "core-router-17-of-the-second-building"
    with routers.Router(workshop, config=CONFIG.replace("hostname R1", f"hostname {name}")) as long_named:
        with shell(long_named) as raw:
            raw.until(rf"{name}#$")
            raw.send("configure terminal\n")
            prompt = raw.until(r"\(config\)#$").splitlines()[-1]
            assert prompt.startswith(name[:16]) and name.startswith(prompt.removesuffix("(config)#"))
            raw.send("end\ntclsh\n")
            raw.until(rf"(?m)^{name}\(tcl\)#$")
            raw.send("tclquit\n")
            raw.until(rf"tclquit\r\n{name}#$")


# The Tcl shell, byte by byte


def test_netmiko_4_pastes_a_file_line_ends_and_all(router):
    text = "hostname R1\n!\ninterface lo\n description a  b\t? $x [y]\n!\nend\n"
    with shell(router, columns=511, rows=1000) as raw:
        Tool(raw)
        raw.send("tclsh\n")
        raw.until(r"\(tcl\)#$")
        raw.send('puts [open "flash:merge.cfg" w+] {' + text.replace("\n", "\r") + "}\r")
        raw.until(r"(?m)\(tcl\).*$")
        assert "merge.cfg" not in router.files()
        raw.send("tclquit\r")
        raw.until(r"(?s)tclquit.*R1.*$")
        assert (router.flash / "merge.cfg").read_text() == text + "\n"


def test_scrapli_sees_the_prompts_of_the_tcl_shell(router):
    prompt = r"(?im)^([\w.\-@/+>:]+\(tcl\)[>#]|\+>)\s*$"
    with shell(router, terminal="xterm", columns=256, rows=80) as raw:
        Tool(raw)
        raw.send("tclsh\n")
        raw.until(prompt)
        for line in ('puts [open "flash:scrapli.cfg" w+] {hostname R2', "ip scp server enable", "}"):
            raw.send(line + "\r")
            raw.until(re.escape(line) + r"\r\n")
            raw.until(prompt)
        raw.send("tclquit\n")
        raw.until(r"R1#$")
        assert (router.flash / "scrapli.cfg").read_text() == "hostname R2\nip scp server enable\n\n"


def test_a_paste_that_is_cut_off_leaves_the_file_as_it_was(router):
    router.put("cut.cfg", b"old")
    with shell(router) as raw:
        Tool(raw)
        raw.send("tclsh\r")
        raw.until(r"\(tcl\)#$")
        raw.send('puts [open "flash:cut.cfg" w+] {new}\r')
        raw.until(r"\(tcl\)#$")
        raw.send('puts [open "flash:half.cfg" w+] {one\rtwo\r')
        raw.until(r"two\r\n\+>$")
    assert (router.flash / "cut.cfg").read_bytes() == b"old"
    assert "half.cfg" not in router.files()


def test_a_long_paste_costs_time_in_proportion(router):
    text = "".join(f"access-list 10 permit host 10.0.{line // 250}.{line % 250}\n" for line in range(5000))
    with shell(router, columns=511, rows=1000) as raw:
        Tool(raw)
        raw.send("tclsh\r")
        raw.until(r"\(tcl\)#$")
        raw.send('puts [open "flash:long.cfg" w+] {' + text.replace("\n", "\r") + "}\r")
        raw.until(r"(?s)10\.0\.19\.249.*\(tcl\)#$")
        raw.send("tclquit\r")
        raw.until(r"R1#$")
        assert (router.flash / "long.cfg").read_text() == text + "\n"


def test_the_tcl_shell_is_for_those_who_may_configure(router):
    with shell(router, user="user2") as raw:
        tool = Tool(raw)
        assert "% Unknown command or computer name" in tool.command("tclsh")
