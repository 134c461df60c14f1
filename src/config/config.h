#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace ferry::config {

/// How a password stands in a configuration: 0 and 7 can be read back, 5, 8 and 9 are one-way.
enum class PasswordType : std::uint8_t { clear = 0, md5 = 5, reversible = 7, sha256 = 8, scrypt = 9 };

/// `password` or `secret` with its type and the text as typed.
struct Password {
  bool is_secret = false;
  PasswordType type = PasswordType::clear;
  std::string text;
  bool operator==(const Password&) const = default;
};

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
  bool operator==(const AaaConfig&) const = default;
};

/// A key in `ip ssh pubkey-chain`, always kept as the hash (key-string is hashed when typed).
struct PublicKeyHash {
  std::string algorithm;  // "ssh-rsa", "ssh-ed25519", ...
  std::string md5;        // 32 upper-case hexadecimal digits
  std::string comment;
  bool operator==(const PublicKeyHash&) const = default;
};

struct SshConfig {
  std::chrono::seconds negotiation_timeout{120};  // ip ssh time-out, 1..120
  unsigned authentication_retries = 3;            // 0..5
  unsigned dh_minimum_bits = 2048;
  bool version_2 = false;  // `ip ssh version 2` was typed; there is no other version
  std::vector<std::string> kex, host_key, encryption, mac, authentication, public_key;  // empty: the defaults
  std::map<std::string, std::vector<PublicKeyHash>> pubkey_chain;                       // by user
  bool operator==(const SshConfig&) const = default;
};

/// `transport input`: the protocols that may come in on a line.
struct TransportInput {
  bool ssh = true;
  bool telnet = true;
  bool operator==(const TransportInput&) const = default;
};

/// A range of vty lines, or the console. What stands under "login" counts only without `aaa new-model`, the
/// two lists only with it; what does not count has its default.
struct LineVty {
  unsigned first = 0, last = 4;
  std::string login_list = "default";  // login authentication
  std::string exec_list = "default";   // authorization exec
  bool login = true;                   // no login: nobody is asked who they are
  bool login_local = false;            // login local: by user name, not by the line's password
  TransportInput transport = {};
  std::optional<Password> password = {};
  unsigned privilege = 1;                  // privilege level
  std::chrono::seconds exec_timeout{600};  // 0: never
  bool operator==(const LineVty&) const = default;
};

struct Banners {
  std::string motd, login, exec;
  bool operator==(const Banners&) const = default;
};

struct LoggingConfig {
  bool buffered = true;
  std::size_t buffered_bytes = 4096;
  std::uint8_t buffered_level = 7;
  bool operator==(const LoggingConfig&) const = default;
};

/// The running configuration: plain values with their defaults. Text is one rendering of it.
struct Config {
  std::string hostname = "Router";
  std::string domain_name;
  std::optional<Password> enable_secret;
  std::optional<Password> enable_password;
  AaaConfig aaa;
  std::map<std::string, User> users;
  SshConfig ssh;
  bool scp_server = false;
  std::vector<LineVty> vty{LineVty{}};
  LineVty console{.first = 0, .last = 0, .login = false};
  Banners banners;
  LoggingConfig logging;

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
