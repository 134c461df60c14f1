#include <algorithm>

#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::SshConfig;

constexpr unsigned most_algorithms = 32;

Path algorithm_words() {
  return ip_ssh_words() / word("server", "What the server offers") /
         word("algorithm", "Algorithms, in order of preference");
}

Path algorithm_list(std::string kind, std::string help, std::string name_help) {
  Path names = repeated(one_name(kind, std::move(name_help)), most_algorithms);
  return algorithm_words() / word(std::move(kind), std::move(help)) / std::move(names);
}

// RFC 4252 and RFC 4256 call the methods so; the command says "keyboard" for the second.
Path authentication_methods() {
  return repeated(one_of(word("publickey", "Public keys of `ip ssh pubkey-chain`"),
                         word("keyboard", "Password by keyboard-interactive"), word("password", "Password")),
                  3);
}

EditResult set_authentication(Edit& edit, const Match& match) {
  std::vector<std::string> methods;
  for (const MatchedWord& typed : match.words().subspan(match.command().path().subject_length())) {
    std::string method = typed.name == "keyboard" ? "keyboard-interactive" : typed.text;
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
      methods.push_back(std::move(method));
  }
  edit.config.ssh.authentication = std::move(methods);
  return {};
}

EditResult clear_authentication(Edit& edit, const Match&) {
  edit.config.ssh.authentication.clear();
  return {};
}

void show_authentication(const Config& config, Lines& lines) {
  if (config.ssh.authentication.empty()) return;
  std::string line = "ip ssh server algorithm authentication";
  for (const std::string& method : config.ssh.authentication) {
    line += method == "keyboard-interactive" ? " keyboard" : " " + method;
  }
  lines.add(line);
}

bool is_file(std::string_view text) {
  return text.contains(':');
}

EditResult add_certificate(Edit& edit, const Match& match) {
  edit.config.ssh.certificates.insert(match.text("file"));
  edit.host_certificates.push_back(match.text("file"));
  return {};
}

EditResult remove_certificate(Edit& edit, const Match& match) {
  edit.config.ssh.certificates.erase(match.text("file"));
  return {};
}

void show_certificates(const Config& config, Lines& lines) {
  for (const std::string& file : config.ssh.certificates) lines.add("ip ssh server certificate " + file);
}

Command certificate_command() {
  return keyed(ip_ssh_words() / word("server", "What the server offers") /
               word("certificate", "A certificate of one of its host keys (not so in IOS)") /
               key(text("file", "Such as flash:/host-cert.pub, as ssh-keygen -s -h makes it", is_file)))
      .sets(add_certificate)
      .clears(remove_certificate)
      .shows(show_certificates)
      .examples(
          {"ip ssh server certificate flash:/ec-cert.pub\nip ssh server certificate flash:/host-cert.pub"});
}

}  // namespace

const CommandTable& ip_ssh_algorithms_table() {
  static const CommandTable table{
      setting(algorithm_list("encryption", "Ciphers", "Cipher"))
          .stored_at(&Config::ssh, &SshConfig::encryption)
          .examples({"ip ssh server algorithm encryption aes256-ctr aes128-gcm@openssh.com"}),
      setting(algorithm_list("mac", "Message authentication codes", "Message authentication code"))
          .stored_at(&Config::ssh, &SshConfig::mac)
          .examples({"ip ssh server algorithm mac hmac-sha2-512-etm@openssh.com"}),
      setting(algorithm_list("kex", "Key exchange methods", "Key exchange method"))
          .stored_at(&Config::ssh, &SshConfig::kex)
          .examples({"ip ssh server algorithm kex ecdh-sha2-nistp256 curve25519-sha256"}),
      setting(algorithm_list("hostkey", "Signatures of the server", "Signature algorithm"))
          .stored_at(&Config::ssh, &SshConfig::host_key)
          .examples({"ip ssh server algorithm hostkey rsa-sha2-512 rsa-sha2-256"}),
      setting(algorithm_words() / word("authentication", "How users may log in") / authentication_methods())
          .sets(set_authentication)
          .clears(clear_authentication)
          .shows(show_authentication)
          .examples({"ip ssh server algorithm authentication publickey",
                     "ip ssh server algorithm authentication password keyboard publickey"}),
      setting(algorithm_list("compression", "Whether what is sent is compressed", "Compression method"))
          .stored_at(&Config::ssh, &SshConfig::compression)
          .examples({"ip ssh server algorithm compression zlib@openssh.com none"}),
      setting(algorithm_list("publickey", "Signatures of users", "Signature algorithm"))
          .stored_at(&Config::ssh, &SshConfig::public_key)
          .examples({"ip ssh server algorithm publickey ssh-ed25519"}),
      certificate_command(),
  };
  return table;
}

}  // namespace ferry::commands
