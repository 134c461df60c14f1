"""OpenSSH's scp with the original protocol (-O), as it is typed at a router."""

import os
import re

import pytest

import router as routers
from clients import (content, digest, key_options, key_pair, make_file, options_for, pubkey_chain, remote, run, scp,
                     succeeded, tree)


def round_trip(router, tmp_path, name, size, options=()):
    source = make_file(tmp_path / "source", size)
    succeeded(scp(router, source, remote(router, f"flash:/{name}"), options=options))
    succeeded(scp(router, remote(router, f"flash:/{name}"), tmp_path / "back", options=options))
    assert digest(tmp_path / "back") == digest(source)


@pytest.mark.parametrize("size", [0, 1, 255, 32768, 32769, 1_000_003, 20_000_000])
def test_a_file_of_any_size_comes_back_as_it_went(router, tmp_path, size):
    round_trip(router, tmp_path, f"size-{size}.bin", size)


@pytest.mark.parametrize("name", ["a b.txt", "ünï-ćödé.txt", "it's", 'say "hi"', "dollar$HOME", "semi;colon", "-dash", "a\\b",
                                  "x" * 255])
def test_a_name_is_data_and_comes_back_as_it_went(router, tmp_path, name):
    source = make_file(tmp_path / "source", 1000)
    folder = tmp_path / "in"
    folder.mkdir()
    named = folder / name
    named.write_bytes(source.read_bytes())
    succeeded(scp(router, "--", named, remote(router, "flash:/")))
    assert (router.flash / name).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("written", ["a b.txt", "'a b.txt'", "a\\ b.txt"])
def test_blanks_in_a_remote_name_may_be_bare_quoted_or_escaped(router, tmp_path, written):
    source = make_file(tmp_path / "source", 1000, seed=len(written))
    succeeded(scp(router, source, remote(router, f"flash:/{written}")))
    assert (router.flash / "a b.txt").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("target, stored", [
    ("flash:/form1.bin", "form1.bin"), ("flash:form2.bin", "form2.bin"), ("/flash:/form3.bin", "form3.bin"),
    ("form4.bin", "form4.bin"), ("./form5.bin", "form5.bin"), ("/form6.bin", "form6.bin"),
    ("bootflash:/form7.bin", "form7.bin"), ("FLASH:/form8.bin", "form8.bin"),
    ("flash:", "source.bin"), ("flash:/", "source.bin"), (".", "source.bin"), ("", "source.bin"),
])
def test_every_way_to_write_a_place_leads_there(router, tmp_path, target, stored):
    source = make_file(tmp_path / "source.bin", 5000, seed=hash(target) % 1000)
    succeeded(scp(router, source, remote(router, target)))
    assert (router.flash / stored).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("place", ["flash:/get.bin", "flash:get.bin", "/flash:/get.bin", "get.bin", "./get.bin", "/get.bin"])
