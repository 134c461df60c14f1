"""SFTP of programs that have an SSH of their own: rclone, asyncssh, ssh2 of Node.js."""

import asyncio
import json
import warnings

from clients import digest, make_file, need, run, succeeded
from node_packages import node

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of ciphers that asyncssh knows and cryptography regrets
    import asyncssh


def rclone(router, *words):
    need("rclone")
    password = succeeded(run(["rclone", "obscure", router.password])).stdout.strip()
    there = f":sftp,host={router.address},port={router.port},user={router.user},pass={password}:"
    return run(["rclone", "--config", "", "--retries", "1", *[str(word).replace("ROUTER:", there) for word in words]])


def test_rclone_copies_compares_and_purges_folders(router, tmp_path):
    for name, size in (("empty", 0), ("small", 1000), ("odd", 100_001), ("sub/large", 3_000_000)):
        make_file(tmp_path / "source" / name, size)
    succeeded(rclone(router, "copy", "--create-empty-src-dirs", tmp_path / "source", "ROUTER:flash:/rclone"))
    assert "0 differences found" in succeeded(rclone(router, "check", "--size-only", tmp_path / "source", "ROUTER:flash:/rclone")).stderr
    succeeded(rclone(router, "copy", "ROUTER:flash:/rclone", tmp_path / "back"))
    for name in ("empty", "small", "odd", "sub/large"):
        assert digest(tmp_path / "back" / name) == digest(tmp_path / "source" / name)
    assert "Total" in succeeded(rclone(router, "about", "ROUTER:")).stdout
    succeeded(rclone(router, "purge", "ROUTER:flash:/rclone"))
    assert not (router.flash / "rclone").exists()


def test_asyncssh_copies_by_sftp_and_by_scp(router, tmp_path):
    source = make_file(tmp_path / "source", 700_001)

    async def copy():
        async with asyncssh.connect(router.address, router.port, username=router.user, password=router.password,
                                    known_hosts=None, client_keys=None, config=None) as connection:
            async with connection.start_sftp_client() as sftp:
                await sftp.put(source, "flash:/asyncssh")
                await sftp.get("flash:/asyncssh", tmp_path / "by-sftp")
                assert "asyncssh" in await sftp.listdir("flash:")
                assert (await sftp.stat("flash:/asyncssh")).size == 700_001
                await sftp.remove("flash:/asyncssh")
            await asyncssh.scp(source, (connection, "flash:/asyncssh"))
            await asyncssh.scp((connection, "flash:/asyncssh"), tmp_path / "by-scp")
            return await connection.run("show clock", check=True)

    assert "UTC" in asyncio.run(copy()).stdout
    assert digest(tmp_path / "by-sftp") == digest(tmp_path / "by-scp") == digest(source)


def test_ssh2_of_node_copies_lists_and_types(router, tmp_path):
    source = make_file(tmp_path / "source", 700_001)
    seen = json.loads(succeeded(node("copy_with_ssh2.js", router.port, source, tmp_path / "back")).stdout)
    assert "by-ssh2" in seen["names"] and "No such file" in seen["missing"] and "UTC" in seen["text"]
    assert digest(tmp_path / "back") == digest(source)
