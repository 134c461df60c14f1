"""curl (libssh2), libssh, Ruby's net-scp and dropbear's dbclient."""

import pathlib

import pytest

from clients import content, digest, make_file, need, run, succeeded, tree

HERE = pathlib.Path(__file__).parent
SIZES = [0, 1, 32768, 1_000_001]


# curl


def curl(router, *arguments):
    need("curl")
    return run(["curl", "-sS", "-k", "-u", f"{router.user}:{router.password}", *arguments], home=str(router.workshop.folder))


def curl_url(router, path):
    return f"scp://{router.address}:{router.port}/{path}"


@pytest.mark.parametrize("size", SIZES)
def test_curl_copies_both_ways(router, tmp_path, size):
    source = make_file(tmp_path / "source", size)
    succeeded(curl(router, "-T", source, curl_url(router, f"flash:/curl-{size}.bin")))
    assert (router.flash / f"curl-{size}.bin").read_bytes() == source.read_bytes()
    succeeded(curl(router, "-o", tmp_path / "back", curl_url(router, f"flash:/curl-{size}.bin")))
    assert (tmp_path / "back").read_bytes() == source.read_bytes()


def test_curl_takes_a_name_with_a_blank(router, tmp_path):
    succeeded(curl(router, "-T", make_file(tmp_path / "source", 100), curl_url(router, "flash:/curl%20blank.bin")))
    assert (router.flash / "curl blank.bin").read_bytes() == content(100)


def test_curl_reads_that_a_file_is_missing(router, tmp_path):
    assert curl(router, "-o", tmp_path / "x", curl_url(router, "flash:/missing.bin")).returncode != 0


# libssh


@pytest.fixture(scope="session")
def libssh_scp(tmp_path_factory):
    program = tmp_path_factory.mktemp("libssh") / "libssh_scp"
    need("clang-19")
    built = run(["clang-19", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations", "-o", program,
                 HERE / "libssh_scp.c", "-lssh"])
    assert built.returncode == 0, f"{built.stderr}\nif libssh/libssh.h is missing: install the package libssh-dev"
    return program


def libssh(router, program, *arguments):
    return run([program, router.address, router.port, router.user, router.password, *arguments])


@pytest.mark.parametrize("size", SIZES)
def test_libssh_copies_both_ways(router, libssh_scp, tmp_path, size):
    source = make_file(tmp_path / "source", size)
    succeeded(libssh(router, libssh_scp, "put", source, f"flash:/libssh-{size}.bin"))
    assert (router.flash / f"libssh-{size}.bin").read_bytes() == source.read_bytes()
    succeeded(libssh(router, libssh_scp, "get", f"flash:/libssh-{size}.bin", tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == source.read_bytes()


def test_libssh_takes_a_name_with_a_blank_and_a_quote(router, libssh_scp, tmp_path):
    source = make_file(tmp_path / "source", 100)
    succeeded(libssh(router, libssh_scp, "put", source, "flash:/it's a blank.bin"))
    assert (router.flash / "it's a blank.bin").read_bytes() == content(100)


def test_libssh_reads_that_a_file_is_missing(router, libssh_scp, tmp_path):
    done = libssh(router, libssh_scp, "get", "flash:/missing.bin", tmp_path / "x")
    assert done.returncode != 0 and "No such file or directory" in done.stderr


# Ruby's net-scp


def ruby(router, *arguments):
    need("ruby")
    return run(["ruby", HERE / "net_scp.rb", router.address, router.port, router.user, router.password, *arguments],
               home=str(router.workshop.folder))


@pytest.mark.parametrize("size", SIZES)
def test_net_scp_copies_both_ways(router, tmp_path, size):
    source = make_file(tmp_path / "source", size)
    succeeded(ruby(router, "put", source, f"flash:/ruby-{size}.bin"))
    assert (router.flash / f"ruby-{size}.bin").read_bytes() == source.read_bytes()
    succeeded(ruby(router, "get", f"flash:/ruby-{size}.bin", tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == source.read_bytes()


def test_net_scp_copies_a_folder_both_ways_with_times(router, tmp_path):
    make_file(tmp_path / "rtree/a.bin", 1000)
    make_file(tmp_path / "rtree/sub/b c.bin", 70_000, 2)
    succeeded(ruby(router, "put", tmp_path / "rtree", "flash:/", "recursive", "preserve"))
    assert tree(router.flash / "rtree") == tree(tmp_path / "rtree")
    succeeded(ruby(router, "get", "flash:/rtree", tmp_path / "back", "recursive", "preserve"))
    assert tree(tmp_path / "back/rtree") == tree(tmp_path / "rtree")
    assert int((tmp_path / "back/rtree/a.bin").stat().st_mtime) == int((tmp_path / "rtree/a.bin").stat().st_mtime)


def test_net_scp_takes_a_name_with_a_blank(router, tmp_path):
    succeeded(ruby(router, "put", make_file(tmp_path / "source", 100), "flash:/ruby blank.bin"))
    assert (router.flash / "ruby blank.bin").read_bytes() == content(100)


def test_net_scp_reads_that_a_file_is_missing(router, tmp_path):
    done = ruby(router, "get", "flash:/missing.bin", tmp_path / "x")
    assert done.returncode != 0 and "No such file or directory" in done.stderr


# dropbear's dbclient: it guesses the key exchange and sends its first packet at once (RFC 4253 section 7)


def dbclient(router, command, **rest):
    need("dbclient")
    return run(["dbclient", "-y", "-y", "-T", "-p", router.port, f"{router.user}@{router.address}", command],
               home=str(router.workshop.folder), **rest)


def test_dbclient_runs_a_command(router):
    assert "Version" in succeeded(dbclient(router, "show version")).stdout


@pytest.mark.parametrize("size", SIZES)
def test_dbclient_carries_scp_both_ways(router, size):
    body = content(size)
    name = f"dropbear-{size}.bin"
    sent = dbclient(router, f"scp -t flash:/{name}", binary=True, input=f"C0644 {size} {name}\n".encode() + body + b"\0")
    assert succeeded(sent).stdout == b"\0\0\0"
    assert (router.flash / name).read_bytes() == body
    got = succeeded(dbclient(router, f"scp -f flash:/{name}", binary=True, input=b"\0\0\0"))
    assert got.stdout == f"C0644 {size} {name}\n".encode() + body + b"\0"


def test_openssh_scp_runs_over_dbclient(router, tmp_path):
    """scp -S: OpenSSH's file protocol over dropbear's transport."""
    need("dbclient")
    wrapper = tmp_path / "wrapper"
    wrapper.write_text(f"#!/bin/sh\n# scp puts its own options before the host\nwhile [ \"$1\" != -- ]; do shift; done; shift\n"
                       f"host=$1; shift\nexec dbclient -y -y -T -p {router.port} -l {router.user} \"$host\" \"$@\"\n")
    wrapper.chmod(0o755)
    source = make_file(tmp_path / "source", 2_000_000)
    common = ["scp", "-O", "-S", wrapper]
    succeeded(run([*common, source, f"{router.address}:flash:/over.bin"], home=str(router.workshop.folder)))
    succeeded(run([*common, f"{router.address}:flash:/over.bin", tmp_path / "back"], home=str(router.workshop.folder)))
    assert digest(tmp_path / "back") == digest(source)
