#include <fmt/format.h>

#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::SshConfig;

EditResult set_dh_size(Edit& edit, const Match& match) {
  for (const unsigned bits : {2048U, 4096U}) {
    if (match.has(fmt::format("{}", bits))) edit.config.ssh.dh_minimum_bits = bits;
  }
  return {};
}

EditResult clear_dh_size(Edit& edit, const Match&) {
  edit.config.ssh.dh_minimum_bits = SshConfig{}.dh_minimum_bits;
  return {};
}

void show_dh_size(const Config& config, Lines& lines) {
  if (config.ssh.dh_minimum_bits == SshConfig{}.dh_minimum_bits) return;
  lines.add(fmt::format("ip ssh dh min size {}", config.ssh.dh_minimum_bits));
}

EditResult set_version(Edit& edit, const Match&) {
  edit.config.ssh.version_2 = true;
  return {};
}

EditResult clear_version(Edit& edit, const Match&) {
  edit.config.ssh.version_2 = false;
  return {};
}

}  // namespace

const CommandTable& ip_ssh_table() {
  static const CommandTable table{
      setting(ip_ssh_words() / word("time-out", "How long a client may take to log in") /
              number(1, 120, "Seconds"))
          .stored_at(&Config::ssh, &SshConfig::negotiation_timeout)
          .examples({"ip ssh time-out 60", "ip ssh time-out 1"}),
      setting(ip_ssh_words() / word("authentication-retries", "How often a client may try to log in again") /
              number(0, 5, "Number of retries"))
          .stored_at(&Config::ssh, &SshConfig::authentication_retries)
          .examples({"ip ssh authentication-retries 5", "ip ssh authentication-retries 0"}),
      setting(ip_ssh_words() / word("version", "Protocol version") /
              number(2, 2, "Version 2 is the only one"))
          .sets(set_version)
          .clears(clear_version)
          .shows([](const Config& config, Lines& lines) {
            if (config.ssh.version_2) lines.add("ip ssh version 2");
          })
          .examples({"ip ssh version 2"}),
      setting(ip_ssh_words() / word("dh", "Diffie-Hellman key exchange") / word("min", "Smallest group") /
              word("size", "Size of its modulus") /
              one_of(word("2048", "2048 bits"), word("4096", "4096 bits")))
          .sets(set_dh_size)
          .clears(clear_dh_size)
          .shows(show_dh_size)
          .examples({"ip ssh dh min size 4096"}),
  };
  return table;
}

}  // namespace ferry::commands
