"""The two servers that are compared, each started on loopback with throwaway keys and the same user key."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import processes

ROOT = pathlib.Path(__file__).resolve().parents[1]


def await_banner(port, patience=20):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"nothing answers on port {port}")


class Server:
    """A child process that serves; `path(name)` is what scp writes behind the colon."""

    name = port = user = process = None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def cpu(self):
        processes.wait_for_children(self.process.pid)
        return processes.cpu_seconds(self.process.pid)

    def resident_kib(self):
        return processes.resident_kib(self.process.pid)


class Ferry(Server):
    name = "ferry"
    user = "bench"

    def __init__(self, folder, user_key, flash_size, options=()):
        self.options = options
        self.folder = folder / "ferry"
        self.state = self.folder / "state"
        self.state.mkdir(parents=True)
        (self.folder / "router.cfg").write_text(self._configuration(user_key))
        self._flash_size = flash_size

    def _configuration(self, user_key):
        blob = user_key.with_suffix(".pub").read_text().split()[1]
        lines = "\n".join("   " + blob[start:start + 64] for start in range(0, len(blob), 64))
        return ("aaa new-model\naaa authentication login default local\naaa authorization exec default local\n"
                "username bench privilege 15 password 0 bench\nip scp server enable\n"
                f"ip ssh pubkey-chain\n username bench\n  key-string\n{lines}\n  exit\n exit\nexit\n")

    def start(self):
        begun = time.monotonic()
        out, log = self.folder / "out", self.folder / "log"
        self.process = subprocess.Popen(
            [ROOT / "build/release/ferry", "serve", "--state", self.state, "--config", self.folder / "router.cfg",
             "--listen", "127.0.0.1:0", "--generate-keys", "--flash-size", str(self._flash_size), *self.options],
            stdin=subprocess.DEVNULL, stdout=open(out, "wb"), stderr=open(log, "wb"))
        while not (said := re.search(r"^ferry: listening on \S+:(\d+)$", out.read_text(), re.MULTILINE)):
            if self.process.poll() is not None or time.monotonic() - begun > 20:
                raise RuntimeError(f"ferry did not start:\n{out.read_text()}{log.read_text()}")
            time.sleep(0.001)
        self.port = int(said[1])
        return time.monotonic() - begun

    def path(self, name):
        return f"flash:/{name}"

    def file(self, name):
        return self.state / "flash" / name


class OpenSsh(Server):
    name = "sshd"

    def __init__(self, folder, user_key):
        self.folder = folder / "sshd"
        self.folder.mkdir()
        self.user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        self._program = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not self._program:
            raise RuntimeError("sshd is missing: install the package openssh-server")
        self._host_key = self.folder / "host_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._host_key], check=True)
        shutil.copy(user_key.with_suffix(".pub"), self.folder / "authorized_keys")

    def start(self):
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        config = self.folder / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self._host_key}\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {self.folder}/authorized_keys\nPermitRootLogin prohibit-password\nPrintMotd no\n"
            "PrintLastLog no\nMaxStartups 500\nLogLevel ERROR\nSubsystem sftp /usr/lib/openssh/sftp-server\n")
        self.process = subprocess.Popen([self._program, "-D", "-f", config, "-E", self.folder / "log"],
                                        stdin=subprocess.DEVNULL)
        await_banner(self.port)

    def path(self, name):
        return str(self.folder / name)

    def file(self, name):
        return self.folder / name
