"""The clients: how each is called so that it asks nobody, believes a new host key and touches no file of the user."""

import hashlib
import os
import pathlib
import random
import shutil
import subprocess

PACKAGES = {
    "curl": "curl", "dbclient": "dropbear-bin", "plink": "putty-tools", "pscp": "putty-tools", "ruby": "ruby",
    "scp": "openssh-client", "ssh": "openssh-client", "ssh-keygen": "openssh-client", "ssh-keyscan": "openssh-client",
    "sshpass": "sshpass", "clang-19": "clang-19", "setpriv": "util-linux",
}
LIMIT = float(os.environ.get("FERRY_CLIENT_LIMIT", "90"))


def need(program):
    assert shutil.which(program), f"{program} is missing: install the package {PACKAGES.get(program, program)}"
    return program


def run(command, *, limit=LIMIT, binary=False, **options):
    """Runs a client to its end; returns what it said. Never inherits an agent, a terminal or a language."""
    need(command[0])
    environment = {**os.environ, "LC_ALL": "C", "HOME": options.pop("home", "/nonexistent")}
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


def with_password(password):
    need("sshpass")
    return ["sshpass", "-p", password]


def scp(router, *arguments, options=(), user=None, password=None, legacy=True, **rest):
    """`scp` with its arguments; write a remote name as remote(router, "flash:/a")."""
    need("scp")
    password = router.password if password is None else password
    return run([*with_password(password), "scp", *(["-O"] if legacy else []), *options_for(router, *options),
                "-P", router.port, *_with_user(arguments, user)], **rest)


def _with_user(arguments, user):
    return [str(argument).replace("user1@", f"{user}@", 1) if user else argument for argument in arguments]


def remote(router, path, user=None):
    host = f"[{router.address}]" if ":" in router.address else router.address
    return f"{user or router.user}@{host}:{path}"


def ssh(router, *command, options=(), user=None, password=None, flags=(), **rest):
    need("ssh")
    password = router.password if password is None else password
    return run([*with_password(password), "ssh", *options_for(router, *options), *flags, "-p", router.port,
                f"{user or router.user}@{router.address}", *command], **rest)


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
