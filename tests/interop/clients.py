"""The clients: how each is called so that it asks nobody, believes a new host key and touches no file of the user."""

import hashlib
import os
import pathlib
import random
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = {
    "curl": "curl", "lftp": "lftp", "psftp": "putty-tools", "sftp": "openssh-client", "dbclient": "dropbear-bin", "plink": "putty-tools", "pscp": "putty-tools", "ruby": "ruby",
    "perl": "libnet-appliance-session-perl", "scp": "openssh-client", "ssh": "openssh-client", "ssh-keygen": "openssh-client", "ssh-keyscan": "openssh-client",
    "clang-19": "clang-19", "clogin": "rancid", "freeradius": "freeradius", "rancid": "rancid", "setpriv": "util-linux",
}
LIMIT = float(os.environ.get("FERRY_CLIENT_LIMIT", "90"))


def need(program):
    assert shutil.which(program), f"{program} is missing: install the package {PACKAGES.get(program, program)}"
    return program


def run(command, *, limit=LIMIT, binary=False, password="lab", **options):
    """Runs a client to its end; returns what it said. Never inherits an agent, a terminal or a language; each
    password prompt of OpenSSH gets the same answer."""
    need(command[0])
    environment = {**os.environ, "LC_ALL": "C", "HOME": options.pop("home", "/nonexistent"), "FERRY_PASSWORD": password,
                   "DROPBEAR_PASSWORD": password, "SSH_ASKPASS": str(HERE / "askpass"), "SSH_ASKPASS_REQUIRE": "force"}
    environment.pop("SSH_AUTH_SOCK", None)
    environment.pop("DISPLAY", None)
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([str(part) for part in command], capture_output=True, timeout=limit, env=environment,
                          text=not binary, check=False, start_new_session=True, **options)


def succeeded(done):
    said = lambda text: text if isinstance(text, str) else text.decode(errors="replace")
    assert done.returncode == 0, f"status {done.returncode}: {done.args}\n{said(done.stdout)[-2000:]}\n{said(done.stderr)[-4000:]}"
    return done


def options_for(router, *extra):
    """OpenSSH options that make a client ours: nobody's configuration, nobody's known hosts, a password only."""
    options = {
        "UserKnownHostsFile": router.known_hosts, "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "accept-new", "PubkeyAuthentication": "no", "NumberOfPasswordPrompts": "1",
        "ConnectTimeout": "20", "LogLevel": "ERROR",
    }
    written = ["-F", "/dev/null"]
    for option in extra:
        key, value = option.split("=", 1)
        options[key] = value
    for key, value in options.items():
        written += ["-o", f"{key}={value}"]
    return written


def scp(router, *arguments, options=(), password=None, legacy=True, **rest):
    """`scp` with its arguments; write a remote name as remote(router, "flash:/a")."""
    return run(["scp", *(["-O"] if legacy else []), *options_for(router, *options), "-P", router.port, *arguments],
               password=password or router.password, **rest)


def remote(router, path, user=None):
    host = f"[{router.address}]" if ":" in router.address else router.address
    return f"{user or router.user}@{host}:{path}"


def ssh(router, *command, options=(), user=None, password=None, flags=(), **rest):
    return run(["ssh", *options_for(router, *options), *flags, "-p", router.port,
                f"{user or router.user}@{router.address}", *command], password=password or router.password, **rest)


def content(size, seed=1):
    """Bytes that no cipher, line mode or block size leaves unchanged by accident."""
    return random.Random(seed).randbytes(size)


def make_file(path, size, seed=1):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(size, seed))
    return path


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(folder):
    """What is below a folder: path to digest, None for folders."""
    folder = pathlib.Path(folder)
    return {str(path.relative_to(folder)): None if path.is_dir() else digest(path) for path in folder.rglob("*")}


def key_pair(folder, kind):
    """A throwaway user key; its public half stands beside it."""
    path = pathlib.Path(folder) / kind
    succeeded(run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path]))
    return path


def key_options(path):
    """Log in with this key and nothing else."""
    return ("PubkeyAuthentication=yes", f"IdentityFile={path}", "IdentitiesOnly=yes", "PreferredAuthentications=publickey")


def pubkey_chain(path, user="user1", width=64):
    """The configuration that lets the key in, as it is pasted at a router."""
    blob = path.with_suffix(".pub").read_text().split()[1]
    lines = "\n".join("   " + blob[start:start + width] for start in range(0, len(blob), width))
    return f"ip ssh pubkey-chain\n username {user}\n  key-string\n{lines}\n  exit\n exit\nexit\n"
