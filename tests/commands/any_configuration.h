#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "config/config.h"
#include "configuration_support.h"
#include "support/fixed_random.h"

namespace ferry::testing {

/// Makes configurations that lines can make, with every member somewhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  unsigned below(unsigned limit) {
    std::array<Byte, 4> bytes{};
    random_.fill(bytes);
    unsigned number = 0;
    for (const Byte byte : bytes) number = number << 8U | byte;
    return number % limit;
  }
  bool coin() { return below(2) == 0; }
  /// Printable text of one line that begins and ends in a visible character.
  std::string text() {
    constexpr std::string_view characters = "abcXYZ0579$^C#%!@ \\/\"'|&~é";
    std::string text(1 + below(12), '\0');
    for (char& character : text) character = characters[below(static_cast<unsigned>(characters.size()))];
    text = trim(text);
    return text.empty() ? "x" : text;
  }
  std::string name() {
    constexpr std::string_view letters = "QXZ";
    std::string name(1 + below(6), 'W');
    for (char& letter : name) letter = letters[below(3)];
    return "U" + name;
  }
  std::vector<std::string> some_of(const std::string& list) {
    std::vector<std::string> names;
    const cli::Vocabulary vocabulary = testing::test_vocabulary();
    for (const std::string& one : vocabulary.at(list)) {
      if (coin()) names.insert(names.begin() + below(static_cast<unsigned>(names.size()) + 1), one);
    }
    return names;
  }

 private:
  testing::FixedRandom random_;
};

inline config::Password make_password(Dice& dice, bool secret) {
  using enum config::PasswordType;
  constexpr std::array secrets{md5, sha256, scrypt};
  const config::PasswordType type = secret ? secrets[dice.below(3)] : dice.coin() ? clear : reversible;
  return {.is_secret = secret, .type = type, .text = dice.text()};
}

inline config::MethodList make_methods(Dice& dice, std::vector<config::MethodKind> kinds) {
  config::MethodList list;
  for (unsigned count = 1 + dice.below(4); count > 0; --count) {
    config::Method method{.kind = kinds[dice.below(static_cast<unsigned>(kinds.size()))], .group = ""};
    if (method.kind == config::MethodKind::group_named) method.group = dice.name();
    list.push_back(std::move(method));
  }
  return list;
}

inline config::AccountingList make_accounting_list(Dice& dice) {
  using enum config::AccountingAction;
  constexpr std::array actions{none, start_stop, stop_only, wait_start};
  config::AccountingList list{.action = actions[dice.below(4)]};
  if (list.action == none) return list;
  list.broadcast = dice.coin();
  for (unsigned count = 1 + dice.below(4); count > 0; --count)
    list.groups.push_back(dice.coin() ? dice.name() : dice.coin() ? "radius" : "tacacs+");
  return list;
}

inline void make_accounting(Dice& dice, config::AccountingConfig& accounting) {
  if (dice.coin()) accounting.exec["default"] = make_accounting_list(dice);
  if (dice.coin()) accounting.exec[dice.name()] = make_accounting_list(dice);
  if (dice.coin()) accounting.connection[dice.name()] = make_accounting_list(dice);
  if (dice.coin()) accounting.network[dice.name()] = make_accounting_list(dice);
  if (dice.coin()) accounting.system["default"] = make_accounting_list(dice);
  if (dice.coin()) accounting.commands[dice.below(16)]["default"] = make_accounting_list(dice);
  if (dice.coin()) accounting.commands[dice.below(16)][dice.name()] = make_accounting_list(dice);
  if (dice.coin()) accounting.update_period = std::chrono::minutes{1 + dice.below(71582)};
  accounting.suppress_null_username = dice.coin();
}

inline void make_line_accounting(Dice& dice, config::LineAccounting& accounting) {
  if (dice.coin()) accounting.exec = dice.name();
  if (dice.coin()) accounting.connection = dice.name();
  if (dice.coin()) accounting.commands[dice.below(16)] = dice.name();
}

inline void make_aaa(Dice& dice, config::AaaConfig& aaa) {
  using enum config::MethodKind;
  aaa.new_model = true;
  aaa.login["default"] =
      make_methods(dice, {local, local_case, enable, line, none, group_tacacs, group_radius, group_named});
  aaa.login[dice.name()] = make_methods(dice, {local, none});
  if (dice.coin())
    aaa.enable["default"] = make_methods(dice, {enable, line, none, group_tacacs, group_named});
  if (dice.coin())
    aaa.exec[dice.name()] = make_methods(dice, {local, none, if_authenticated, group_radius, group_named});
  if (dice.coin())
    aaa.commands[dice.below(16)][dice.name()] =
        make_methods(dice, {local, none, if_authenticated, group_named});
  if (dice.coin()) aaa.max_fail = 1 + dice.below(65535);
  aaa.config_commands = dice.coin();
  aaa.console = dice.coin();
  make_accounting(dice, aaa.accounting);
}

