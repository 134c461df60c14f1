"""What the kernel knows about a process and everything below it."""

import os
import pathlib
import re
import time

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return text.rpartition(")")[2].split()


def children(pid):
    found = []
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        pass  # it ended while we looked
    return found


def tree(pid):
    found = [pid]
    for child in children(pid):
        found += tree(child)
    return found


def cpu_seconds(pid):
    """CPU of the process and of all it has waited for. Call it when no child is left, or those are missing."""
    fields = _stat(pid)
    return sum(int(fields[index]) for index in (11, 12, 13, 14)) / TICKS


def wait_for_children(pid, patience=10):
    deadline = time.monotonic() + patience
    while children(pid):
        if time.monotonic() > deadline:
            raise RuntimeError(f"process {pid} still has children")
        time.sleep(0.005)


def settle(pid, patience=60):
    """Waits until no process comes or goes below this one."""
    deadline = time.monotonic() + patience
    before = None
    while (now := tree(pid)) != before:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the processes below {pid} do not come to rest")
        before = now
        time.sleep(1)


def resident_kib(pid):
    """Proportional set size of the process and of everything below it: shared pages are shared out."""
    settle(pid)
    total = 0
    for one in tree(pid):
        text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    return total
