"""running-config and startup-config as places that files are copied from and to."""

import re

from clients import remote, scp, ssh, succeeded


def write(path, text):
    path.write_text(text)
    return path


def running(router):
    return [line.rstrip() for line in succeeded(ssh(router, "show running-config")).stdout.replace("\r", "").splitlines()]


def test_the_running_configuration_is_a_file(start_router, tmp_path):
    router = start_router()
    for number, name in enumerate(("running-config", "system:running-config", "system:/running-config")):
        back = tmp_path / str(number)
        succeeded(scp(router, remote(router, name), back))
        assert "ip scp server enable" in back.read_text().replace("\r", "").splitlines()


def test_a_configuration_copied_to_running_config_is_merged(start_router, tmp_path):
    router = start_router()
    source = write(tmp_path / "merge.cfg", "hostname Merged\nusername extra privilege 1 password 0 pw\nend\n")
    done = succeeded(scp(router, source, remote(router, "running-config")))
    assert done.stderr == ""
    shown = running(router)
    assert "hostname Merged" in shown
    assert "ip scp server enable" in shown
    assert any(line.startswith("username user1 ") for line in shown)
    succeeded(ssh(router, "show version", user="extra", password="pw"))


def test_a_bad_line_is_named_and_the_rest_is_applied(start_router, tmp_path):
    router = start_router()
    source = write(tmp_path / "bad.cfg", "hostname Before\nfrobnicate all things\nip ssh time-out 60\nend\n")
    done = scp(router, source, remote(router, "running-config"))
    assert re.search(r"(?i)line 2\b", done.stderr), done.stderr
    assert re.search(r"(?i)line 2\b", router.log())
    shown = running(router)
    assert "hostname Before" in shown and "ip ssh time-out 60" in shown


def test_the_startup_configuration_is_replaced_and_read_back(start_router, tmp_path):
    router = start_router()
    source = write(tmp_path / "start.cfg", "hostname Later\nip scp server enable\nend\n")
    succeeded(scp(router, source, remote(router, "startup-config")))
    for number, name in enumerate(("startup-config", "nvram:startup-config", "nvram:/startup-config")):
        back = tmp_path / str(number)
        succeeded(scp(router, remote(router, name), back))
        assert back.read_text() == source.read_text()
    assert "hostname Later" not in running(router)


def test_an_upload_may_name_the_guide_s_own_example(start_router, tmp_path):
    router = start_router()
    succeeded(scp(router, write(tmp_path / "a.cfg", router.config), remote(router, "running-config")))
    succeeded(ssh(router, "show version"))


def test_null_takes_everything_and_keeps_nothing(start_router, tmp_path):
    router = start_router()
    succeeded(scp(router, write(tmp_path / "a", "x" * 100_000), remote(router, "null:")))
    succeeded(scp(router, write(tmp_path / "a", "x" * 100_000), remote(router, "null:/a")))


def test_system_takes_no_other_files(start_router, tmp_path):
    router = start_router()
    done = scp(router, write(tmp_path / "a", "x"), remote(router, "system:/other"))
    assert done.returncode != 0 and done.stderr
