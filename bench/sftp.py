#!/usr/bin/python3
"""SFTP of a router beside OpenSSH's sshd with its sftp-server, and beside the router's own SCP; then trees of small files.
Prints a table with the limits beside the figures. See scripts/bench."""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import servers

GIB = 1 << 30
MIB = 1 << 20
CIPHERS = ("aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com")
CPU_LIMIT = 0.5     # of the CPU of sshd and sftp-server
SPEED_LIMIT = 1.0   # of the speed of the router's own SCP, at least
TREE_LIMIT = 3.0    # times as fast as sshd, at least


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class SftpBench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.bytes = int(options.size * GIB)
        self.key = folder / "user_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        self.ferry = servers.Ferry(folder, self.key, flash_size=1024 * GIB,  # files that are removed behind its back still count
                                   options=["--no-sync"] if options.no_sync else [])
        self.sshd = servers.OpenSsh(folder, self.key)
        self.samples = {}

    def client(self, server, program, cipher, *arguments):
        given = {"UserKnownHostsFile": "/dev/null", "StrictHostKeyChecking": "no", "IdentityFile": self.key,
                 "IdentitiesOnly": "yes", "LogLevel": "ERROR", "KexAlgorithms": "curve25519-sha256",
                 "HostKeyAlgorithms": "ssh-ed25519"}
        words = [program, "-F", "/dev/null", "-q", "-P", server.port, "-c", cipher]
        for option, value in given.items():
            words += ["-o", f"{option}={value}"]
        return [str(word) for word in (*words, *arguments)]

    def timed(self, server, command, script=None):
        """Seconds that passed, and seconds of CPU of the server and of the client."""
        cpu, own, begun = server.cpu(), children_cpu(), time.monotonic()
        done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
        wall = time.monotonic() - begun
        if done.returncode:
            raise RuntimeError(f"{command[0]} with {server.name} failed: {done.stderr.strip()}")
        return wall, server.cpu() - cpu, children_cpu() - own

    def at(self, server, name):
        return f"{server.user}@127.0.0.1:{server.path(name)}"

    def sftp(self, server, cipher, line):
        return self.timed(server, self.client(server, "sftp", cipher, "-b", "-", f"{server.user}@127.0.0.1"), line + "\n")

    def scp(self, server, cipher, *arguments):
        return self.timed(server, self.client(server, "scp", cipher, *arguments))

    def sample(self, title, who, figure):
        self.samples.setdefault((title, who), []).append(figure)

    # One large file

    def large(self, cipher):
        source, back = self.folder / "source", self.folder / "back"
        for server in (self.ferry, self.sshd):
            for way, line in (("receive", f"put {source} {server.path('copied')}"), ("send", f"get {server.path('copied')} {back}")):
                wall, cpu, _ = self.sftp(server, cipher, line)
                self.sample(f"{way} {cipher}", server.name, cpu * GIB / self.bytes)
                self.sample(f"{way} {cipher}, MiB/s", f"{server.name} sftp", self.bytes / MIB / wall)
            server.file("copied").unlink()
            back.unlink()
        for way, words in (("receive", (source, self.at(self.ferry, "copied"))), ("send", (self.at(self.ferry, "copied"), back))):
            wall, _, _ = self.scp(self.ferry, cipher, "-O", *words)
            self.sample(f"{way} {cipher}, MiB/s", "ferry scp", self.bytes / MIB / wall)
        self.ferry.file("copied").unlink()
        back.unlink()

    # Many small ones

    def plant(self):
        tree = self.folder / "tree"
        tree.mkdir()
        for number in range(self.options.files):
            (tree / f"{number:05}.cfg").write_bytes(os.urandom(1024))
        return tree

    def trees(self, tree):
        cipher = CIPHERS[0]
        for server in (self.ferry, self.sshd):
            for title, up, down in self.tree_copies(server, cipher, tree):
                back, there = self.folder / "back", server.file("copied")
                if title == "sftp":
                    there.mkdir()
                    back.mkdir()
                for way, copy in (("up", up), ("down", down)):
                    wall, cpu, client = copy()
                    self.sample(f"{self.options.files} files {way}, {title}", server.name, wall)
                    self.sample(f"{self.options.files} files {way}, {title}: CPU", server.name, cpu)
                    self.sample(f"{self.options.files} files {way}, {title}: CPU of the client", server.name, client)
                shutil.rmtree(there)
                shutil.rmtree(back)

    def tree_copies(self, server, cipher, tree):
        back, far = self.folder / "back", server.path("copied")
        yield ("sftp", lambda: self.sftp(server, cipher, f"put -r {tree}/* {far}"), lambda: self.sftp(server, cipher, f"get -r {far}/* {back}"))
        for title, flags in (("scp", ()), ("scp -O", ("-O",))):
            yield (title, lambda flags=flags: self.scp(server, cipher, *flags, "-r", tree, self.at(server, "copied")),
                   lambda flags=flags: self.scp(server, cipher, *flags, "-r", self.at(server, "copied"), back))

    def run(self):
        self.ferry.start()
        self.sshd.start()
        try:
            with open(self.folder / "source", "wb") as file:
                for _ in range(0, self.bytes, MIB):
                    file.write(os.urandom(MIB))
            tree = self.plant()
            for _ in range(self.options.repetitions):
                for cipher in CIPHERS if self.options.size else ():
                    self.large(cipher)
                self.trees(tree)
        finally:
            self.ferry.stop()
            self.sshd.stop()

    def figure(self, title, who):
        return statistics.median(self.samples[title, who])

    def report(self):
        """Whether every limit holds."""
        fine = True
        print(f"{'medians':<58} {'unit':>6} {'ferry':>9} {'beside':>9} {'ratio':>8}")
        for title in dict.fromkeys(title for title, _ in self.samples):
            if title.endswith("MiB/s"):
                ours, theirs, unit = self.figure(title, "ferry sftp"), self.figure(title, "ferry scp"), "MiB/s"
                ratio, good, limit = ours / theirs, ours >= SPEED_LIMIT * theirs, f">= {SPEED_LIMIT} of ferry's scp"
            elif "files" in title:
                ours, theirs, unit = self.figure(title, "ferry"), self.figure(title, "sshd"), "s"
                ratio, good, limit = theirs / ours, theirs >= TREE_LIMIT * ours, f">= {TREE_LIMIT} times as fast"
                if "CPU" in title:
                    ratio, good, limit = ours / theirs, True, "of sshd's"
            else:
                ours, theirs, unit = self.figure(title, "ferry"), self.figure(title, "sshd"), "s/GiB"
                ratio, good, limit = ours / theirs, ours <= CPU_LIMIT * theirs, f"<= {CPU_LIMIT} of sshd's CPU"
            fine &= good
            print(f"{title:<58} {unit:>6} {ours:>9.2f} {theirs:>9.2f} {ratio:>8.3f} {'' if good else 'not '}{limit}")
        return fine


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench --sftp", description=__doc__)
    parser.add_argument("--size", type=float, default=1, help="GiB of each large copy, 0 for none (default 1)")
    parser.add_argument("--files", type=int, default=10000, help="files of 1 KiB in a tree (default 10000)")
    parser.add_argument("--no-sync", action="store_true", help="the router does not wait for the disk, as sshd does not")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ferry-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        bench = SftpBench(options, pathlib.Path(folder))
        bench.run()
        fine = bench.report()
    sys.exit(not fine)


if __name__ == "__main__":
    main()
