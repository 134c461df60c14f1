"""The machine's own sshd: on loopback, with a configuration, host keys and a port of its own, for whoever runs the tests."""

import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import router as routers
from clients import need, run, succeeded

PORT_TRIES = 5


class Sshd:
    """Lets in who runs the tests, by the key `self.key` only: without PAM sshd checks the passwords of nobody whose hash
    it cannot read. Stopped by its process id."""

    def __init__(self, *, host_key_types=("ed25519",), options=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ferry-sshd-"))
        self.home = self.folder / "files"  # where tests put what is copied
        self.home.mkdir()
        self.user = getpass.getuser()
        self.host_key_types = host_key_types
        self.options = list(options)
        self.key = self.make_key("id", "ed25519")
        self.process = None
        self.port = None

    def make_key(self, name, kind):
        path = self.folder / name
        path.unlink(missing_ok=True)
        succeeded(run([need("ssh-keygen"), "-q", "-t", kind, "-N", "", "-f", path]))
        return path

    def new_host_keys(self):
        """As if another machine stood at the same address."""
        return [self.make_key(f"host_{kind}", kind) for kind in self.host_key_types]

    def __enter__(self):
        self.keys = self.new_host_keys()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def configuration(self):
        authorized = self.folder / "authorized_keys"
        authorized.write_text((self.folder / "id.pub").read_text())
        authorized.chmod(0o600)
        lines = [f"Port {self.port}", "ListenAddress 127.0.0.1", "UsePAM no", "StrictModes no", "PidFile none",
                 "PasswordAuthentication no", "KbdInteractiveAuthentication no", f"AuthorizedKeysFile {authorized}",
                 "PermitRootLogin prohibit-password", "PrintMotd no", "Subsystem sftp internal-sftp"]
        lines += [f"HostKey {key}" for key in self.keys]
        path = self.folder / "sshd_config"
        path.write_text("\n".join(self.options + lines) + "\n")
        return path

    def start(self, port=None):
        """sshd cannot ask the kernel for a port and say which: somebody else may have taken it meanwhile."""
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        for _ in range(PORT_TRIES):
            self.port = port or free_port()
            self.process = subprocess.Popen(
                ["/usr/sbin/sshd", "-D", "-e", "-f", str(self.configuration())], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=open(self.folder / "log", "ab"), start_new_session=True)
            if self._listens():
                return
            self.stop()
        raise AssertionError("sshd does not start:\n" + (self.folder / "log").read_text())

    def _listens(self):
        deadline = time.monotonic() + routers.PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return True
            time.sleep(0.02)
        return False

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(routers.PATIENCE)
            self.process = None

    def url(self, path, scheme="scp"):
        """An absolute path there."""
        return f"{scheme}://{self.user}@127.0.0.1:{self.port}/{path}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
