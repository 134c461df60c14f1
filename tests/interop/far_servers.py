"""The machines that a router copies from and to: real servers as an ordinary user on loopback, and one that misbehaves."""

import contextlib
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

import router as routers
from clients import need, run, succeeded


def free_port(kind=socket.SOCK_STREAM, family=socket.AF_INET):
    """For servers that cannot say which port the kernel gave them."""
    with socket.socket(family, kind) as probe:
        probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port, process, family=socket.AF_INET):
    deadline = time.monotonic() + routers.PATIENCE
    while True:
        with socket.socket(family) as probe:
            if probe.connect_ex(("::1" if family == socket.AF_INET6 else "127.0.0.1", port)) == 0:
                return
        assert process.poll() is None and time.monotonic() < deadline, "the server has not begun to listen"
        time.sleep(0.02)


class Folder:
    """What a server serves: the host's view of it."""

    def __init__(self, workshop):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="far-", dir=workshop.folder))
        self.path.chmod(0o755)
        routers.give_to_ordinary_user(self.path)

    def put(self, name, content):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        routers.give_to_ordinary_user(self.path)

    def read(self, name):
        return (self.path / name).read_bytes()

    def names(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*"))


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(routers.as_ordinary_user([str(part) for part in command]), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(routers.PATIENCE)


@contextlib.contextmanager
def tftp_server(folder):
    """atftpd; yields its port."""
    need("atftpd")
    port = free_port(socket.SOCK_DGRAM)
    with running(["atftpd", "--daemon", "--no-fork", "--bind-address", "127.0.0.1", "--port", port, "--user", "nobody",
                  "--group", "nogroup", folder.path]) as process:
        await_true_udp(port, process)
        yield port


def await_true_udp(port, process):
    """The kernel refuses datagrams to a port that nobody has bound."""
    deadline = time.monotonic() + routers.PATIENCE
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                probe.settimeout(0.05)
                try:
                    probe.send(b"\0\1no such file\0octet\0")
                    probe.recv(512)
                    return
                except ConnectionRefusedError:
                    pass
                except TimeoutError:
                    return
        assert process.poll() is None and time.monotonic() < deadline, "the server has not begun to listen"
        time.sleep(0.02)


@contextlib.contextmanager
def web_server(folder, *, certificate=None, family=socket.AF_INET, password=None):
    """lighttpd with WebDAV's PUT; with a certificate, by TLS; with a password, for user1 only. Yields its port."""
    need("lighttpd")
    port = free_port(family=family)
    address = f"[::1]:{port}" if family == socket.AF_INET6 else f"127.0.0.1:{port}"
    modules = ["mod_webdav", *(["mod_openssl"] if certificate else []), *(["mod_auth", "mod_authn_file"] if password else [])]
    quoted = ", ".join(f'"{name}"' for name in modules)
    lines = [f'server.document-root = "{folder.path}"', f"server.modules = ({quoted})", 'webdav.activate = "enable"',
             'webdav.is-readonly = "disable"', f'server.bind = "{address.rsplit(":", 1)[0].strip("[]")}"',
             f"server.port = {port}", f'server.upload-dirs = ("{folder.path.parent}")']
    if family == socket.AF_INET6:
        lines[4] = 'server.bind = "[::1]"'
    if certificate:
        lines += ['ssl.engine = "enable"', f'ssl.pemfile = "{certificate.server}"']
    if password:
        users = pathlib.Path(str(folder.path) + ".users")
        users.write_text(f"user1:{password}\n")
        users.chmod(0o644)
        lines += ['auth.backend = "plain"', f'auth.backend.plain.userfile = "{users}"',
                  'auth.require = ("/" => ("method" => "basic", "realm" => "far", "require" => "valid-user"))']
    configuration = pathlib.Path(str(folder.path) + ".conf")
    configuration.write_text("\n".join(lines) + "\n")
    configuration.chmod(0o644)
    with running(["lighttpd", "-D", "-f", configuration]) as process:
        await_port(port, process, family)
        yield port


FTP_PROGRAM = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
folder = sys.argv[1]
authorizer = DummyAuthorizer()
authorizer.add_user("user1", "lab", folder, perm="elradfmw")
authorizer.add_anonymous(folder)
class Handler(FTPHandler):
    pass
Handler.authorizer = authorizer
server = FTPServer(("127.0.0.1", 0), Handler)
print(server.address[1], flush=True)
server.serve_forever()
"""


@contextlib.contextmanager
def ftp_server(folder):
    """pyftpdlib; user1 may write, anonymous may read. Yields its port."""
    command = routers.as_ordinary_user(["/usr/bin/python3", "-W", "ignore", "-c", FTP_PROGRAM, str(folder.path)])
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               cwd="/")
    try:
        port = process.stdout.readline()
        assert port, "pyftpdlib does not start: install the package python3-pyftpdlib"
        yield int(port)
    finally:
        process.terminate()
        process.wait(routers.PATIENCE)


class Certificate:
    """An authority of a lab and the certificate of its server for localhost and 127.0.0.1."""

    def __init__(self, workshop):
        need("openssl")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ca-", dir=workshop.folder))
        folder.chmod(0o755)
        self.authority, self.server = folder / "ca.pem", folder / "server.pem"
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        succeeded(run(["openssl", "req", "-x509", *key, "-subj", "/CN=Lab authority", "-keyout", folder / "ca.key",
                       "-out", self.authority]))
        succeeded(run(["openssl", "req", "-x509", *key, "-subj", "/CN=localhost", "-CA", self.authority, "-CAkey",
                       folder / "ca.key", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext",
                       "basicConstraints=critical,CA:FALSE", "-keyout", folder / "server.key", "-out", folder / "server.crt"]))
        self.server.write_bytes((folder / "server.key").read_bytes() + (folder / "server.crt").read_bytes())
        routers.give_to_ordinary_user(folder)


class Misbehaving:
    """A web server that says and does what a test wants: bytes for each path."""

    def __init__(self):
        self.answers = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(routers.PATIENCE)

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            path = request.split()[1].decode().lstrip("/")
            self.answers[path](connection)

    def says(self, path, text):
        self.answers[path] = lambda connection: connection.sendall(text)

    def hangs(self, path, text=b""):
        def answer(connection):
            connection.sendall(text)
            self.is_over.wait(routers.PATIENCE)
        self.answers[path] = answer

    def never_ends(self, path):
        def answer(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not self.is_over.is_set():
                connection.sendall(b"x" * 65536)
        self.answers[path] = answer
