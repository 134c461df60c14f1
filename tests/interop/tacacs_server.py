#!/usr/bin/python3
"""A small TACACS+ server (RFC 8907) for tests and demonstrations: users of a table, and faults on request.

    tests/interop/tacacs_server.py --key KEY --user admin:password:15 [--port N]

Debian has no such server. Authen::TacacsPlus as a client, tshark and scapy keep this one honest (test_tacacs_server.py).
"""

import argparse
import dataclasses
import enum
import hashlib
import os
import socket
import struct
import threading

HEADER = struct.Struct("!BBBBII")
AUTHENTICATION, AUTHORIZATION, ACCOUNTING = 1, 2, 3
UNENCRYPTED, SINGLE_CONNECT = 0x01, 0x04

PASS, FAIL, GETDATA, GETUSER, GETPASS, RESTART, ERROR, FOLLOW = 1, 2, 3, 4, 5, 6, 7, 0x21
NOECHO, ABORT = 1, 1
PASS_ADD, PASS_REPL, AUTHOR_FAIL, AUTHOR_ERROR = 1, 2, 0x10, 0x11
ACCT_SUCCESS, ACCT_ERROR = 1, 2
ASCII, PAP = 1, 2


class Malformed(Exception):
    """A packet that is none."""


# The codec


def pad(header, key, size):
    version, _, sequence, _, session, _ = header
    block, stream = b"", b""
    while len(stream) < size:
        block = hashlib.md5(struct.pack("!I", session) + key + bytes([version, sequence]) + block).digest()
        stream += block
    return stream[:size]


def obfuscate(header, body, key):
    return bytes(a ^ b for a, b in zip(body, pad(header, key, len(body))))


@dataclasses.dataclass
class Packet:
    """A packet with its body readable."""
    kind: int
    session: int
    sequence: int
    body: bytes
    flags: int = 0
    version: int = 0xC0

    def seal(self, key):
        header = (self.version, self.kind, self.sequence, self.flags, self.session, len(self.body))
        plain = self.flags & UNENCRYPTED
        return HEADER.pack(*header) + (self.body if plain else obfuscate(header, self.body, key))

    @staticmethod
    def open(raw, key):
        header = HEADER.unpack(raw[:HEADER.size])
        version, kind, sequence, flags, session, length = header
        body = raw[HEADER.size:]
        if version >> 4 != 0xC or len(body) != length:
            raise Malformed("header")
        return Packet(kind, session, sequence, body if flags & UNENCRYPTED else obfuscate(header, body, key), flags, version)


def take(body, *sizes):
    """The fields of these sizes, which must be all of `body`."""
    if sum(sizes) != len(body):
        raise Malformed("lengths do not add up")
    fields, at = [], 0
    for size in sizes:
        fields.append(body[at:at + size])
        at += size
    return fields


def decode_start(body):
    if len(body) < 8:
        raise Malformed("START")
    action, privilege, kind, service, *lengths = body[:8]
    user, port, address, data = take(body[8:], *lengths)
    return dict(action=action, privilege=privilege, kind=kind, service=service, user=user.decode(), port=port.decode(),
                address=address.decode(), data=data)


def decode_continue(body):
    if len(body) < 5:
        raise Malformed("CONTINUE")
    message, data, flags = struct.unpack("!HHB", body[:5])
    message, data = take(body[5:], message, data)
    return dict(message=message, data=data, flags=flags)


def decode_request(body, *, accounting):
    """An authorization REQUEST, or an accounting one, which has flags in front."""
    flags, body = (body[0], body[1:]) if accounting else (None, body)
    if len(body) < 8:
        raise Malformed("REQUEST")
    method, privilege, kind, service, user, port, address, count = body[:8]
    lengths, rest = body[8:8 + count], body[8 + count:]
    user, port, address, *arguments = take(rest, user, port, address, *lengths)
    return dict(flags=flags, method=method, privilege=privilege, kind=kind, service=service, user=user.decode(),
                port=port.decode(), address=address.decode(), arguments=[argument.decode() for argument in arguments])


def encode_reply(status, message="", flags=0, data=b""):
    text = message.encode()
    return struct.pack("!BBHH", status, flags, len(text), len(data)) + text + data


def encode_response(status, arguments=(), message="", data=b""):
    text, pieces = message.encode(), [argument.encode() for argument in arguments]
    return (struct.pack("!BBHH", status, len(pieces), len(text), len(data)) + bytes(map(len, pieces)) + text + data +
            b"".join(pieces))


def encode_accounting_reply(status, message="", data=b""):
    text = message.encode()
    return struct.pack("!HHB", len(text), len(data), status) + text + data


# The server