inline config::LineVty make_line(Dice& dice, config::LineVty line, bool new_model) {
  if (dice.coin()) line.exec_timeout = std::chrono::seconds{dice.below(100000)};
  if (dice.coin()) line.privilege = dice.below(16);
  if (dice.coin()) line.session_timeout = std::chrono::minutes{dice.below(1000)};
  if (dice.coin()) line.absolute_timeout = std::chrono::minutes{dice.below(1000)};
  if (dice.coin()) line.access_class = dice.name();
  if (dice.coin()) line.rotary = 1 + dice.below(127);
  line.exec = dice.coin();
  line.motd_banner = dice.coin();
  line.exec_banner = dice.coin();
  line.logging_synchronous = dice.coin();
  if (dice.coin()) line.length = dice.below(513);
  if (dice.coin()) line.width = dice.below(513);
  if (dice.coin()) line.history_size = dice.below(257);
  if (dice.coin()) line.password = make_password(dice, false);
  line.transport = {.ssh = dice.coin(), .telnet = dice.coin()};
  if (new_model) {
    if (dice.coin()) line.login_list = dice.name();
    if (dice.coin()) line.exec_list = dice.name();
    if (dice.coin()) line.command_lists[dice.below(16)] = dice.name();
    make_line_accounting(dice, line.accounting);
    return line;
  }
  line.login_local = dice.coin();
  line.login = line.login_local || dice.coin();
  return line;
}

inline void make_chain(Dice& dice, config::PubkeyChain& chain) {
  const config::PublicKeyHash token{.algorithm = "sk-ssh-ed25519@openssh.com",
                                    .md5 = std::string(32, 'A'),
                                    .comment = dice.coin() ? dice.text() : "",
                                    .no_touch_required = dice.coin(),
                                    .verify_required = dice.coin()};
  chain.servers[dice.name()] = {token};
  config::Authority& authority = chain.user_authorities[dice.name()];
  authority.keys = {token};
  if (dice.coin()) authority.revoked_serials = {0, dice.below(1000)};
  if (dice.coin()) authority.revoked_key_ids = {dice.text()};
  if (dice.coin()) chain.server_authorities["*." + dice.name()] = authority;
  if (dice.coin()) chain.revoked_keys = {"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"};
  if (dice.coin()) chain.revocation_list = "flash:/revoked.krl";
}

inline void make_ssh(Dice& dice, config::SshConfig& ssh) {
  ssh.negotiation_timeout = std::chrono::seconds{1 + dice.below(120)};
  ssh.authentication_retries = dice.below(6);
  ssh.dh_minimum_bits = dice.coin() ? 2048 : 4096;
  ssh.version_2 = dice.coin();
  ssh.kex = dice.some_of("kex");
  ssh.host_key = dice.some_of("hostkey");
  ssh.encryption = dice.some_of("encryption");
  ssh.mac = dice.some_of("mac");
  ssh.compression = dice.some_of("compression");
  ssh.public_key = dice.some_of("publickey");
  if (dice.coin()) ssh.certificates = {"flash:/b-cert.pub", "flash:/a-cert.pub"};
  if (dice.coin()) ssh.window_size = 1 + dice.below(131072);
  if (dice.coin()) ssh.bulk_mode = 131072 + dice.below(1000);
  if (dice.coin()) ssh.ports[2000] = {.first = 1, .last = 1 + dice.below(100)};
  if (dice.coin()) ssh.ports[static_cast<std::uint16_t>(9999 + dice.below(2))] = {.first = 9, .last = 9};
  if (dice.coin()) ssh.authentication = {"password", "keyboard-interactive"};
  for (unsigned count = dice.below(3); count > 0; --count) {
    auto& keys = ssh.pubkey_chain[dice.name()];
    for (unsigned key = dice.below(3); key > 0; --key) {
      keys.push_back({.algorithm = dice.coin() ? "ssh-rsa" : "ssh-ed25519",
                      .md5 = fmt::format("{:032X}", keys.size() * 11),
                      .comment = dice.coin() ? dice.text() : ""});
    }
    std::ranges::sort(keys, {}, [](const auto& key) { return std::tie(key.algorithm, key.md5); });
  }
  if (dice.coin()) make_chain(dice, ssh.chain);
}

