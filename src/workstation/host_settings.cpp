#include "workstation/host_settings.h"

#include <fmt/format.h>
#include <glob.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "vfs/host_file.h"

namespace ferry::workstation {
namespace {

constexpr std::size_t longest_config = std::size_t{1} << 20;
constexpr std::string_view system_config = "/etc/ssh/ssh_config";

/// Who runs this program: HOME as a shell has it, else what the system's user list says.
struct Self {
  std::string name;
  std::string home;
};

Self who_we_are() {
  const passwd* const entry = ::getpwuid(::getuid());
  const char* const home = std::getenv("HOME");
  Self self;
  if (entry != nullptr) self.name = entry->pw_name;
  if (home != nullptr && *home != '\0') {
    self.home = home;
  } else if (entry != nullptr) {
    self.home = entry->pw_dir;
  }
  return self;
}

class HostConfigFiles final : public ConfigFiles {
 public:
  explicit HostConfigFiles(std::string home) : home_(std::move(home)) {}

  [[nodiscard]] std::vector<ConfigFile> include(std::string_view pattern,
                                                const std::string& including) const override {
    std::string whole{pattern};
    if (whole.starts_with("~/")) {
      whole = home_ + whole.substr(1);
    } else if (!whole.starts_with('/')) {
      whole = std::filesystem::path{including}.parent_path() / whole;
    }
    std::vector<ConfigFile> files;
    glob_t found{};
    if (::glob(whole.c_str(), 0, nullptr, &found) == 0) {
      for (std::size_t i = 0; i < found.gl_pathc; ++i) {
        auto text = vfs::read_host_file(found.gl_pathv[i], longest_config);
        if (text) files.push_back({.name = found.gl_pathv[i], .text = *std::move(text)});
      }
    }
    ::globfree(&found);
    return files;
  }

 private:
  std::string home_;
};

/// The command line first: the first value of a keyword wins.
Result<void> read_all(SshConfig& config, const SshChoices& choices, const Self& self) {
  std::string typed;
  for (const std::string& option : choices.options) typed += option + "\n";
  const auto first = config.read({.name = "option -o", .text = typed});
  if (!first || choices.config_file == "none") return first;
  if (choices.config_file) {
    auto text = vfs::read_host_file(*choices.config_file, longest_config);
    if (!text) return std::unexpected(std::move(text.error()));
    return config.read({.name = *choices.config_file, .text = *std::move(text)});
  }
  for (const std::string& name : {self.home + "/.ssh/config", std::string{system_config}}) {
    auto text = vfs::read_host_file(name, longest_config);
    // One that is missing says nothing; one that cannot be read might have said something.
    if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(std::move(text.error()));
    if (!text) continue;
    const auto read = config.read({.name = name, .text = *std::move(text)});
    if (!read) return read;
  }
  return {};
}

Result<std::vector<std::string>> expand_all(const std::vector<std::string>& names,
                                            const TokenValues& values) {
  std::vector<std::string> expanded;
  for (const std::string& name : names) {
    if (name == "none") continue;
    auto one = expand_tokens(name, values);
    if (!one) return std::unexpected(std::move(one.error()));
    expanded.push_back(*std::move(one));
  }
  return expanded;
}

/// IdentityAgent as it is: a path, "none", "SSH_AUTH_SOCK" or "$NAME".
Result<std::optional<std::string>> agent_socket(const HostSettings& settings, const TokenValues& values) {
  const std::string written = settings.identity_agent.value_or("SSH_AUTH_SOCK");
  if (written == "none") return std::nullopt;
  if (written == "SSH_AUTH_SOCK" || written.starts_with('$')) {
    const std::string variable = written.starts_with('$') ? written.substr(1) : written;
    const char* const path = std::getenv(variable.c_str());
    if (path == nullptr || *path == '\0') return std::nullopt;
    return path;
  }
  return expand_tokens(written, values);
}

Result<void> name_files(SshHost& host, const SshChoices& choices, const TokenValues& values) {
  HostSettings& settings = host.settings;
  std::vector<std::string> identities = choices.identities;
  identities.insert(identities.end(), settings.identity_files.begin(), settings.identity_files.end());
  if (identities.empty()) {
    host.has_default_identities = true;
    identities = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"};
  }
  auto expanded = expand_all(identities, values);
  if (!expanded) return std::unexpected(std::move(expanded.error()));
  host.identities = *std::move(expanded);
  auto user = expand_all(settings.user_known_hosts.value_or(
                             std::vector<std::string>{"~/.ssh/known_hosts", "~/.ssh/known_hosts2"}),
                         values);
  if (!user) return std::unexpected(std::move(user.error()));
  host.user_known_hosts = *std::move(user);
  auto global = expand_all(settings.global_known_hosts.value_or(std::vector<std::string>{
                               "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"}),
                           values);
  if (!global) return std::unexpected(std::move(global.error()));
  host.global_known_hosts = *std::move(global);
  auto agent = agent_socket(settings, values);
  if (!agent) return std::unexpected(std::move(agent.error()));
  host.agent_socket = *std::move(agent);
  return {};
}

}  // namespace

Result<SshHost> resolve_host(const SshPlace& place, const SshChoices& choices) {
  const Self self = who_we_are();
  const HostConfigFiles files{self.home};
  const std::string typed_user = place.user.empty() ? choices.user : place.user;
  SshConfig config{{.host = place.host, .user = typed_user, .local_user = self.name}, files};
  const auto read = read_all(config, choices, self);
  if (!read) return std::unexpected(read.error());
  SshHost host;
  host.settings = config.settings();
  host.typed = place.host;
  host.warnings = config.warnings();
  const HostSettings& settings = host.settings;
  if (settings.proxy && !settings.proxy->empty()) {
    return failure(
        ErrorCode::unsupported,
        fmt::format("{} is to be reached by {}, which is not supported; -o ProxyJump=none connects "
                    "directly",
                    printable(place.host), *settings.proxy));
  }
  TokenValues values;
  values.home = self.home;
  values.host = values.typed_host = place.host;
  values.local_user = self.name;
  auto name = expand_tokens(settings.host_name.value_or(place.host), values);
  if (!name) return std::unexpected(std::move(name.error()));
  host.name = *std::move(name);
  host.port = place.port ? *place.port : choices.port.value_or(settings.port.value_or(22));
  host.user = !typed_user.empty() ? typed_user : settings.user.value_or(self.name);
  host.key_name = settings.host_key_alias ? *settings.host_key_alias : host_key_name(host.name, host.port);
  values.host = host.name;
  values.user = host.user;
  values.port = host.port;
  const auto named = name_files(host, choices, values);
  if (!named) return std::unexpected(named.error());
  return host;
}

}  // namespace ferry::workstation