class Fault(enum.Enum):
    """What a server does wrong, from its first reply on unless it says otherwise."""
    NONE = "none"
    HANG = "hang"                  # takes the request and says nothing
    DRIP = "drip"                  # one byte of the reply every so often, for ever
    WRONG_KEY = "wrong-key"
    WRONG_SESSION = "wrong-session"
    WRONG_SEQUENCE = "wrong-sequence"
    WRONG_TYPE = "wrong-type"
    FLAGS = "flags"                # says that its reply is not obfuscated, and does not obfuscate it
    GARBAGE = "garbage"
    HUGE = "huge"                  # announces 4 GiB
    DIE = "die"                    # half a reply, then the end
    CLOSE = "close"                # no reply at all, the end
    SECOND = "second"              # every reply twice
    TRAILING = "trailing"          # a byte behind the last field
    STATUS_ERROR = "status-error"
    RESTART = "restart"
    FOLLOW = "follow"
    UNKNOWN_STATUS = "unknown-status"
    MANDATORY = "mandatory"        # grants a shell with an argument nobody knows


@dataclasses.dataclass
class User:
    password: str
    privilege: int = 15
    code: str = ""                 # asked for after the password: a second factor
    enable: str = ""               # the password of enable
    deny: tuple = ()               # beginnings of commands
    arguments: tuple = ()          # more of them in the reply to exec authorization


@dataclasses.dataclass
class Exchange:
    """What was asked and answered in one packet each, for tests."""
    kind: int
    request: dict
    status: int = 0


