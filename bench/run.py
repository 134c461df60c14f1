#!/usr/bin/python3
"""Ferry beside OpenSSH's sshd and the machine's own floor, in one run, with the same client. See scripts/bench."""

import argparse
import collections
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import servers

GIB = 1 << 30
CIPHERS = {
    "aes128-gcm": ("aes128-gcm@openssh.com", None),
    "aes256-gcm": ("aes256-gcm@openssh.com", None),
    "chacha20": ("chacha20-poly1305@openssh.com", None),
    "aes128-ctr+etm": ("aes128-ctr", "hmac-sha2-256-etm@openssh.com"),
}
# The targets: of sshd's figure, of the floor's, and in the unit of the row.
Target = collections.namedtuple("Target", "of_sshd of_floor absolute", defaults=(None, None, None))
TARGETS = {
    "receive aes128-gcm": Target(of_sshd=0.50, of_floor=1.2), "send aes128-gcm": Target(of_sshd=0.42, of_floor=1.2),
    "receive chacha20": Target(of_sshd=0.50), "send chacha20": Target(of_sshd=0.50),
    "receive aes128-ctr+etm": Target(of_sshd=0.50), "send aes128-ctr+etm": Target(of_sshd=0.50),
    "small copy": Target(of_sshd=1 / 50, absolute=2.5), "idle session": Target(absolute=64),
    "idle session with a shell": Target(absolute=64),
    "start": Target(absolute=100),
}
Row = collections.namedtuple("Row", "title unit values")


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.key = folder / "user_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        self.bytes = int(options.size * GIB)
        self.ferry = servers.Ferry(folder, self.key, flash_size=4 * self.bytes + GIB)
        self.sshd = servers.OpenSsh(folder, self.key)
        self.samples = collections.defaultdict(list)

    # The client

    def client(self, server, program, *arguments):
        # Both servers get the same key exchange and the same kind of host key.
        given = {"UserKnownHostsFile": "/dev/null", "StrictHostKeyChecking": "no", "IdentityFile": self.key, "IdentitiesOnly": "yes",
                 "PreferredAuthentications": "publickey", "LogLevel": "ERROR", "KexAlgorithms": "curve25519-sha256",
                 "HostKeyAlgorithms": "ssh-ed25519"}
        command = [program, "-F", "/dev/null"]
        for option, value in given.items():
            command += ["-o", f"{option}={value}"]
        return [str(part) for part in (*command, "-P" if program == "scp" else "-p", server.port, *arguments)]

    def copy(self, server, source, target, cipher=None, mac=None):
        algorithms = (["-c", cipher] if cipher else []) + (["-o", f"MACs={mac}"] if mac else [])
        done = subprocess.run(self.client(server, "scp", "-O", "-q", *algorithms, source, target), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"scp with {server.name} failed: {done.stderr.strip()}")

    def at(self, server, name):
        return f"{server.user}@127.0.0.1:{server.path(name)}"

    def sample(self, title, unit, who, value):
        self.samples[title, unit, who].append(value)

    # The rows

    def large_copies(self, cipher_title):
        cipher, mac = CIPHERS[cipher_title]
        source = self.folder / "source"
        for server in (self.ferry, self.sshd):
            for way, arguments in (("receive", (source, self.at(server, "copied"))), ("send", (self.at(server, "served"), "/dev/null"))):
                cpu, begun = server.cpu(), time.monotonic()
                self.copy(server, *arguments, cipher, mac)
                wall = time.monotonic() - begun
                self.sample(f"{way} {cipher_title}", "s/GiB", server.name, (server.cpu() - cpu) * GIB / self.bytes)
                self.sample(f"{way} {cipher_title}, speed", "MiB/s", server.name, self.bytes / (1 << 20) / wall)
            server.file("copied").unlink()
        for way, path in (("receive", self.folder / "floor"), ("send", source)):
            done = subprocess.run([servers.ROOT / "build/release/bench/floor", way, cipher, str(self.bytes), path],
                                  capture_output=True, text=True, check=True)
            self.sample(f"{way} {cipher_title}", "s/GiB", "floor", float(done.stdout) * GIB / self.bytes)
        (self.folder / "floor").unlink()

    def small_copies(self):
        small = self.folder / "small"
        small.write_bytes(os.urandom(1000))
        for server in (self.ferry, self.sshd):
            cpu = server.cpu()
            for _ in range(self.options.copies):
                self.copy(server, small, self.at(server, "small"))
            self.sample("small copy", "ms", server.name, (server.cpu() - cpu) * 1000 / self.options.copies)

    def idle_sessions(self, title, flag):
        for server in (self.ferry, self.sshd):
            clients = self.log_in(server, 5, flag)  # what the first ones cost is not the cost of one more
            before = server.resident_kib()
            clients += self.log_in(server, self.options.sessions, flag)
            self.sample(title, "KiB", server.name, (server.resident_kib() - before) / self.options.sessions)
            for client in clients:
                client.terminate()
            for client in clients:
                client.wait()

    def log_in(self, server, count, flag):
        """Clients that are logged in when this returns, and stay so until they are ended."""
        clients = []
        for number in range(count):
            marker = self.folder / f"in-{server.name}-{number}"
            marker.unlink(missing_ok=True)
            clients.append(subprocess.Popen(
                self.client(server, "ssh", flag, "-o", "PermitLocalCommand=yes", "-o", f"LocalCommand=touch {marker}",
                            f"{server.user}@127.0.0.1"), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))
            while not marker.exists():
                if clients[-1].poll() is not None:
                    raise RuntimeError(f"ssh with {server.name} ended with {clients[-1].returncode}")
                time.sleep(0.005)
        return clients

    def start_afresh(self):
        """What a server keeps from earlier copies must not hide what a session takes."""
        self.ferry.stop()
        self.sample("start", "ms", "ferry", self.ferry.start() * 1000)
        self.sshd.stop()
        self.sshd.start()

    def run(self):
        self.ferry.start()
        self.sshd.start()
        try:
            source = self.folder / "source"
            with open(source, "wb") as file:
                for _ in range(0, self.bytes, 1 << 20):
                    file.write(os.urandom(1 << 20))
            for server in (self.ferry, self.sshd):
                self.copy(server, source, self.at(server, "served"))
            for turn in range(self.options.repetitions):
                for cipher in self.options.ciphers:
                    self.progress(f"turn {turn + 1}: {cipher}")
                    self.large_copies(cipher)
                self.progress(f"turn {turn + 1}: small copies, idle sessions")
                self.small_copies()
                for title, flag in (("idle session", "-N"), ("idle session with a shell", "-tt")):
                    self.start_afresh()
                    self.idle_sessions(title, flag)
        finally:
            self.ferry.stop()
            self.sshd.stop()

    @staticmethod
    def progress(text):
        print(f"... {text}", file=sys.stderr, flush=True)

    def rows(self):
        titles = dict.fromkeys((title, unit) for title, unit, _ in self.samples)
        return [Row(title, unit, {who: statistics.median(self.samples[title, unit, who])
                                  for who in ("ferry", "sshd", "floor") if self.samples.get((title, unit, who))})
                for title, unit in titles]


