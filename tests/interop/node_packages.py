"""Programs in JavaScript, with the npm packages that scripts/deps installs beside them."""

import pathlib
import subprocess

from clients import need, run

FOLDER = pathlib.Path(__file__).parent / "node"


def check():
    need("node")
    assert (FOLDER / "node_modules").is_dir(), f"{FOLDER} has no node_modules: scripts/deps --tests installs them"


def node(program, *arguments):
    check()
    return run(["node", FOLDER / program, *arguments])


def start_node(program, *arguments):
    check()
    return subprocess.Popen(["node", FOLDER / program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            text=True)
