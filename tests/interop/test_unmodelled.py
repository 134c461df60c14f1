"""Configuration that the router does not know: pasted, copied, sent, saved, and cut off."""

import pathlib
import random
import re
import threading

import netmiko
import pytest

import router as routers
from clients import remote, scp, ssh, succeeded

HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATIONS = HERE.parent / "vectors" / "configurations"


def telling(text):
    """The lines from the name of the router on that say something."""
    text = text.replace("\r", "")
    lines = text[text.index("\nhostname"):text.index("\nend")].splitlines()
    return sorted(line for line in lines if line.strip(" !"))


def accepting(workshop):
    router = routers.Router(workshop)
    router.config += "platform accept-unmodelled\n"
    return router


def sections(name="router.cfg"):
    """A real configuration, from its first interface to its last route-map: nothing that concerns logins."""
    text = (CONFIGURATIONS / name).read_text()
    return text[text.index("\ninterface") + 1:text.index("\ncontrol-plane")] + "\n"


def kept(router):
    shown = succeeded(ssh(router, "show running-config")).stdout.replace("\r", "")
    return {line for line in shown.splitlines() if line.strip(" !")}


def wanted():
    return {line for line in sections().splitlines() if line.strip(" !") and not line.startswith("ip scp")}


def test_a_configuration_is_pasted_at_a_terminal(workshop):
    with accepting(workshop) as router:
        keys = f"configure terminal\r{sections()}end\rexit\r".replace("\n", "\r")
        succeeded(ssh(router, flags=("-tt",), input=keys))
        assert wanted() - kept(router) == set()


def test_a_configuration_is_piped_without_a_terminal(workshop):
    with accepting(workshop) as router:
        done = succeeded(ssh(router, flags=("-T",), input=f"configure terminal\n{sections()}end\nexit\n"))
        assert "Invalid input" not in done.stdout
        assert wanted() - kept(router) == set()


def test_a_configuration_is_copied_from_a_file_and_sent_by_scp(workshop, tmp_path):
    with accepting(workshop) as router:
        router.put("new.cfg", sections().replace("\n", "\r\n").encode())
        done = succeeded(ssh(router, "copy flash:new.cfg running-config"))
        assert "Invalid input" not in done.stdout and "bytes copied" in done.stdout
        assert wanted() - kept(router) == set()
        before = kept(router)
        (tmp_path / "again.cfg").write_text(sections())
        assert succeeded(scp(router, tmp_path / "again.cfg", remote(router, "running-config"))).stderr == ""
        assert {line for line in kept(router) if not line.startswith(("! ", "Current configuration"))} == {
            line for line in before if not line.startswith(("! ", "Current configuration"))}


def test_it_is_there_again_after_a_restart(workshop):
    router = accepting(workshop)
    with router:
        succeeded(ssh(router, flags=("-T",), input=f"configure terminal\n{sections()}end\nwrite memory\nexit\n"))
        saved = (router.state / "nvram" / "startup-config").read_text()
    router.config = saved
    with router:
        assert telling(succeeded(ssh(router, "show running-config")).stdout) == telling(saved)
        assert "refused" not in router.log()


@pytest.mark.large  # a minute, most of it Netmiko waiting
def test_netmiko_types_an_access_list_of_a_thousand_entries(workshop):
    with accepting(workshop) as router:
        lines = ["ip access-list extended netmiko_test_large_acl"]
        lines += [f"permit ip host 10.{number // 256}.{number % 256}.1 any" for number in range(1000)]
        with netmiko.ConnectHandler(device_type="cisco_ios", host=router.address, port=router.port,
                                    username=router.user, password=router.password) as client:
            said = client.send_config_set(lines)
            assert "(config-ext-nacl)#" in said and "% " not in said
            shown = client.send_command("show running-config | section access-list extended")
            assert [line.strip() for line in shown.strip().splitlines()] == lines
            client.send_config_set(["no ip access-list extended netmiko_test_large_acl"])
            assert client.send_command("show running-config | include access-list extended").strip() == ""


def test_all_lines_are_applied_or_none(workshop):
    with accepting(workshop) as router:
        router.put("bad.cfg", b"hostname Half\ninterface Loopback0\n description x\nip ssh time-out 500\n<html>\nend\n")
        router.put("good.cfg", b"hostname Whole\ninterface Loopback0\n description x\nend\n")
        before = kept(router)
        done = ssh(router, "copy /atomic flash:bad.cfg running-config")
        said = done.stdout.replace("\r", "").strip().splitlines()
        assert done.returncode != 0
        assert any(line.startswith("line 4: ") for line in said) and any(line.startswith("line 5: ") for line in said)
        assert "nothing was applied" in said[-1].lower()
        assert kept(router) == before
        succeeded(ssh(router, "copy /atomic flash:good.cfg running-config"))
        assert "hostname Whole" in kept(router)


def test_files_that_are_no_configuration_change_nothing(workshop):
    with accepting(workshop) as router:
        before = kept(router)
        router.put("page.html", b"<!DOCTYPE html>\n<html>\n  <p>Not found</p>\n</html>\n")
        router.put("binary", random.Random(4).randbytes(30_000))
        for name in ("page.html", "binary"):
            ssh(router, f"copy flash:{name} running-config")
            strange = {line for line in kept(router) - before if not line.startswith(("! ", "Current configuration"))}
            assert all(re.fullmatch(r"[ -~]*", line) for line in strange)
            assert len(strange) < 20, strange


def test_a_killed_router_has_the_old_or_the_new_startup_configuration(workshop):
    """A power cut in the middle of `write memory`, at many moments of it."""
    router = accepting(workshop)
    router.start()
    many = "".join(f"interface Loopback{number}\n description number {number}\n" for number in range(3000))
    router.put("many.cfg", many.encode())
    succeeded(ssh(router, "copy flash:many.cfg running-config"))
    startup = router.state / "nvram" / "startup-config"
    succeeded(ssh(router, "write memory"))
    whole = startup.read_text().count("\n")
    for moment in range(12):
        marked = f"configure terminal\nhostname Round{moment}\nend\nwrite memory\nwrite memory\nwrite memory\nexit\n"
        killer = threading.Timer(0.15 + 0.03 * moment, router.process.kill)
        killer.start()
        ssh(router, flags=("-T",), input=marked)
        killer.join()
        router.process.wait()
        router.process = None
        saved = startup.read_text()
        assert saved.endswith("\nend\n") and abs(saved.count("\n") - whole) <= 3
        router.config = saved
        router.start()
    assert not [path for path in (router.state / "nvram").iterdir() if path.name.startswith(".ferry")]
    router.stop()
