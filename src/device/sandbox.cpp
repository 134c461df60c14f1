#include "device/sandbox.h"

#include <fmt/format.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "vfs/host_file.h"

namespace ferry::device {
namespace {

/// System calls that only an intruder would make here: other programs, other processes, the machine itself.
constexpr std::array forbidden_calls = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(acct),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
};

/// What may be done with files below the state directory: everything but making devices, sockets and links
/// there, and running programs from there. These are the rights of Landlock's first version, which every
/// version has.
constexpr std::uint64_t first_version_rights =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t state_rights = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                                       LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                       LANDLOCK_ACCESS_FS_MAKE_REG;
/// From version 2 on, moving a file to another directory is a right of its own and denied unless handled and
/// given.
constexpr std::uint64_t move_right = std::uint64_t{1} << 13;

/// What the machine's resolver and TLS read when the router copies from other machines. Certificates are
/// links from the first folder into the others.
constexpr std::array<std::string_view, 11> readable_files = {
    "/etc/resolv.conf",
    "/run/systemd/resolve",  // where resolv.conf may be a link to
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/ssl/openssl.cnf",
    "/etc/ssl/certs",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/etc/pki/ca-trust/extracted",  // the same of other distributions
};

struct ReleaseFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

bool forbid_calls() {
  const std::unique_ptr<void, ReleaseFilter> filter{::seccomp_init(SCMP_ACT_ALLOW)};
  if (!filter) return false;
  for (const int call : forbidden_calls) {
    if (::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) != 0) return false;
  }
  return ::seccomp_load(filter.get()) == 0;
}

/// glibc 2.36 has no wrappers for Landlock.
int landlock_version() {
  return static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

bool allow_below(int ruleset, const std::filesystem::path& path, std::uint64_t rights) {
  const auto parent = vfs::HostPath::open(path);
  if (!parent) return false;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = parent->descriptor();
  return ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

/// What is not there cannot be read, and nothing misses it.
void allow_reading(int ruleset) {
  for (const std::string_view path : readable_files)
    static_cast<void>(allow_below(ruleset, path, LANDLOCK_ACCESS_FS_READ_FILE));
}

bool confine_files(const std::filesystem::path& state) {
  const int version = landlock_version();
  if (version < 1) return false;
  const std::uint64_t more = version >= 2 ? move_right : 0;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = first_version_rights | more;
  const int ruleset =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (ruleset < 0) return false;
  allow_reading(ruleset);
  const bool confined = allow_below(ruleset, state, state_rights | more) &&
                        ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return confined;
}

}  // namespace

std::vector<std::string> enter_sandbox(const std::filesystem::path& state) {
  std::vector<std::string> missing;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) missing.emplace_back("the kernel has no no_new_privs");
  // A core dump would hold the host keys.
  constexpr rlimit nothing{0, 0};
  if (::setrlimit(RLIMIT_CORE, &nothing) != 0) missing.emplace_back("core dumps could not be switched off");
  if (!confine_files(state)) {
    missing.push_back(
        fmt::format("no Landlock ({}): files outside {} are protected by their owner and mode only",
                    std::strerror(errno), state.string()));
  }
  if (!forbid_calls()) missing.emplace_back("no seccomp filter: running other programs is not forbidden");
  return missing;
}

}  // namespace ferry::device
