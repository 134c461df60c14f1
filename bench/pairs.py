#!/usr/bin/python3
"""Both ends from the same house: `ferry copy` to a router of Ferry's, beside OpenSSH's scp to its sshd. Prints wall time and
the client's CPU for one file each way, the medians of some turns, and the ratio that design wants: at least 2.2."""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import servers

MIB = 1 << 20
WANTED = 2.2
COPY = servers.ROOT / "build/release/ferry"


def timed(command, environment, folder):
    before, begun = os.times(), time.monotonic()
    subprocess.run([str(part) for part in command], env=environment, cwd=folder, check=True, stdin=subprocess.DEVNULL,
                   capture_output=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - begun, cpu


def commands(kind, server, key, there, here):
    """Up and down."""
    options = ["-F", "none" if kind == "ferry" else "/dev/null", "-i", key, "-P", server.port, "-O",
               "-o", "StrictHostKeyChecking=accept-new", "-q"]
    if kind == "openssh":
        options += ["-o", f"UserKnownHostsFile={here / 'known_hosts'}"]
    program = [COPY, "copy"] if kind == "ferry" else ["scp"]
    far = f"{server.user}@127.0.0.1:{there}"
    return {"up": [*program, *options, here / "big", far], "down": [*program, *options, far, here / "back"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1024, help="MiB of the file (default 1024)")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ferry-pairs-", dir=os.environ.get("TMPDIR", "/var/tmp")))
    key = folder / "user"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    with open(folder / "big", "wb") as file:
        for _ in range(options.size):
            file.write(os.urandom(MIB))
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    pairs = {"ferry": servers.Ferry(folder, key, "16GB"), "openssh": servers.OpenSsh(folder, key)}
    samples = {}
    try:
        for server in pairs.values():
            server.start()
        for _ in range(options.repetitions):
            for kind, server in pairs.items():
                for way, command in commands(kind, server, key, server.path("big"), folder).items():
                    samples.setdefault((way, kind), []).append(timed(command, environment, folder))
    finally:
        for server in pairs.values():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for way in ("up", "down"):
        wall = {kind: statistics.median(one for one, _ in samples[way, kind]) for kind in pairs}
        cpu = {kind: statistics.median(one for _, one in samples[way, kind]) for kind in pairs}
        print(f"{way:<5} ferry {wall['ferry']:.2f} s ({cpu['ferry']:.2f} s of CPU in the client)  openssh {wall['openssh']:.2f} s "
              f"({cpu['openssh']:.2f} s)  {wall['openssh'] / wall['ferry']:.2f} times as fast (at least {WANTED})")


if __name__ == "__main__":
    main()