def test_every_way_to_write_a_place_reads_it(router, tmp_path, place):
    router.put("get.bin", content(7000))
    succeeded(scp(router, remote(router, place), tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == content(7000)


def test_a_download_into_a_folder_keeps_the_requested_name(router, tmp_path):
    router.put("named.bin", content(10))
    succeeded(scp(router, remote(router, "flash:/named.bin"), tmp_path))
    succeeded(scp(router, remote(router, "flash:named.bin"), tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flash:named.bin", "named.bin"]


def test_dot_dot_stays_inside(router, tmp_path):
    source = make_file(tmp_path / "source", 100)
    scp(router, source, remote(router, "flash:/../../../../escaped.bin"))
    assert not (router.state.parent / "escaped.bin").exists() and not (router.state / "escaped.bin").exists()
    stolen = scp(router, remote(router, "flash:/../../../../../../../../etc/passwd"), tmp_path / "stolen")
    assert stolen.returncode != 0
    assert not (tmp_path / "stolen").exists() or b"root:" not in (tmp_path / "stolen").read_bytes()


def test_a_second_upload_replaces_the_file_silently(router, tmp_path):
    for seed, size in ((1, 50_000), (2, 10)):
        source = make_file(tmp_path / "source", size, seed)
        done = succeeded(scp(router, source, remote(router, "flash:/twice.bin")))
        assert done.stderr == ""
        assert (router.flash / "twice.bin").read_bytes() == source.read_bytes()


def test_times_and_modes_survive_both_ways_with_p(router, tmp_path):
    source = make_file(tmp_path / "source", 100)
    source.chmod(0o640)
    os.utime(source, (1_600_000_000, 1_500_000_000))
    succeeded(scp(router, "-p", source, remote(router, "flash:/times.bin")))
    succeeded(scp(router, "-p", remote(router, "flash:/times.bin"), tmp_path / "back"))
    back = (tmp_path / "back").stat()
    assert int(back.st_mtime) == 1_500_000_000
    assert back.st_mode & 0o777 == 0o640


def make_tree(folder):
    make_file(folder / "top.bin", 3000)
    make_file(folder / "empty", 0)
    make_file(folder / "deep/deeper/one.bin", 1, seed=4)
    make_file(folder / "deep/a b.txt", 70_000, seed=5)
    (folder / "nothing").mkdir()


def test_a_folder_goes_in_and_out_with_r(router, tmp_path):
    make_tree(tmp_path / "tree")
    succeeded(scp(router, "-r", tmp_path / "tree", remote(router, "flash:/")))
    assert tree(router.flash / "tree") == tree(tmp_path / "tree")
    succeeded(scp(router, "-r", remote(router, "flash:/tree"), tmp_path / "back"))
    assert tree(tmp_path / "back") == tree(tmp_path / "tree")


def test_a_folder_goes_in_under_a_new_name_and_out_with_its_times(router, tmp_path):
    make_tree(tmp_path / "tree")
    os.utime(tmp_path / "tree/deep/deeper", (1_500_000_000, 1_500_000_000))
    succeeded(scp(router, "-r", "-p", tmp_path / "tree", remote(router, "flash:/renamed")))
    assert tree(router.flash / "renamed") == tree(tmp_path / "tree")
    succeeded(scp(router, "-rp", remote(router, "flash:/renamed"), tmp_path))
    assert tree(tmp_path / "renamed") == tree(tmp_path / "tree")
    assert int((tmp_path / "renamed/deep/deeper").stat().st_mtime) == 1_500_000_000


def test_several_files_go_into_a_folder_at_once(router, tmp_path):
    (router.flash / "many").mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(router.flash / "many", 65534, 65534)
    sources = [make_file(tmp_path / f"many{number}.bin", 1000 * number, number) for number in range(5)]
    succeeded(scp(router, *sources, remote(router, "flash:/many")))
    for source in sources:
        assert (router.flash / "many" / source.name).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("pattern", ["flash:/wild*.txt", "flash:/wild?.txt", "flash:/wild[12].txt", "wild*.txt"])
def test_wildcards_choose_what_comes_out(router, tmp_path, pattern):
    for name in ("wild1.txt", "wild2.txt", "tame.txt"):
        router.put(name, name.encode())
    succeeded(scp(router, remote(router, pattern), tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wild1.txt", "wild2.txt"]
    assert (tmp_path / "wild2.txt").read_bytes() == b"wild2.txt"


@pytest.mark.parametrize("flags", [["-v"], ["-q"], ["-l", "80000"], ["-C"], ["-c", "aes256-ctr"], ["-4"], ["-T"]])
def test_flags_that_change_nothing_change_nothing(router, tmp_path, flags):
    source = make_file(tmp_path / "source", 300_000)
    name = "flag" + "".join(flags) + ".bin"
    succeeded(scp(router, *flags, source, remote(router, f"flash:/{name}")))
    succeeded(scp(router, *flags, remote(router, f"flash:/{name}"), tmp_path / "back"))
    assert digest(tmp_path / "back") == digest(source)


def test_the_uri_form_works(router, tmp_path):
    source = make_file(tmp_path / "source", 5000)
    uri = f"scp://{router.user}@{router.address}:{router.port}/flash:/uri.bin"
    common = ["scp", "-O", *options_for(router)]
    succeeded(run([*common, source, uri]))
    succeeded(run([*common, uri, tmp_path / "back"]))
    assert digest(tmp_path / "back") == digest(source)


def test_a_copy_through_the_client_from_router_to_router(start_router, tmp_path):
    key = key_pair(tmp_path, "ed25519")  # with -3, scp asks for no password
    router = start_router(config=(routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text() + pubkey_chain(key))
    router.put("from.bin", content(100_000))
    succeeded(scp(router, "-3", remote(router, "flash:/from.bin"), remote(router, "flash:/to.bin"), options=key_options(key)))
    assert (router.flash / "to.bin").read_bytes() == content(100_000)


def test_over_ipv6(start_router, tmp_path):
    six = start_router(listen=("[::1]:0",))
    assert six.address == "::1"
    round_trip(six, tmp_path, "six.bin", 100_000)


def test_one_router_listens_in_two_places(start_router, tmp_path):
    both = start_router(listen=("127.0.0.1:0", "[::1]:0"))
    assert [address for address, _ in both.endpoints] == ["127.0.0.1", "::1"]
    round_trip(both, tmp_path, "four.bin", 1000)
    both.endpoints.reverse()
    round_trip(both, tmp_path, "six.bin", 1000)


# What goes wrong, and what the person at the keyboard reads


def refused(done, message):
    assert done.returncode != 0
    assert re.search(message, done.stderr), done.stderr
    return done


def test_a_file_that_is_not_there(router, tmp_path):
    done = refused(scp(router, remote(router, "flash:/missing.bin"), tmp_path / "x"), "No such file or directory")
    assert "missing.bin" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_folder_that_is_not_there(router, tmp_path):
    refused(scp(router, make_file(tmp_path / "a", 10), remote(router, "flash:/nowhere/a")), "No such file or directory")
    assert not (router.flash / "nowhere").exists()


def test_a_device_that_is_not_there(router, tmp_path):
    refused(scp(router, make_file(tmp_path / "a", 10), remote(router, "tape0:/a")), "(?i)no such device")


def test_a_folder_without_r(router, tmp_path):
    router.put("folder/in.bin", b"1")
    refused(scp(router, remote(router, "flash:/folder"), tmp_path / "x"), "(?i)is a directory|not a regular file")


def test_a_pattern_that_fits_nothing(router, tmp_path):
    refused(scp(router, remote(router, "flash:/no-such-*"), tmp_path), "No such file or directory")


def test_one_missing_file_among_others_does_not_stop_the_others(router, tmp_path):
    router.put("there.bin", content(10))
    done = refused(scp(router, remote(router, "flash:/gone.bin"), remote(router, "flash:/there.bin"), tmp_path), "gone.bin")
    assert (tmp_path / "there.bin").read_bytes() == content(10), done.stderr


@pytest.mark.parametrize("name", ["x" * 256, "tab\there", "bell\a"])
def test_a_name_that_no_file_may_have(router, tmp_path, name):
    source = make_file(tmp_path / "source", 10)
    before = router.files()
    refused(scp(router, source, remote(router, f"flash:/{name}")), "(?i)name|not allowed|too long")
    assert router.files() == before


def test_scp_without_O_speaks_sftp_and_copies_both_ways(router, tmp_path):
    source = make_file(tmp_path / "a", 100_000)
    succeeded(scp(router, source, remote(router, "flash:/modern.bin"), legacy=False))
    succeeded(scp(router, remote(router, "flash:/modern.bin"), tmp_path / "back", legacy=False))
    assert (tmp_path / "back").read_bytes() == source.read_bytes()


# A gibibyte


@pytest.mark.large
def test_a_gibibyte_goes_in_and_out(start_router, tmp_path):
    free = os.statvfs(tmp_path)
    assert free.f_bavail * free.f_frsize > 5 << 30, "this test needs 5 GiB of free disk"
    router = start_router(options=["--flash-size", str(3 << 30)])
    source, back = tmp_path / "source", tmp_path / "back"
    block = content(16 << 20)
    with open(source, "wb") as file:
        for number in range(64):
            file.write(number.to_bytes(8, "big") + block[8:])
    succeeded(scp(router, source, remote(router, "flash:/gibibyte.bin"), limit=600))
    succeeded(scp(router, remote(router, "flash:/gibibyte.bin"), back, limit=600))
    assert back.stat().st_size == 1 << 30
    assert digest(back) == digest(source)
    assert router.memory_kib() < 256 << 10
    for path in (source, back):
        path.unlink()


def test_strict_personality_refuses_what_ios_refuses(start_router, tmp_path):
    router = start_router(config=(routers.EXAMPLES / "secure-copy-local-aaa.cfg").read_text() + "ip scp strict\n")
    (tmp_path / "a.txt").write_text("text")
    succeeded(scp(router, tmp_path / "a.txt", remote(router, "flash:/a.txt")))
    succeeded(scp(router, remote(router, "flash:/a.txt"), tmp_path / "back.txt"))
    assert (tmp_path / "back.txt").read_text() == "text"
    kept = scp(router, "-p", tmp_path / "a.txt", remote(router, "flash:/b.txt"))
    assert kept.returncode != 0 and "-p -d options not supported" in kept.stderr
    quoted = scp(router, remote(router, "'flash:/a.txt'"), tmp_path / "quoted.txt")
    assert quoted.returncode != 0 and "No such file" in quoted.stderr
    assert scp(router, tmp_path / "a.txt", remote(router, "flash:/b.txt"), legacy=False).returncode != 0
    assert not (router.flash / "b.txt").exists()
