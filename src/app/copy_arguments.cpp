#include "app/copy_arguments.h"

#include <algorithm>

namespace ferry::app {
namespace {

using workstation::CopyOptions;
using workstation::Protocol;

constexpr const char* examples = R"(
A place is a path of this machine, or:
  [user@]host:path                      by SFTP, or SCP where there is no SFTP
  scp://[user@]host[:port]/path         by SCP; sftp:// by SFTP; // behind the host: an absolute path
  http://, https://, ftp://, tftp://    one file
A path that has a slash before its first colon is one of this machine: ./a:b

Examples:
  ferry copy image.bin admin@router:flash:          to a router
  ferry copy router:flash:image.bin .               from a router
  ferry copy -r -p configs/ backup:/srv/configs     a tree, with its times and modes
  ferry copy --resume host:big.iso .                goes on where an earlier copy ended
  ferry copy https://host/image.bin router:flash:   from one place to another
  ferry copy --sha256 9f86d0... host:image.bin .    kept only if its SHA-256 is this

Exit status: 0 everything is copied, 1 something is not, 2 wrong usage, 130 ended by Ctrl-C.
Reads ~/.ssh/config, ~/.ssh/known_hosts, ~/.ssh/id_* and the SSH agent, as OpenSSH does.)";

std::string check_digest(const std::string& text) {
  constexpr std::size_t digits = 64;
  const bool is_hex =
      std::ranges::all_of(text, [](unsigned char digit) { return std::isxdigit(digit) != 0; });
  return is_hex && text.size() == digits ? std::string{} : "is no SHA-256: 64 hexadecimal digits";
}

void add_ssh_options(CLI::App& copy, CopyOptions& options) {
  copy.add_option("-P,--port", options.ssh.port, "Port of the SSH server")->check(CLI::Range(1, 65535));
  copy.add_option("-l,--user", options.ssh.user, "User there, where a place does not say");
  copy.add_option("-i,--identity", options.ssh.identities, "File with a private key; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  copy.add_option("-F", options.ssh.config_file, "Configuration instead of ~/.ssh/config; none: no file")
      ->type_name("FILE");
  copy.add_option("-o", options.ssh.options,
                  "A line of ssh_config, such as ConnectTimeout=5; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KEYWORD=VALUE");
  copy.add_flag_callback(
      "-B,--batch", [&options] { options.ssh.options.emplace_back("BatchMode=yes"); },
      "Ask nobody anything: fail instead");
  copy.add_flag_callback(
      "-C,--compress", [&options] { options.ssh.options.emplace_back("Compression=yes"); },
      "Compress what goes over the connection: for slow lines");
  auto* const scp = copy.add_flag_callback(
      "-O", [&options] { options.protocol = Protocol::scp; }, "SCP for host:path, even where there is SFTP");
  copy.add_flag_callback(
          "-s", [&options] { options.protocol = Protocol::sftp; }, "SFTP for host:path, or nothing")
      ->excludes(scp);
}

}  // namespace

CLI::App* add_copy(CLI::App& app, CopyOptions& options) {
  CLI::App* const copy = app.add_subcommand("copy", "Copy files between this machine, routers and servers");
  copy->add_option("PLACE", options.sources, "Sources, and last the target")->required()->expected(2, -1);
  copy->add_flag("-r,--recursive", options.recursive, "Directories with all that is in them");
  copy->add_flag("-p,--preserve", options.times, "Keep times and modes");
  copy->add_flag("-q,--quiet", options.is_quiet, "No progress and no banners, only errors");
  copy->add_flag("-v,--verbose", options.is_verbose, "Say what is done");
  copy->add_flag("--resume", options.resume,
                 "Go on with a file that is there in part, and keep it so when this ends early (SFTP)");
  copy->add_option("--sha256", options.sha256, "Keep what is fetched only if it has this SHA-256")
      ->check(check_digest)
      ->type_name("DIGEST");
  add_ssh_options(*copy, options);
  copy->footer(examples);
  return copy;
}

}  // namespace ferry::app
