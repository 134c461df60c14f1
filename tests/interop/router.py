"""A router: one `ferry serve` of its own, with its own state directory, stopped by its process id."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("FERRY_BINARY", ROOT / "build/release/ferry"))
EXAMPLES = ROOT / "docs/examples"
ORDINARY_USER = 65534
LISTENING = re.compile(r"^ferry: listening on (?P<address>\S+):(?P<port>\d+)$")
PATIENCE = float(os.environ.get("FERRY_PATIENCE", "20"))


class Workshop:
    """A folder that the router's user can reach, with a copy of the binary and a state directory that has host keys,
    so that not every router has to make new ones."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ferry-interop-"))
        self.folder.chmod(0o755)
        self.binary = self.folder / "ferry"
        shutil.copy2(BINARY, self.binary)
        self._keys = None

    def state_with_keys(self):
        if self._keys is None:
            first = Router(self, state=self.folder / "first", prepared=False, generate_keys=True)
            with first:
                pass
            self._keys = first.state
        state = pathlib.Path(tempfile.mkdtemp(prefix="state-", dir=self.folder))
        shutil.copytree(self._keys, state, dirs_exist_ok=True)
        return state

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def give_to_ordinary_user(path):
    if os.geteuid() != 0:
        return
    os.chown(path, ORDINARY_USER, ORDINARY_USER)
    for folder, folders, files in os.walk(path):
        for entry in folders + files:
            os.chown(os.path.join(folder, entry), ORDINARY_USER, ORDINARY_USER, follow_symlinks=False)


def as_ordinary_user(command):
    """The same command without root, and gone when the tests are gone, however they end."""
    drop = [f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *drop, "--pdeathsig=KILL", "--", *command]


def endpoints_in(text):
    """Where a router says that it listens: pairs of address and port."""
    matches = map(LISTENING.match, text.replace("\r", "").splitlines())
    return [(match["address"].strip("[]"), int(match["port"])) for match in matches if match]


class Router:
    """Boots with `config`, the guide's local example if there is none; an `empty` one with nothing at all: no
    configuration and no keys, so that it has a console and does not listen."""

    def __init__(self, workshop, *, config=None, listen=("127.0.0.1:0",), options=(), state=None, prepared=True,
                 generate_keys=False, empty=False, user="user1", password="lab"):
        self.workshop = workshop
        self.state = state or (workshop.state_with_keys() if prepared and not empty else
                               pathlib.Path(tempfile.mkdtemp(prefix="state-", dir=workshop.folder)))
        self.state.mkdir(exist_ok=True)
        self.config = config if config is not None else (EXAMPLES / "secure-copy-local-aaa.cfg").read_text()
        self.empty = empty
        self.listen = listen
        self.options = list(options) + (["--generate-keys"] if generate_keys else [])
        self.user, self.password = user, password
        self.known_hosts = pathlib.Path(str(self.state) + ".known_hosts")
        self.process = None
        self.endpoints = []

    # Where things are

    @property
    def address(self):
        return self.endpoints[0][0]

    @property
    def port(self):
        return self.endpoints[0][1]

    @property
    def flash(self):
        return self.state / "flash"

    @property
    def console_socket(self):
        return self.state / "console"

    @property
    def stdout_path(self):
        return pathlib.Path(str(self.state) + ".out")

    @property
    def log_path(self):
        return pathlib.Path(str(self.state) + ".log")

    def log(self):
        return self.log_path.read_text(errors="replace")

    # Starting and stopping

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.stop(check=kind is None)

    def start(self):
        with open(self.stdout_path, "wb") as out, open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(as_ordinary_user(self.command()), stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=log, cwd="/", start_new_session=True)
        if self.empty:
            self._await("opened its console", self.console_socket.exists)
        else:
            self.await_listening()
        self._sockets_at_start = self._sockets()

    def command(self, *options):
        """The command line that serves; writes the files that it names."""
        command = [str(self.workshop.binary), "serve", "--state", str(self.state), *self.options, *options]
        if "--console" not in command:
            command.append("--console-log")
        if not self.empty:
            config_path = pathlib.Path(str(self.state) + ".cfg")
            config_path.write_text(self.config)
            command += ["--config", str(config_path)]
        for listen in self.listen:
            command += ["--listen", listen]
        give_to_ordinary_user(self.state)
        return command

    def await_listening(self):
        """Returns when the router has said where it listens, as often as it was asked to."""
        self._await("said that it listens", self._listens)

    def _listens(self):
        self.endpoints = endpoints_in(self.stdout_path.read_text())[-len(self.listen):]
        return len(self.endpoints) == len(self.listen)

    def _await(self, what, has_happened):
        deadline = time.monotonic() + PATIENCE
        while not has_happened():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                status = f"; it ended with status {self.process.returncode}" if ended else ""
                self.stop(check=False)
                raise AssertionError(f"ferry has not {what}{status}:\n{self.stdout_path.read_text()}{self.log()}")
            time.sleep(0.01)

    def stop(self, check=True):
        """Ends the router as an administrator would and demands a clean end."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = "none: it had to be killed"
        self.process = None
        if check:
            assert status == 0, f"ferry ended with status {status}:\n{self.log()[-4000:]}"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    # Files as the host sees them

    def put(self, name, content):
        """Lays a file into flash: behind the router's back."""
        path = self.flash / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        give_to_ordinary_user(self.flash)
        return path

    def files(self):
        """Every file and folder below flash:, by its path in there, hidden ones too."""
        return sorted(str(path.relative_to(self.flash)) for path in self.flash.rglob("*"))

    def descriptors(self):
        """What the process has open: sorted names, with the numbers of sockets and pipes left out."""
        names = []
        for link in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed since it was listed
                names.append(re.sub(r"\d+", "", os.readlink(link)))
        return sorted(names)

    def _sockets(self):
        return sum(name.startswith("socket") for name in self.descriptors())

    def connections(self):
        """How many clients are connected, to SSH or to the console."""
        return self._sockets() - self._sockets_at_start

    def threads(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()))

    def memory_kib(self):
        """What the process has resident now."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)[1])