class TacacsServer:
    """Listens on loopback; `with` starts and stops it. `seen` has the decoded requests, `wire` the bytes of each
    connection in order: (from_client, bytes)."""

    def __init__(self, users, *, key=b"tacacs-key-of-the-tests", host="127.0.0.1", port=0, fault=Fault.NONE, prompt="Password: ",
                 keep=True, tls=None, drip=0.2):
        self.users, self.key, self.fault, self.prompt, self.keep, self.tls, self.drip = users, key, fault, prompt, keep, tls, drip
        self.seen, self.wire, self.connections = [], [], 0
        self.problems = []
        self._socket = socket.create_server((host, port), backlog=512,
                                            family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.host, self.port = self._socket.getsockname()[:2]
        self._over = threading.Event()
        self._open = set()

    def __enter__(self):
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR) if self._thread.is_alive() else None
        self._socket.close()
        self.drop_connections()
        self._thread.join()

    def drop_connections(self):
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self, kind):
        return [exchange for exchange in self.seen if exchange.kind == kind]

    def _accept(self):
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        wire = []
        self.wire.append(wire)
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(connection)
            sessions = {}
            while self._answer_one(connection, sessions, wire):
                pass
        except (OSError, Malformed, UnicodeDecodeError) as problem:
            self.problems.append(problem)
        finally:
            self._open.discard(connection)
            connection.close()

    def _answer_one(self, connection, sessions, wire):
        head = self._read(connection, HEADER.size)
        if not head:
            return False
        length = HEADER.unpack(head)[5]
        if length > 1 << 16:
            raise Malformed("length")
        raw = head + self._read(connection, length)
        wire.append((True, raw))
        packet = Packet.open(raw, self.key)
        if bool(self.tls) != bool(packet.flags & UNENCRYPTED):
            raise Malformed("obfuscation")
        session = sessions.setdefault(packet.session, {"keep": self.keep and packet.flags & SINGLE_CONNECT})
        body = self._reply(packet, session)
        if body is None:
            return bool(session["keep"])
        flags = packet.flags & UNENCRYPTED
        if packet.sequence == 1 and session["keep"]:
            flags |= SINGLE_CONNECT
        reply = Packet(packet.kind, packet.session, packet.sequence + 1, body, flags, packet.version)
        going_on = self._send(connection, reply, wire)
        return going_on and (session.get("open") or bool(session["keep"]))

    @staticmethod
    def _read(connection, size):
        data = b""
        while len(data) < size:
            piece = connection.recv(size - len(data))
            if not piece:
                return b""
            data += piece
        return data

    def _send(self, connection, reply, wire):
        fault, key = self.fault, self.key
        if fault is Fault.HANG:
            return not self._over.wait(600)
        if fault is Fault.CLOSE:
            return False
        if fault is Fault.WRONG_KEY:
            key = b"another key"
        elif fault is Fault.WRONG_SESSION:
            reply.session ^= 1
        elif fault is Fault.WRONG_SEQUENCE:
            reply.sequence += 2
        elif fault is Fault.WRONG_TYPE:
            reply.kind = reply.kind % 3 + 1
        elif fault is Fault.FLAGS:
            reply.flags ^= UNENCRYPTED
        elif fault is Fault.TRAILING:
            reply.body += b"\0"
        raw = reply.seal(key)
        if fault is Fault.GARBAGE:
            raw = os.urandom(len(raw))
        elif fault is Fault.HUGE:
            raw = raw[:8] + b"\xff\xff\xff\xff" + raw[12:]
        elif fault is Fault.SECOND:
            raw += raw
        wire.append((False, raw))
        if fault is Fault.DRIP:
            for byte in raw[:-1]:
                connection.sendall(bytes([byte]))
                if self._over.wait(self.drip):
                    return False
            return not self._over.wait(600)
        if fault is Fault.DIE:
            connection.sendall(raw[:len(raw) // 2])
            return False
        connection.sendall(raw)
        return True

    def _reply(self, packet, session):
        answer = {AUTHENTICATION: self._authenticate, AUTHORIZATION: self._authorize, ACCOUNTING: self._account}
        if packet.kind not in answer:
            raise Malformed("type")
        return answer[packet.kind](packet, session)

    # Authentication

    def _authenticate(self, packet, session):
        if packet.sequence == 1:
            session.update(decode_start(packet.body))
            request = {name: session[name] for name in ("action", "privilege", "kind", "service", "user", "port", "address", "data")}
            self.seen.append(Exchange(AUTHENTICATION, request))
            return self._begin(session)
        request = decode_continue(packet.body)
        self.seen.append(Exchange(AUTHENTICATION, request))
        if request["flags"] & ABORT:
            return None
        return self._go_on(session, request["message"].decode())

    def _begin(self, session):
        special = {Fault.STATUS_ERROR: (ERROR, "out of order"), Fault.RESTART: (RESTART, ""), Fault.FOLLOW: (FOLLOW, "198.51.100.1"),
                   Fault.UNKNOWN_STATUS: (77, "")}
        if self.fault in special:
            return encode_reply(*special[self.fault])
        if session["kind"] == PAP:
            return self._check(session, session["data"].decode(), last=True)
        session["open"] = True
        if not session["user"]:
            session["stage"] = "user"
            return encode_reply(GETUSER, "Username: ")
        session["stage"] = "password"
        return encode_reply(GETPASS, self.prompt, NOECHO)

    def _go_on(self, session, typed):
        if session["stage"] == "user":
            session.update(user=typed, stage="password")
            return encode_reply(GETPASS, self.prompt, NOECHO)
        if session["stage"] == "password":
            return self._check(session, typed, last=False)
        session["open"] = False
        right = session["right"] and typed == self.users[session["user"]].code
        return encode_reply(PASS if right else FAIL)

    def _check(self, session, password, *, last):
        user = self.users.get(session["user"])
        wanted = None if user is None else user.enable if session["service"] == 2 else user.password
        right = bool(wanted) and password == wanted
        if user is not None and user.code and session["service"] != 2 and not last:
            session.update(stage="code", right=right)
            return encode_reply(GETDATA, "Code: ")
        session["open"] = False
        return encode_reply(PASS) if right else encode_reply(FAIL, "wrong name or password")

    # Authorization and accounting

    def _authorize(self, packet, _session):
        request = decode_request(packet.body, accounting=False)
        self.seen.append(Exchange(AUTHORIZATION, request))
        if self.fault is Fault.STATUS_ERROR:
            return encode_response(AUTHOR_ERROR, message="out of order")
        if self.fault is Fault.FOLLOW:
            return encode_response(FOLLOW)
        if self.fault is Fault.UNKNOWN_STATUS:
            return encode_response(77)
        user = self.users.get(request["user"])
        if user is None:
            return encode_response(AUTHOR_FAIL, message="nobody of that name")
        return self._grant(user, request["arguments"])

    def _grant(self, user, arguments):
        words = [argument.partition("=")[2] for argument in arguments if argument.startswith(("cmd=", "cmd-arg="))]
        if words and words[0]:
            command = " ".join(word for word in words if word != "<cr>")
            return encode_response(AUTHOR_FAIL if command.startswith(tuple(user.deny)) and user.deny else PASS_ADD)
        granted = [f"priv-lvl={user.privilege}", *user.arguments]
        if self.fault is Fault.MANDATORY:
            granted.append("warp-factor=9")
        return encode_response(PASS_ADD, granted)

    def _account(self, packet, _session):
        request = decode_request(packet.body, accounting=True)
        self.seen.append(Exchange(ACCOUNTING, request))
        if self.fault is Fault.STATUS_ERROR:
            return encode_accounting_reply(ACCT_ERROR, "out of order")
        return encode_accounting_reply(ACCT_SUCCESS)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", required=True)
    parser.add_argument("--user", action="append", default=[], help="NAME:PASSWORD:LEVEL", metavar="USER")
    parser.add_argument("--fault", default="none", choices=[fault.value for fault in Fault])
    options = parser.parse_args()
    users = {}
    for line in options.user:
        name, password, level = line.split(":")
        users[name] = User(password, int(level), enable=password)
    server = TacacsServer(users, key=options.key.encode(), host=options.host, port=options.port, fault=Fault(options.fault))
    with server:
        print(f"tacacs_server: listening on {server.host}:{server.port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
