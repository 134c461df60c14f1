#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/ip_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "transfer/server_keys.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::HostKeyCheck;
using config::SshClientConfig;

constexpr unsigned most_algorithms = 32;

Path algorithm_words() {
  return ip_ssh_words() / word("client", "The router as a client of other machines") /
         word("algorithm", "Algorithms, in order of preference");
}

Path algorithm_list(std::string kind, std::string help, std::string name_help) {
  Path names = repeated(one_name(kind, std::move(name_help)), most_algorithms);
  return algorithm_words() / word(std::move(kind), std::move(help)) / std::move(names);
}

/// Its own keys sign as those of servers do: there are neither certificates of it nor keys in tokens.
Path signature_list() {
  return algorithm_words() / word("publickey", "Signatures of the router's own keys (not in IOS)") /
         repeated(one_name("hostkey", "Signature algorithm"), most_algorithms);
}

Path method_list() {
  return algorithm_words() / word("authentication", "How the router logs in elsewhere (not in IOS)") /
         repeated(one_of(word("publickey", "The keys of `ip ssh client keypair-name`"),
                         word("keyboard-interactive", "Answers to what the server asks"),
                         word("password", "Password")),
                  3);
}

EditResult set_methods(Edit& edit, const Match& match) {
  std::vector<std::string> methods;
  for (const MatchedWord& typed : match.words().subspan(match.command().path().subject_length())) {
    if (std::ranges::find(methods, typed.name) == methods.end()) methods.emplace_back(typed.name);
  }
  edit.config.ssh_client.authentication = std::move(methods);
  return {};
}

EditResult clear_methods(Edit& edit, const Match&) {
  edit.config.ssh_client.authentication.clear();
  return {};
}

void show_methods(const Config& config, Lines& lines) {
  const auto& methods = config.ssh_client.authentication;
  if (!methods.empty())
    lines.add(fmt::format("ip ssh client algorithm authentication {}", fmt::join(methods, " ")));
}

EditResult set_check(Edit& edit, const Match& match) {
  edit.config.ssh_client.host_key_check =
      match.has("accept-new") ? HostKeyCheck::accept_new : HostKeyCheck::strict;
  return {};
}

EditResult clear_check(Edit& edit, const Match&) {
  edit.config.ssh_client.host_key_check = SshClientConfig{}.host_key_check;
  return {};
}

void show_check(const Config& config, Lines& lines) {
  const HostKeyCheck check = config.ssh_client.host_key_check;
  if (check == HostKeyCheck::first_use) return;
  lines.add(check == HostKeyCheck::strict ? "ip ssh stricthostkeycheck"
                                          : "ip ssh stricthostkeycheck accept-new");
}

