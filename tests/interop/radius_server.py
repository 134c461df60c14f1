"""FreeRADIUS on loopback, as an ordinary user, with a configuration and ports of its own; and a server that says nothing."""

import argparse
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from clients import need
from far_servers import free_port
from router import as_ordinary_user, give_to_ordinary_user

KEY = "radius-key-of-the-tests-0123456789"

CONFIGURATION = """\
prefix = /usr
run_dir = ${confdir}/run
logdir = ${run_dir}
libdir = /usr/lib/freeradius
pidfile = ${run_dir}/radiusd.pid
cleanup_delay = 1
log {
    destination = files
    file = ${run_dir}/radius.log
    auth = yes
}
security {
    reject_delay = 0
    status_server = yes
}
proxy_requests = no
thread pool {
    start_servers = 2
    max_servers = 4
}
modules {
    files {
        usersfile = ${confdir}/users
    }
    pap {
    }
    detail {
        filename = ${run_dir}/requests
        permissions = 0600
    }
    detail records {
        filename = ${run_dir}/records
        permissions = 0600
    }
    always handled {
        rcode = handled
    }
}
client loop {
    ipaddr = 127.0.0.1
    secret = @KEY@
    require_message_authenticator = yes
}
clients within_tls {
    client loop_within_tls {
        ipaddr = 127.0.0.1
        proto = tls
        secret = radsec
    }
}
server default {
    listen {
        type = auth
        ipaddr = 127.0.0.1
        port = @PORT@
    }
@TLS@
    listen {
        type = acct
        ipaddr = 127.0.0.1
        port = @ACCOUNTING_PORT@
    }
    accounting {
        records
    }
    authorize {
        detail
@SIGNED@
@CHALLENGE@
        files
        pap
    }
    authenticate {
        Auth-Type PAP {
            pap
        }
    }
}
"""

# RFC 6614. The folder has the files.
WITHIN_TLS = """\
    listen {
        type = auth+acct
        proto = tcp
        ipaddr = 127.0.0.1
        port = @PORT@
        clients = within_tls
        tls {
            certificate_file = ${confdir}/server.pem
            private_key_file = ${confdir}/server.key
            ca_file = ${confdir}/ca.pem
            require_client_cert = yes
            tls_min_version = "1.2"
            tls_max_version = "1.3"
            cipher_list = "DEFAULT"
        }
    }"""

# Debian's release does not add it by itself.
SIGNED = """\
        update reply {
            &Message-Authenticator := 0x00
        }"""

CHALLENGE = """\
        if (&User-Name == "careful" && !&State) {
            update control {
                &Response-Packet-Type := Access-Challenge
            }
            update reply {
                &Reply-Message := "Token code: "
                &State := 0x726f756e642032
                &Prompt := Echo
            }
            handled
        }"""

USERS = """\
admin    Cleartext-Password := "admin-pass"
         Service-Type = NAS-Prompt-User, Cisco-AVPair = "shell:priv-lvl=15"
operator Cleartext-Password := "operator-pass"
         Service-Type = NAS-Prompt-User, Cisco-AVPair = "shell:priv-lvl=1"
boss     Cleartext-Password := "boss-pass"
         Service-Type = Administrative-User
framed   Cleartext-Password := "framed-pass"
         Service-Type = Framed-User
careful  Cleartext-Password := "123456"
         Service-Type = Administrative-User
$enab15$ Cleartext-Password := "enable-pass"
         Service-Type = Administrative-User
"""


class FreeRadius:
    """Stopped by its process id."""

    host = "127.0.0.1"

    def __init__(self, *, key=KEY, signed=True, users=USERS, tls=None):
        """`tls`: the PEM texts of a certificate, its key and who may have issued those of clients."""
        self.key, self.signed, self.users, self.tls = key, signed, users, tls
        self.port = free_port(socket.SOCK_DGRAM)
        self.tls_port = free_port(socket.SOCK_STREAM) if tls else None
        self.accounting_port = free_port(socket.SOCK_DGRAM)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ferry-radius-"))
        self.process = None

    def __enter__(self):
        text = CONFIGURATION.replace("@KEY@", self.key).replace("@PORT@", str(self.port))
        text = text.replace("@ACCOUNTING_PORT@", str(self.accounting_port))
        text = text.replace("@SIGNED@", SIGNED if self.signed else "").replace("@CHALLENGE@", CHALLENGE)
        text = text.replace("@TLS@", WITHIN_TLS.replace("@PORT@", str(self.tls_port)) if self.tls else "")
        for name, content in zip(("server.pem", "server.key", "ca.pem"), self.tls or ()):
            (self.folder / name).write_bytes(content)
        (self.folder / "run").mkdir()
        (self.folder / "radiusd.conf").write_text(text)
        (self.folder / "users").write_text(self.users)
        give_to_ordinary_user(self.folder)
        self._start()
        return self

    def _start(self):
        command = as_ordinary_user([need("freeradius"), "-d", self.folder, "-n", "radiusd", "-f"])
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._await_ready()

    def restart(self):
        self._end()
        (self.folder / "run" / "radius.log").unlink()
        self._start()

    def __exit__(self, *_):
        self.stop()

    def _end(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def stop(self):
        self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        path = self.folder / "run" / "radius.log"
        return path.read_text() if path.exists() else ""

    def _await_ready(self):
        deadline = time.monotonic() + 30
        while "Ready to process requests" not in self.log():
            assert self.process.poll() is None, f"FreeRADIUS ended: {self.log()}"
            assert time.monotonic() < deadline, f"FreeRADIUS is not ready: {self.log()}"
            time.sleep(0.05)

    def requests(self):
        """What was asked, as FreeRADIUS understood it: attribute to text, without quotes."""
        return [dict(pairs) for pairs in self._detail("requests")]

    def records(self):
        """The same for accounting; a Cisco-AVPair "path=flash:/a" is there as "path"."""
        split = [("=".join(pair).split("=", 2)[1:] if pair[0] == "Cisco-AVPair" else pair for pair in pairs)
                 for pairs in self._detail("records")]
        return [dict(pairs) for pairs in split]

    def _detail(self, name):
        path = self.folder / "run" / name
        blocks = path.read_text().strip().split("\n\n") if path.exists() else []
        return [re.findall(r'^\t([\w-]+) = "?(.*?)"?$', block, re.MULTILINE) for block in blocks]


class SilentServer:
    """Has a port, takes datagrams and remembers them."""

    host = "127.0.0.1"

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.host, 0))
        self.port = self.socket.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.socket.close()

    def datagrams(self):
        self.socket.setblocking(False)
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096))
            except BlockingIOError:
                return found


def main():
    parser = argparse.ArgumentParser(description="Runs FreeRADIUS on a port of its own until it is told to end.")
    parser.add_argument("--key", required=True)
    parser.add_argument("--user", action="append", default=[], help="NAME:PASSWORD:LEVEL", metavar="USER")
    options = parser.parse_args()
    users = ""
    for line in options.user:
        name, password, level = line.split(":")
        users += f'{name} Cleartext-Password := "{password}"\n    Cisco-AVPair = "shell:priv-lvl={level}"\n'
    # Told to end, it takes the server along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with FreeRadius(key=options.key, users=users) as server:
        print(f"radius_server: listening on {server.host}:{server.port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
