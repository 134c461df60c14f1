"""PuTTY's pscp and plink."""

import pytest

from clients import content, digest, make_file, need, run, succeeded, tree


@pytest.fixture(scope="module")
def host_keys(router, tmp_path_factory):
    """Fingerprints of the router's keys: the only way to tell pscp, in batch, what to believe."""
    scanned = tmp_path_factory.mktemp("keys") / "scanned"
    scanned.write_text(succeeded(run(["ssh-keyscan", "-p", router.port, router.address])).stdout)
    listed = succeeded(run(["ssh-keygen", "-l", "-f", scanned])).stdout
    return [option for line in listed.splitlines() for option in ("-hostkey", line.split()[1])]


def putty(program, router, host_keys, *arguments, **rest):
    need(program)
    return run([program, "-batch", "-P", router.port, "-l", router.user, "-pw", router.password, *host_keys, *arguments],
               home=str(router.workshop.folder), **rest)


@pytest.mark.parametrize("flags", [["-scp"], ["-scp", "-p"], ["-scp", "-q"], []], ids=" ".join)
@pytest.mark.parametrize("size", [0, 1, 1_000_001])
def test_pscp_copies_both_ways(router, host_keys, tmp_path, flags, size):
    """Without -scp it asks for SFTP first and must fall back to scp on the same channel."""
    source = make_file(tmp_path / "source", size)
    name = f"putty{''.join(flags)}-{size}.bin"
    succeeded(putty("pscp", router, host_keys, *flags, source, f"{router.address}:flash:/{name}"))
    succeeded(putty("pscp", router, host_keys, *flags, f"{router.address}:flash:/{name}", tmp_path / "back"))
    assert digest(tmp_path / "back") == digest(source)


def test_pscp_copies_a_folder_both_ways(router, host_keys, tmp_path):
    make_file(tmp_path / "tree/a.bin", 1000)
    make_file(tmp_path / "tree/sub/b c.bin", 70_000, 2)
    succeeded(putty("pscp", router, host_keys, "-scp", "-r", tmp_path / "tree", f"{router.address}:flash:/"))
    assert tree(router.flash / "tree") == tree(tmp_path / "tree")
    (tmp_path / "back").mkdir()
    succeeded(putty("pscp", router, host_keys, "-scp", "-r", f"{router.address}:flash:/tree", tmp_path / "back"))
    assert tree(tmp_path / "back/tree") == tree(tmp_path / "tree")


def test_pscp_reads_that_a_file_is_missing(router, host_keys, tmp_path):
    done = putty("pscp", router, host_keys, "-scp", f"{router.address}:flash:/missing.bin", tmp_path / "x")
    assert done.returncode != 0 and "No such file or directory" in done.stdout + done.stderr


def test_plink_runs_a_command(router, host_keys):
    done = succeeded(putty("plink", router, host_keys, router.address, "show", "version"))
    assert "Version" in done.stdout


def test_plink_agrees_on_sntrup761_by_itself(router, host_keys):
    for _ in range(10):
        done = succeeded(putty("plink", router, host_keys, "-v", router.address, "show", "version"))
        assert "NTRU Prime" in done.stderr and "Version" in done.stdout, done.stderr


def test_plink_opens_a_shell(router, host_keys):
    done = succeeded(putty("plink", router, host_keys, "-t", router.address, input="show version\rexit\r"))
    assert "Version" in done.stdout


def test_the_file_on_flash_is_what_pscp_sent(router, host_keys, tmp_path):
    source = make_file(tmp_path / "a b.bin", 5000)
    succeeded(putty("pscp", router, host_keys, "-scp", source, f"{router.address}:flash:/a b.bin"))
    assert (router.flash / "a b.bin").read_bytes() == content(5000)
