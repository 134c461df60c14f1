#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workstation/known_hosts.h"
#include "workstation/place.h"
#include "workstation/ssh_config.h"

namespace ferry::workstation {

/// What the command line says about every SSH host.
struct SshChoices {
  std::optional<unsigned> port{};
  std::string user{};
  std::vector<std::string> identities{};
  std::optional<std::string> config_file{};  // -F; "none" reads no file at all
  std::vector<std::string> options{};        // -o Keyword=value
};

/// All that is known about an SSH host before it is called.
struct SshHost {
  HostSettings settings;
  std::string typed;  // as on the command line
  std::string name;   // to be resolved
  unsigned port = 22;
  std::string user;
  std::string key_name;  // as in known_hosts
  std::vector<std::string> identities;
  bool has_default_identities = false;  // nobody named any: what is missing is not spoken of
  std::vector<std::string> user_known_hosts, global_known_hosts;
  std::optional<std::string> agent_socket;
  std::vector<std::string> warnings;
};

/// Puts together what the command line, the user's configuration and the system's say about a place. Reads
/// files; may block. Errors name file and line.
[[nodiscard]] Result<SshHost> resolve_host(const SshPlace& place, const SshChoices& choices);

}  // namespace ferry::workstation
