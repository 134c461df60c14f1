#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::size_t key_width = 80;

// The type name at the front of a public key blob (RFC 4253 section 6.6).
std::string type_name(const ByteVector& blob) {
  constexpr std::size_t prefix = 4;
  if (blob.size() < prefix) return {};
  const std::size_t length = std::size_t{blob[0]} << 24U | std::size_t{blob[1]} << 16U |
                             std::size_t{blob[2]} << 8U | std::size_t{blob[3]};
  const std::string_view text = as_text(blob);
  return std::string{text.substr(prefix, length)};
}

// Tools put the lines together again by their width, so the last one is filled with blanks.
std::string folded(std::string_view text) {
  std::string lines;
  for (std::size_t start = 0; start < text.size(); start += key_width) {
    lines += fmt::format("{:<{}}\n", text.substr(start, key_width), key_width);
  }
  return lines;
}

std::string_view secsh_name(HostKeyType type) {
  switch (type) {
    case HostKeyType::rsa:
      return "ssh-rsa";
    case HostKeyType::ec:
      return "ssh-ec";
    case HostKeyType::ed25519:
      break;
  }
  return "ssh-ed25519";
}

std::string keys_of(HostKeyType type, const std::vector<HostKeyInfo>& keys) {
  std::string text;
  const auto heading = [&](std::string_view label) {
    return fmt::format("IOS Keys in SECSH format({}, base64 encoded): {}\n", secsh_name(type), label);
  };
  for (const HostKeyInfo& key : keys) {
    if (key.type != type) continue;
    text += heading(key.label);
    if (type == HostKeyType::rsa) text += fmt::format("Modulus Size : {} bits\n", key.bits);
    text += folded(type_name(key.ssh_blob) + " " + to_base64(key.ssh_blob));
  }
  return text.empty() && type != HostKeyType::ed25519 ? heading("NONE") : text;
}

std::string names(std::string_view what, const std::vector<std::string>& list) {
  return fmt::format("{}:{}\n", what, fmt::join(list, ","));
}

net::Task<Status> show_ip_ssh(Session& session, Match) {
  const Services& services = session.services();
  // Certificates are looked at on the disk.
  const SshFacts facts = co_await services.offload.run([&] { return services.device.ssh(); });
  const std::vector<HostKeyInfo> keys = services.host_keys.list();
  const auto config = services.running.snapshot();
  std::string text = facts.enabled ? "SSH Enabled - version 2.0\n"
                                   : "SSH Disabled - version 2.0\n"
                                     "%Please create RSA keys to enable SSH (of at least 2048 bits).\n";
  text += names("Authentication methods", facts.authentication);
  text += names("Authentication Publickey Algorithms", facts.public_key);
  text += names("Hostkey Algorithms", facts.host_key);
  text += names("Encryption Algorithms", facts.encryption);
  text += names("MAC Algorithms", facts.mac);
  text += names("KEX Algorithms", facts.kex);
  // IOS has no such line: it is there only where it says something.
  if (facts.compression != std::vector<std::string>{"none"})
    text += names("Compression Algorithms", facts.compression);
  text += fmt::format("Authentication timeout: {} secs; Authentication retries: {}\n",
                      config->ssh.negotiation_timeout.count(), config->ssh.authentication_retries);
  text += fmt::format("Minimum expected Diffie Hellman key size : {} bits\n", config->ssh.dh_minimum_bits);
  for (const HostKeyType type : {HostKeyType::rsa, HostKeyType::ec, HostKeyType::ed25519}) {
    text += keys_of(type, keys);
  }
  for (const std::string& certificate : facts.certificates)
    text += fmt::format("Host Certificate: {}\n", certificate);
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_ip_ssh_table() {
  static const CommandTable table{
      action(show_word() / word("ip", "IP services of the device") / word("ssh", "Secure Shell server"))
          .needs(privilege::user)
          .runs(show_ip_ssh),
  };
  return table;
}

}  // namespace ferry::commands
