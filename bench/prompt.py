"""Measures the prompt: what it costs to look a line up, to show a long configuration, to echo a key, to list a large
directory. Prints one table with the limits beside the figures."""

import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import paramiko

import processes
import servers

LINES = 20_000
FILES = 100_000
KEYS = 200


def microbenchmarks(folder):
    """The figures of the programs that measure one room: name -> microseconds for one of its items."""
    figures = {}
    for name in ("grammar_bench", "terminal_bench", "replace_bench", "unmodelled_bench"):
        out = subprocess.run([folder / name, "--benchmark_format=csv"], capture_output=True, text=True, check=True).stdout
        header, *rows = [line.split(",") for line in out.splitlines() if "," in line]
        per_second = header.index("items_per_second")
        for row in rows:
            if row[per_second]:
                figures[row[0].strip('"')] = 1e6 / float(row[per_second])
    return figures


def cpu_of(server, command):
    before = server.cpu()
    command()
    return server.cpu() - before


def run(client, command):
    _, out, _ = client.exec_command(command)
    return out.read()


def echo_times(client):
    """Seconds from a key to its echo, for keys that are typed one after the other at a prompt."""
    channel = client.invoke_shell()
    seen = b""
    while not re.search(rb"[#>]$", seen):
        seen += channel.recv(65536)
    times = []
    for index in range(KEYS):
        begin = time.perf_counter()
        channel.send(b"a" if index % 2 == 0 else b"\x7f")
        channel.recv(65536)
        times.append(time.perf_counter() - begin)
    channel.close()
    return times


def connect(server, user_key):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect("127.0.0.1", server.port, server.user, key_filename=str(user_key), look_for_keys=False, allow_agent=False)
    return client


def unmodelled():
    """A configuration of so many lines that the router keeps without knowing them."""
    return "platform accept-unmodelled\n" + "".join(
        f"interface GigabitEthernet1/0/{port}\n description port {port}\n switchport mode access\n no cdp enable\n"
        for port in range(LINES // 4))


def replacement(server, user_key):
    """CPU of a `configure replace` by a file that differs in one line from what runs, and what was said."""
    run(connect(server, user_key), "copy running-config flash:/whole.cfg")
    whole = server.state / "flash" / "whole.cfg"
    whole.write_text(whole.read_text().replace("description port 77\n", "description port 7\n", 1))
    said = []
    spent = cpu_of(server, lambda: said.append(run(connect(server, user_key), "configure replace flash:/whole.cfg list force")))
    assert b"Rollback Done" in said[0], said[0]
    return spent


def measure(server, user_key, microbench_folder):
    figures = microbenchmarks(microbench_folder)
    rows = [("look up a line", f"{figures['exec_line']:.2f} us", "under 20 us"),
            ("commands for one line of 20,000", f"{figures['commands_for_one_line'] / 1000:.1f} ms of CPU", "under 100 ms"),
            ("take in 20,000 lines that no command knows", f"{figures['apply_20000_unmodelled_lines'] / 1000:.0f} ms of CPU",
             "under 150 ms"),
            ("change one of them", f"{figures['change_one_of_20000_unmodelled_lines'] / 1000:.2f} ms of CPU", "under 5 ms"),
            ("show them", f"{figures['render_20000_unmodelled_lines'] / 1000:.1f} ms of CPU", "under 20 ms")]
    for index in range(FILES):
        (server.state / "flash" / f"configuration-{index}.txt").touch()
    client = connect(server, user_key)
    text = "".join(f"access-list {number % 99 + 1} permit 10.{number // 256 % 256}.{number % 256}.0 0.0.0.255\n"
                   for number in range(LINES))
    (server.state / "flash" / "long.cfg").write_text(text)
    run(client, "copy running-config flash:/short.cfg")
    run(client, "copy flash:/long.cfg running-config")
    shown = []
    spent = cpu_of(server, lambda: shown.append(run(connect(server, user_key), "show running-config")))
    rows.append((f"show running-config, {shown[0].count(b'access-list')} lines", f"{spent * 1000:.0f} ms of CPU", "under 50 ms"))
    run(client, "configure replace flash:/short.cfg force")
    (server.state / "flash" / "unmodelled.cfg").write_text(unmodelled())
    run(client, "copy flash:/unmodelled.cfg running-config")
    rows.append((f"configure replace, one of {LINES} lines that no command knows changed",
                 f"{replacement(server, user_key) * 1000:.0f} ms of CPU", "under 200 ms"))
    rows.append(("echo of a key, over the connection", f"{statistics.median(echo_times(connect(server, user_key))) * 1000:.2f} ms",
                 "under 1 ms"))
    before = server.resident_kib()
    listed = []
    spent = cpu_of(server, lambda: listed.append(run(connect(server, user_key), "dir flash:")))
    grown = server.resident_kib() - before
    rows.append((f"dir of {listed[0].count(b'configuration-')} files", f"{spent * 1000:.0f} ms of CPU, {grown} KiB more memory",
                 "flat memory"))
    return rows


def main():
    microbench_folder = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = pathlib.Path(name)
        user_key = folder / "user"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", user_key], check=True)
        server = servers.Ferry(folder, user_key, "1GB")
        server.start()
        try:
            rows = measure(server, user_key, microbench_folder)
        finally:
            server.stop()
    width = max(len(row[0]) for row in rows)
    print("\nthe prompt")
    for what, figure, limit in rows:
        print(f"  {what:<{width}}  {figure:<40} {limit}")


if __name__ == "__main__":
    main()
