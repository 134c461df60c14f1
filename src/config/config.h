#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "config/accounting.h"
#include "config/archive.h"
#include "config/password.h"
#include "config/platform.h"
#include "config/radius.h"
#include "config/remote.h"
#include "config/ssh_client.h"
#include "config/tacacs.h"
#include "config/unmodelled.h"

namespace ferry::config {

struct User {
  unsigned privilege = 1;
  std::optional<Password>
      password;  // none: nopassword is not supported, such a user cannot log in by password
  bool operator==(const User&) const = default;
};

/// One method of a method list (IOS "AAA authentication methods").
enum class MethodKind {
  local,
  local_case,
  enable,
  line,
  none,
  if_authenticated,
  group_tacacs,
  group_radius,
  group_named
};
struct Method {
  MethodKind kind{};
  std::string group;  // for group_named
  bool operator==(const Method&) const = default;
};
using MethodList = std::vector<Method>;

struct AaaConfig {
  bool new_model = false;
  std::map<std::string, MethodList> login;   // by list name; "default" is one of them
  std::map<std::string, MethodList> enable;  // only "default"
  std::map<std::string, MethodList> exec;    // aaa authorization exec
  /// aaa authorization commands: by the level of the commands, then by list name.
  std::map<unsigned, std::map<std::string, MethodList>> commands;
  bool config_commands = false;  // aaa authorization config-commands: those of configuration mode, too
  bool console = false;          // aaa authorization console: it asks nobody without this
  /// aaa local authentication attempts max-fail: wrong passwords in a row that lock a local user out.
  std::optional<unsigned> max_fail;
  AccountingConfig accounting;
  bool operator==(const AaaConfig&) const = default;
};

/// A key in `ip ssh pubkey-chain`, always kept as the hash (key-string is hashed when typed).
struct PublicKeyHash {
  std::string algorithm;  // "ssh-rsa", "ssh-ed25519", ...
  std::string md5;        // 32 upper-case hexadecimal digits
  std::string comment;
  bool no_touch_required = false;  // a key in a security token: it need not be touched
  bool verify_required = false;    // the same: it has to know who its user is
  bool operator==(const PublicKeyHash&) const = default;
};

/// Whose certificates are taken, in `ip ssh pubkey-chain`.
struct Authority {
  std::vector<PublicKeyHash> keys;
  std::set<std::uint64_t> revoked_serials;
  std::set<std::string> revoked_key_ids;
  bool operator==(const Authority&) const = default;
};

/// `ip ssh pubkey-chain` but for the users' own keys.
struct PubkeyChain {
  std::map<std::string, std::set<std::string>> principals;  // by user: whom a certificate may be for instead
  std::map<std::string, Authority> user_authorities;        // by a name that says nothing
  std::map<std::string, Authority> server_authorities;  // by what the servers are called: a pattern with *
  std::map<std::string, std::vector<PublicKeyHash>> servers;  // by host
  std::set<std::string> revoked_keys;  // "SHA256:...": of users, servers, certified ones, or authorities
  std::string revocation_list;         // a file with an OpenSSH KRL; empty: none
  bool operator==(const PubkeyChain&) const = default;
};

/// `ip ssh port`: this many groups of `rotary`, one for each of the ports that follow each other.
struct RotaryGroups {
  unsigned first = 1, last = 1;
  bool operator==(const RotaryGroups&) const = default;
};

struct SshConfig {
  std::chrono::seconds negotiation_timeout{120};  // ip ssh time-out, 1..120
  unsigned authentication_retries = 3;            // 0..5
  unsigned dh_minimum_bits = 2048;
  bool version_2 = false;                          // `ip ssh version 2` was typed; there is no other version
  unsigned max_startups = 128;                     // sessions that may be logging in at once, 2..128
  std::optional<std::chrono::minutes> rekey_time;  // ip ssh rekey time
  std::optional<std::uint64_t> rekey_kilobytes;    // ip ssh rekey volume
  bool log_events = true;                          // ip ssh logging events
  std::optional<std::uint32_t> window_size;        // ip ssh window-size
  std::optional<std::uint32_t> bulk_mode;          // ip ssh bulk-mode, which goes before `window_size`
  std::map<std::uint16_t, RotaryGroups> ports;     // ip ssh port: by the first port; they do not overlap
  std::vector<std::string> kex, host_key, encryption, mac, compression, authentication,
      public_key;                                                  // empty: the defaults
  std::map<std::string, std::vector<PublicKeyHash>> pubkey_chain;  // by user
  PubkeyChain chain;
  std::set<std::string> certificates;  // ip ssh server certificate: files of the device
  bool operator==(const SshConfig&) const = default;
};

/// `transport input`: the protocols that may come in on a line.
struct TransportInput {
  bool ssh = true;
  bool telnet = true;
  bool operator==(const TransportInput&) const = default;
};

/// A range of vty lines, or the console. What stands under "login" counts only without `aaa new-model`, the
/// lists only with it; what does not count has its default.
struct LineVty {
  unsigned first = 0, last = 4;
  std::string login_list = "default";                  // login authentication
  std::string exec_list = "default";                   // authorization exec
  std::map<unsigned, std::string> command_lists = {};  // authorization commands, by level
  LineAccounting accounting = {};
  bool login = true;         // no login: nobody is asked who they are
  bool login_local = false;  // login local: by user name, not by the line's password
  TransportInput transport = {};
  std::optional<Password> password = {};
  unsigned privilege = 1;                    // privilege level
  std::chrono::seconds exec_timeout{600};    // 0: never
  std::chrono::minutes session_timeout{0};   // 0: never
  std::chrono::minutes absolute_timeout{0};  // 0: never
  std::string access_class = {};             // access-class NAME in; empty: everybody may come
  unsigned rotary = 0;                       // the group of a port of `ip ssh port`; 0: of none
  bool exec = true;                          // no exec: no shell on this line
  bool motd_banner = true, exec_banner = true;
  bool logging_synchronous = false;
  unsigned length = 24, width = 80;  // of the terminal; 0: no limit
  unsigned history_size = 10;        // 0: no history
  CopyOnWrite<UnmodelledLines> unmodelled = {};
  bool operator==(const LineVty&) const = default;
};

struct Banners {
  std::string motd = {}, login = {}, exec = {}, incoming = {};
  bool operator==(const Banners&) const = default;
};

/// What stands in front of a log message or a debug line: `service timestamps`.
struct Timestamps {
  enum class Kind : std::uint8_t { none, uptime, datetime };
  Kind kind = Kind::datetime;
  bool milliseconds = true;
  bool local_time = false, show_timezone = false, year = false;
  bool operator==(const Timestamps&) const = default;
};

/// A syslog server: `logging host`.
struct LogHost {
  enum class Transport : std::uint8_t { udp, tcp };
  std::string address;  // an IP address: nothing is looked up
  Transport transport = Transport::udp;
  std::uint16_t port = 514;
  bool operator==(const LogHost&) const = default;
};

/// Levels are severities: 0 (emergencies) to 7 (debugging).
struct LoggingConfig {
  bool on = true;
  bool buffered = true;
  std::size_t buffered_bytes = 4096;
  std::uint8_t buffered_level = 7;
  std::optional<std::uint8_t> console_level = 7;  // none: no logging console
  std::optional<std::uint8_t> monitor_level = 7;
  std::optional<std::uint8_t> trap_level = 6;
  bool structured_syslog = false;  // RFC 5424 instead of RFC 3164 to the hosts
  unsigned facility = 23;          // RFC 5424 section 6.2.1: local7
  std::vector<LogHost> hosts = {};
  bool operator==(const LoggingConfig&) const = default;
};

/// One line of a standard access list: who is meant, by address and wildcard bits, both in host order.
struct AccessEntry {
  bool permit = false;
  std::uint32_t address = 0;
  std::uint32_t wildcard = 0;  // bits that do not matter
  std::string remark = {};     // not empty: a comment, no rule
  unsigned sequence = 10;      // ascending within a list
  bool log = false;            // whoever matches is logged
  bool operator==(const AccessEntry&) const = default;
};

/// `login block-for`, `login delay` and what the log says about logins.
struct LoginConfig {
  struct BlockFor {
    std::chrono::seconds period{};
    unsigned attempts = 0;
    std::chrono::seconds within{};
    bool operator==(const BlockFor&) const = default;
  };
  /// `login on-failure log every N`; 0: nothing is logged.
  struct Report {
    unsigned every = 0;
    bool operator==(const Report&) const = default;
  };
  std::optional<BlockFor> block_for;
  std::optional<std::chrono::seconds> delay;
  std::string quiet_access_class = {};
  Report on_failure{.every = 1}, on_success{.every = 1};
  bool operator==(const LoginConfig&) const = default;
};

/// `privilege exec level 7 show logging`: a command's level is moved.
struct PrivilegeRule {
  std::string command;  // fully spelled
  unsigned level = 15;
  bool all = false;  // and everything that begins so
  bool operator==(const PrivilegeRule&) const = default;
};

/// `service ...`
struct Services {
  Timestamps log_timestamps, debug_timestamps;
  bool password_encryption = false;
  bool sequence_numbers = false;
  bool operator==(const Services&) const = default;
};

/// `file prompt`: which questions the file commands ask.
enum class FilePrompt : std::uint8_t { alert, noisy, quiet };

/// How a file transfer looks to `aaa authorization commands`: `ip scp server authorization`.
enum class TransferForm : std::uint8_t {
  copy,     // as the command that would do the same at the prompt: "copy scp: flash:/a"
  request,  // as the client asks: "scp -t flash:/a"
};

/// The running configuration: plain values with their defaults. Text is one rendering of it.
struct Config {
  std::string hostname = "Router";
  std::string domain_name;
  Platform platform;
  Services services;
  std::map<unsigned, Password> enable_secrets;    // by level; 15 is the one without `level`
  std::map<unsigned, Password> enable_passwords;  // the same
  AaaConfig aaa;
  TacacsConfig tacacs;
  RadiusConfig radius;
  std::map<std::string, User> users;
  SshConfig ssh;
  SshClientConfig ssh_client;
  bool scp_server = false;
  TransferForm transfer_form = TransferForm::copy;
  bool scp_strict = false;  // ip scp strict: as strict as a router of IOS, for tests of automation
  std::vector<LineVty> vty{LineVty{}};
  LineVty console{.first = 0, .last = 0, .login = false};
  Banners banners;
  LoggingConfig logging;
  LoginConfig login;
  ArchiveConfig archive;
  std::map<std::string, std::vector<AccessEntry>> access_lists;  // standard lists, by number or name
  std::vector<PrivilegeRule> exec_privileges;                    // privilege exec level
  std::map<std::string, std::string> exec_aliases;               // alias exec NAME ...
  FilePrompt file_prompt = FilePrompt::alert;
  bool domain_lookup = true;  // off: names of other machines are only those of `ip host`
  RemoteConfig remote;
  Unmodelled unmodelled;

  bool operator==(const Config&) const = default;
};

/// The one running configuration of a device. Readers take a snapshot that never changes; writers replace it
/// whole. Safe to use from any thread.
class Store {
 public:
  explicit Store(Config initial = {}) : current_(std::make_shared<const Config>(std::move(initial))) {}

  [[nodiscard]] std::shared_ptr<const Config> snapshot() const {
    const std::lock_guard lock{mutex_};
    return current_;
  }
  void replace(Config config) {
    auto next = std::make_shared<const Config>(std::move(config));
    const std::lock_guard lock{mutex_};
    current_ = std::move(next);
  }
  /// Replaces the configuration by what `change` makes of a copy, so that no change that another thread makes
  /// meanwhile is lost: updates wait for each other. Returns what `change` returns.
  template <class Change>
  auto update(Change change) {
    const std::lock_guard only_writer{writing_};
    Config next = *snapshot();
    if constexpr (std::is_void_v<std::invoke_result_t<Change, Config&>>) {
      change(next);
      replace(std::move(next));
    } else {
      auto result = change(next);
      replace(std::move(next));
      return result;
    }
  }

 private:
  std::mutex writing_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Config> current_;
};

}  // namespace ferry::config
