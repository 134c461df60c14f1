#!/usr/bin/python3
"""Measures the router as a client beside OpenSSH's scp: CPU of whoever copies, to and from the same server, another router.
Prints a table with the limit beside the figures. See scripts/bench."""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

import servers

GIB = 1 << 30
CIPHERS = ("aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com")
LIMIT = 0.5  # of the CPU of OpenSSH's scp and its ssh


class ClientBench:
    def __init__(self, size, folder):
        self.bytes, self.folder = size, folder
        self.key = folder / "user_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        self.far, self.near = (self.router(folder / name) for name in ("far", "near"))

    def router(self, folder):
        folder.mkdir()
        router = servers.Ferry(folder, self.key, flash_size=4 * self.bytes + GIB)
        with open(router.folder / "router.cfg", "a") as configuration:
            configuration.write("file prompt quiet\n")
        router.start()
        return router

    def options(self, server, port_flag):
        given = {"UserKnownHostsFile": "/dev/null", "StrictHostKeyChecking": "no", "IdentityFile": self.key,
                 "IdentitiesOnly": "yes", "LogLevel": "ERROR", "KexAlgorithms": "curve25519-sha256",
                 "HostKeyAlgorithms": "ssh-ed25519"}
        written = ["-F", "/dev/null", port_flag, server.port]
        for option, value in given.items():
            written += ["-o", f"{option}={value}"]
        return written

    def type(self, command):
        """One line at the near router."""
        words = ["ssh", *self.options(self.near, "-p"), "bench@127.0.0.1", command]
        return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False).stdout

    def configure(self, line):
        words = ["ssh", *self.options(self.near, "-p"), "bench@127.0.0.1"]
        subprocess.run([str(word) for word in words], input=f"configure terminal\n{line}\nend\nexit\n", text=True,
                       capture_output=True, check=False)

    def by_router(self, source, target):
        self.type("delete /force flash:back")  # both write a new file, into memory that was used before
        before = self.near.cpu()
        said = self.type(f"copy {source} {target}")
        if f"{self.bytes} bytes copied" not in said:
            raise RuntimeError(f"copy {source} {target}:\n{said}")
        return self.near.cpu() - before

    def by_scp(self, cipher, source, target):
        words = ["scp", "-O", "-q", "-c", cipher, *self.options(self.far, "-P"), source, target]
        (self.folder / "back").unlink(missing_ok=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def run(self, repetitions):
        big = self.near.file("big")
        with open(big, "wb") as file:
            for _ in range(0, self.bytes, 1 << 20):
                file.write(os.urandom(1 << 20))
        url, place = f"scp://bench:bench@127.0.0.1:{self.far.port}/flash:/big", "bench@127.0.0.1:flash:/big"
        for cipher in CIPHERS:
            self.configure(f"ip ssh client algorithm encryption {cipher}")
            samples = {}
            for _ in range(repetitions):
                turn = {("send", "ferry"): self.by_router("flash:big", url), ("send", "scp"): self.by_scp(cipher, big, place),
                        ("receive", "ferry"): self.by_router(url, "flash:back"),
                        ("receive", "scp"): self.by_scp(cipher, place, self.folder / "back")}
                for key, cpu in turn.items():
                    samples.setdefault(key, []).append(cpu * GIB / self.bytes)
            for way in ("send", "receive"):
                yield f"{way} {cipher}", *(statistics.median(samples[way, who]) for who in ("ferry", "scp"))

    def stop(self):
        self.far.stop()
        self.near.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1, help="GiB of each copy (default 1)")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ferry-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        bench = ClientBench(int(options.size * GIB), pathlib.Path(folder))
        try:
            print(f"{'CPU of the client, s/GiB':<42} {'ferry':>8} {'scp':>8} {'ratio':>8} limit")
            failed = False
            for title, ferry, scp in bench.run(options.repetitions):
                failed |= ferry > LIMIT * scp
                print(f"{title:<42} {ferry:>8.2f} {scp:>8.2f} {ferry / scp:>8.3f} {'<=' if ferry <= LIMIT * scp else '> '} {LIMIT}")
        finally:
            bench.stop()
    sys.exit(failed)


if __name__ == "__main__":
    main()