net::Task<Status> show_server_keys(Session& session, Match) {
  std::string text = "Configured Entries:\n";
  const auto config = session.services().running.snapshot();
  for (const auto& [server, keys] : config->ssh.chain.servers) {
    for (const config::PublicKeyHash& key : keys)
      text += fmt::format("Server: {}  Key: {} MD5:{}\n", server, key.algorithm, key.md5);
  }
  for (const auto& [pattern, authority] : config->ssh.chain.server_authorities) {
    for (const config::PublicKeyHash& key : authority.keys)
      text += fmt::format("Server: {}  Authority: {} MD5:{}\n", pattern, key.algorithm, key.md5);
  }
  text += "\nLearned TOFU Entries:\n";
  for (const auto& [server, blob] : session.services().server_keys.list()) {
    text +=
        fmt::format("Server: {}  Port: {}  Key: {}\n", server.host, server.port, transfer::key_words(blob));
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> forget(Session& session, Match match) {
  const Services& services = session.services();
  const std::string host = match.has("all") ? std::string{} : match.text("server");
  const auto gone = co_await services.offload.run([&] { return services.server_keys.forget(host); });
  if (!gone) {
    co_await session.write(fmt::format("% The keys stay as they are: {}\n", gone.error().message));
    co_return Status::failed;
  }
  if (*gone == 0 && !host.empty()) {
    co_await session.write(fmt::format("% No key of {} is known\n", printable(host)));
    co_return Status::failed;
  }
  co_return Status::done;
}

Path pubkey_server_words() {
  return word("ssh", "Secure Shell server") / word("pubkey", "Public keys of other machines") /
         word("server", "Host keys that the router has met as a client");
}

Command host_key_check() {
  return setting(ip_ssh_words() / word("stricthostkeycheck", "Refuse servers whose host key is not known") /
                 maybe(word("accept-new", "Learn the key of a server that is met for the first time")))
      .sets(set_check)
      .clears(clear_check)
      .shows(show_check)
      .examples({"ip ssh stricthostkeycheck", "ip ssh stricthostkeycheck accept-new"});
}

Command login_methods() {
  return setting(method_list())
      .sets(set_methods)
      .clears(clear_methods)
      .shows(show_methods)
      .examples({"ip ssh client algorithm authentication publickey",
                 "ip ssh client algorithm authentication keyboard-interactive publickey password"});
}

}  // namespace

const CommandTable& ip_ssh_client_table() {
  static const CommandTable table{
      host_key_check(),
      setting(ip_ssh_words() /
              word("source-interface", "The interface whose address connections to servers come from") /
              text("interface", "Name of the interface, as 'show interfaces' has it"))
          .stored_at(&Config::ssh_client, &SshClientConfig::source_interface)
          .examples({"ip ssh source-interface eth0", "no ip ssh source-interface"}),
      setting(algorithm_list("encryption", "Ciphers", "Cipher"))
          .stored_at(&Config::ssh_client, &SshClientConfig::encryption)
          .examples({"ip ssh client algorithm encryption aes256-ctr aes128-gcm@openssh.com"}),
      setting(algorithm_list("mac", "Message authentication codes", "Message authentication code"))
          .stored_at(&Config::ssh_client, &SshClientConfig::mac)
          .examples({"ip ssh client algorithm mac hmac-sha2-512-etm@openssh.com"}),
      setting(algorithm_list("kex", "Key exchange methods", "Key exchange method"))
          .stored_at(&Config::ssh_client, &SshClientConfig::kex)
          .examples({"ip ssh client algorithm kex ecdh-sha2-nistp256 curve25519-sha256"}),
      setting(algorithm_list("hostkey", "Signatures of servers", "Signature algorithm"))
          .stored_at(&Config::ssh_client, &SshClientConfig::host_key)
          .examples({"ip ssh client algorithm hostkey rsa-sha2-512 rsa-sha2-256"}),
      setting(signature_list())
          .stored_at(&Config::ssh_client, &SshClientConfig::public_key)
          .examples({"ip ssh client algorithm publickey rsa-sha2-512 ssh-ed25519"}),
      login_methods(),
      setting(ip_ssh_words() / word("client", "The router as a client of other machines") /
              word("keypair-name", "Keys that log the router in (not in IOS)") /
              text("label", "Label of crypto key generate"))
          .stored_at(&Config::ssh_client, &SshClientConfig::key_label)
          .examples({"ip ssh client keypair-name backup"}),
      setting(algorithm_list("compression", "Whether what is sent is compressed", "Compression method"))
          .stored_at(&Config::ssh_client, &SshClientConfig::compression)
          .examples({"ip ssh client algorithm compression zlib@openssh.com none"}),
  };
  return table;
}

const CommandTable& server_keys_table() {
  static const CommandTable table{
      action(show_word() / word("ip", "IP services of the device") / pubkey_server_words() /
             word("all", "All of them"))
          .runs(show_server_keys),
      action(clear_word() / word("ip", "IP services of the device") / pubkey_server_words() /
             one_of(word("all", "All of them"), text("server", "Name or address, as it was typed in a URL")))
          .runs(forget),
  };
  return table;
}

}  // namespace ferry::commands