inline std::vector<config::AccessEntry> make_list(Dice& dice) {
  std::vector<config::AccessEntry> list;
  unsigned sequence = 0;
  for (unsigned count = dice.below(5); count > 0; --count) {
    sequence += dice.coin() ? 10 : 1 + dice.below(20);
    config::AccessEntry entry{.sequence = sequence};
    if (dice.below(4) == 0) {
      entry.remark = fmt::format("{} {}", dice.text(), sequence);
    } else {
      entry.permit = dice.coin();
      entry.log = dice.coin();
      entry.wildcard = dice.coin() ? 0U : 255U;
      entry.address = sequence << 8U;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

inline void make_access(Dice& dice, config::Config& config) {
  if (dice.coin()) config.access_lists["7"] = make_list(dice);
  if (dice.coin()) config.access_lists["1999"] = make_list(dice);
  if (dice.coin()) config.access_lists[dice.name()] = make_list(dice);
  if (dice.coin()) {
    config.login.block_for = {.period = std::chrono::seconds{1 + dice.below(100)},
                              .attempts = 1 + dice.below(9),
                              .within = std::chrono::seconds{1 + dice.below(100)}};
  }
  if (dice.coin()) config.login.delay = std::chrono::seconds{1 + dice.below(10)};
  if (dice.coin()) config.login.quiet_access_class = dice.name();
  config.login.on_failure.every = dice.below(4);
  config.login.on_success.every = dice.below(4);
  if (dice.coin()) config.exec_privileges.push_back({"debug", dice.below(16), dice.coin()});
  if (dice.coin()) config.exec_privileges.push_back({"show running-config", dice.below(16), dice.coin()});
  if (dice.coin()) config.exec_aliases[dice.name()] = dice.text();
  config.domain_lookup = dice.coin();
}

inline void make_archive(Dice& dice, config::ArchiveConfig& archive) {
  if (dice.coin()) archive.path = "flash:" + dice.name();
  if (dice.coin()) archive.maximum = 1 + dice.below(14);
  archive.write_memory = dice.coin();
  if (dice.coin()) archive.time_period = std::chrono::minutes{1 + dice.below(1000)};
  archive.log = {.enabled = dice.coin(),
                 .size = dice.coin() ? 100 : 1 + dice.below(1000),
                 .notify_syslog = dice.coin(),
                 .hide_keys = dice.coin()};
}

inline std::optional<config::SharedKey> make_key(Dice& dice) {
  if (dice.coin()) return std::nullopt;
  return config::SharedKey{.text = dice.text()};
}

inline config::LoadBalance make_balance(Dice& dice) {
  return {.batch_size = dice.coin() ? 25 : 1 + dice.below(1000), .ignore_preferred = dice.coin()};
}

/// A server that is known by its address; no two have the same.
inline config::RadiusServer make_radius_host(Dice& dice, unsigned& address) {
  config::RadiusServer server{.address = fmt::format("10.1.1.{}", ++address), .key = make_key(dice)};
  if (dice.coin()) server.authentication_port = static_cast<std::uint16_t>(1 + dice.below(65535));
  if (dice.coin()) server.accounting_port = static_cast<std::uint16_t>(1 + dice.below(65535));
  if (dice.coin()) server.timeout = std::chrono::seconds{1 + dice.below(1000)};
  if (dice.coin()) server.retransmit = dice.below(101);
  return server;
}

inline config::TlsConfig make_tls(Dice& dice) {
  config::TlsConfig tls{.enabled = true};
  if (dice.coin()) tls.server_name = dice.name();
  if (dice.coin()) tls.ca_file = "flash:" + dice.name();
  if (dice.coin()) tls.certificate_file = "flash:" + dice.name();
  if (dice.coin()) tls.key_file = "nvram:" + dice.name();
  if (dice.coin()) {
    tls.psk_identity = dice.name();
    tls.psk = config::SharedKey{.text = dice.text()};
  }
  return tls;
}

inline config::RadiusServer make_radius_server(Dice& dice, unsigned& address) {
  config::RadiusServer server = dice.coin() ? make_radius_host(dice, address) : config::RadiusServer{};
  server.name = fmt::format("{}{}", dice.name(), ++address);
  server.requires_message_authenticator = dice.coin();
  if (dice.coin()) server.source_address = "10.1.1.1";
  if (dice.coin()) server.tls = make_tls(dice);
  if (server.tls.enabled) server.tls_port = static_cast<std::uint16_t>(1 + dice.below(65535));
  return server;
}

inline config::RadiusGroup make_radius_group(Dice& dice, unsigned& address) {
  config::RadiusGroup group;
  for (unsigned count = dice.below(4); count > 0; --count) {
    switch (dice.below(3)) {
      case 0:
        group.members.emplace_back(config::RadiusGroup::Named{fmt::format("{}{}", dice.name(), ++address)});
        break;
      case 1:
        group.members.emplace_back(config::RadiusGroup::AtAddress{fmt::format("10.1.1.{}", ++address)});
        break;
      default:
        group.members.emplace_back(make_radius_host(dice, address));
    }
  }
  if (dice.coin()) group.source_interface = dice.name();
  if (dice.coin()) group.load_balance = make_balance(dice);
  if (dice.coin()) group.dead_time = std::chrono::minutes{dice.below(1441)};
  return group;
}

inline void make_radius(Dice& dice, config::RadiusConfig& radius, bool new_model) {
  unsigned address = 0;
  for (unsigned count = dice.below(3); count > 0; --count)
    radius.servers.push_back(make_radius_server(dice, address));
  for (unsigned count = dice.below(3); count > 0; --count)
    radius.hosts.push_back(make_radius_host(dice, address));
  radius.key = make_key(dice);
  radius.timeout = std::chrono::seconds{1 + dice.below(1000)};
  radius.retransmit = dice.below(101);
  radius.dead_criteria.tries = 1 + dice.below(100);
  radius.dead_criteria.silence = std::chrono::seconds{dice.below(121)};
  radius.dead_criteria.dead_time = std::chrono::minutes{dice.below(1441)};
  if (dice.coin()) radius.source_interface = dice.name();
  if (dice.coin()) radius.load_balance = make_balance(dice);
  for (unsigned count = new_model ? dice.below(3) : 0; count > 0; --count)
    radius.groups[dice.name()] = make_radius_group(dice, address);
}

inline config::Config make_config(Dice& dice) {
  config::Config config;
  config.hostname = dice.name();
  if (dice.coin()) config.domain_name = "lab.local";
  if (dice.coin()) config.enable_secrets.emplace(15, make_password(dice, true));
  if (dice.coin()) config.enable_passwords.emplace(15, make_password(dice, false));
  if (dice.coin()) config.enable_secrets.emplace(dice.below(14) + 1, make_password(dice, true));
  if (dice.coin()) config.enable_passwords.emplace(dice.below(14) + 1, make_password(dice, false));
  if (dice.coin()) make_aaa(dice, config.aaa);
  make_access(dice, config);
  for (unsigned count = dice.below(4); count > 0; --count) {
    config::User user{.privilege = dice.below(16), .password = {}};
    if (dice.coin()) user.password = make_password(dice, dice.coin());
    config.users[dice.name()] = user;
  }
  make_ssh(dice, config.ssh);
  make_radius(dice, config.radius, config.aaa.new_model);
  if (dice.coin()) config.tacacs.source_interface = dice.name();
  config.scp_server = dice.coin();
  config.scp_strict = dice.coin();
  if (dice.coin()) config.transfer_form = config::TransferForm::request;
  config.console = make_line(dice, config.console, config.aaa.new_model);
  config.vty.clear();
  // Lines 0 to 4 were there before all others, so no block reaches over their end.
  for (unsigned first = 0; first < 5 || dice.coin();) {
    const unsigned last = first + dice.below(4);
    const unsigned end = first < 5 ? std::min(last, 4U) : last;
    config.vty.push_back(make_line(dice, {.first = first, .last = end}, config.aaa.new_model));
    first = end + 1;
  }
  if (dice.coin()) make_archive(dice, config.archive);
  if (dice.coin()) config.banners.motd = "\n" + dice.text() + "\n" + dice.text();
  if (dice.coin()) config.banners.login = dice.text();
  if (dice.coin()) config.banners.incoming = dice.text();
  if (dice.coin()) config.banners.exec = " " + dice.text() + "  \n";
  config.logging = {.buffered = true,
                    .buffered_bytes = 4096 + dice.below(3),
                    .buffered_level = static_cast<std::uint8_t>(dice.below(8))};
  return config;
}

}  // namespace ferry::testing
