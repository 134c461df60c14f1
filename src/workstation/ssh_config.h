#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ferry::workstation {

/// A file of configuration lines and its name in messages.
struct ConfigFile {
  std::string name;
  std::string text;
};

/// Where `Include` finds files. Tests have them in memory.
class ConfigFiles {
 public:
  virtual ~ConfigFiles() = default;
  /// The files that `pattern` names, in order; it may hold wildcards and begin with `~`. A relative one is
  /// below the directory of `including`. What is not there is left out.
  [[nodiscard]] virtual std::vector<ConfigFile> include(std::string_view pattern,
                                                        const std::string& including) const = 0;
};

enum class StrictHostKeyChecking { yes, ask, accept_new, no };
/// Whether further host keys of a server are kept.
enum class UpdateHostKeys { yes, ask, no };

/// What the configuration says about one host; what it does not mention is empty.
struct HostSettings {
  std::optional<std::string> host_name;
  std::optional<std::string> user;
  std::optional<unsigned> port;
  std::vector<std::string> identity_files;  // as written, with ~ and %-tokens
  std::optional<bool> identities_only;
  std::optional<std::string> identity_agent;
  std::optional<std::vector<std::string>> user_known_hosts;
  std::optional<std::vector<std::string>> global_known_hosts;
  std::optional<StrictHostKeyChecking> strict_host_key_checking;
  std::optional<UpdateHostKeys> update_host_keys;
  std::optional<std::string> verify_host_key_dns;
  std::optional<std::string> host_key_alias;
  std::optional<bool> hash_known_hosts;
  std::optional<bool> batch_mode;
  std::optional<bool> password_authentication;
  std::optional<bool> keyboard_interactive_authentication;
  std::optional<bool> public_key_authentication;
  std::optional<bool> compression;
  std::optional<unsigned> password_prompts;
  std::optional<std::chrono::seconds> connect_timeout;
  /// Algorithm lists as OpenSSH writes them, with + - ^ in front.
  std::optional<std::string> ciphers, macs, key_exchanges, host_key_algorithms, public_key_algorithms;
  std::optional<std::string> preferred_authentications;
  /// How else the host would have to be reached: "ProxyJump bastion". Connecting directly would be wrong.
  std::optional<std::string> proxy;
};

/// Who a configuration is asked about: the host as it was typed, and the user if one was.
struct ConfigQuestion {
  std::string host;
  std::string user;
  std::string local_user;
};

/// Reads OpenSSH client configuration (ssh_config(5)): the first value of a keyword wins, so give the
/// command line's first, then the user's file, then the system's. Keywords that mean nothing here are passed
/// over.
class SshConfig {
 public:
  /// `files` outlives the object.
  SshConfig(ConfigQuestion question, const ConfigFiles& files)
      : question_(std::move(question)), files_(files) {}

  /// Error: a line with a known keyword and a value that it cannot have; it names file, line and remedy.
  [[nodiscard]] Result<void> read(const ConfigFile& file);

  [[nodiscard]] const HostSettings& settings() const { return settings_; }
  /// What was understood only in part and the user should know of, such as a `Match exec`.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Line {
    std::string keyword;  // lower case
    std::vector<std::string> arguments;
    std::string place;  // "file:7"
  };

  [[nodiscard]] Result<void> read_lines(const ConfigFile& file, bool& applies, unsigned depth);
  [[nodiscard]] Result<void> apply(const Line& line, const ConfigFile& file, bool& applies, unsigned depth);
  [[nodiscard]] Result<void> include(const Line& line, const ConfigFile& file, bool& applies, unsigned depth);
  [[nodiscard]] bool matches_host(const Line& line) const;
  [[nodiscard]] bool matches(const Line& line);
  [[nodiscard]] bool meets(const std::string& criterion, const std::string& argument, const Line& line);

  ConfigQuestion question_;
  const ConfigFiles& files_;
  HostSettings settings_;
  std::vector<std::string> warnings_;
};

/// The words of a configuration line: the keyword and its arguments, with quotes removed; a `#` word begins
/// a comment, and an `=` may stand behind the keyword. Nothing if a quote does not end.
[[nodiscard]] std::optional<std::vector<std::string>> config_words(std::string_view line);

/// What the tokens of an identity file, an agent's socket or a known_hosts file stand for.
struct TokenValues {
  std::string home;
  std::string host;        // after HostName: %h
  std::string typed_host;  // %n
  std::string user;        // on the far side: %r
  std::string local_user;  // %u
  unsigned port = 22;      // %p
};
/// Replaces `~` at the front and %-tokens. Error: a token that is not known.
[[nodiscard]] Result<std::string> expand_tokens(std::string_view text, const TokenValues& values);

}  // namespace ferry::workstation