def verdict(measured, wanted):
    return "" if wanted is None else f"{'<=' if measured <= wanted else '> '} {wanted:.2f}"


def line_for(row):
    target = TARGETS.get(row.title, Target()) if row.unit != "MiB/s" else Target()
    cells = [f"{row.title:<32}{row.unit:>6}"]
    cells += [f"{row.values[who]:>9.2f}" if who in row.values else f"{'':>9}" for who in ("ferry", "sshd", "floor")]
    own = row.values["ferry"]
    for who, wanted in (("sshd", target.of_sshd), ("floor", target.of_floor)):
        ratio = own / row.values[who] if row.values.get(who) else None
        cells.append(f"{ratio:>10.3f} {verdict(ratio, wanted):<8}" if ratio is not None else f"{'':>19}")
    cells.append(verdict(own, target.absolute))
    return " ".join(cells).rstrip()


def print_table(rows, options):
    print(f"CPU of the server, all its processes; medians of {options.repetitions} turns, copies of {options.size:g} GiB, "
          f"{options.copies} small copies, {options.sessions} sessions")
    print(f"{'':<38} {'ferry':>9} {'sshd':>9} {'floor':>9} {'ferry/sshd':>10} {'target':<8} {'of floor':>10} {'target':<8} target")
    for row in sorted(rows, key=lambda row: row.unit == "MiB/s"):
        print(line_for(row))


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--size", type=float, default=1, help="GiB of each large copy (default 1)")
    parser.add_argument("--repetitions", type=int, default=3, help="turns; the table shows medians (default 3)")
    parser.add_argument("--copies", type=int, default=40, help="small copies in a turn (default 40)")
    parser.add_argument("--sessions", type=int, default=100, help="idle sessions at once (default 100)")
    parser.add_argument("--ciphers", nargs="+", choices=CIPHERS, default=list(CIPHERS))
    parser.add_argument("--json", type=pathlib.Path, help="write every sample there as well")
    return parser.parse_args()


def main():
    options = arguments()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ferry-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")))
    try:
        bench = Bench(options, folder)
        bench.run()
        print_table(bench.rows(), options)
        if options.json:
            samples = [{"what": title, "unit": unit, "who": who, "samples": values}
                       for (title, unit, who), values in bench.samples.items()]
            options.json.write_text(json.dumps(samples, indent=1) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
