#include <fmt/format.h>

#include <optional>
#include <string>

#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::SshConfig;

constexpr std::uint32_t smallest_bulk_window = 131072;

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
  if (config.ssh.dh_minimum_bits == SshConfig{}.dh_minimum_bits && !lines.shows_defaults()) return;
  lines.add(fmt::format("ip ssh dh min size {}", config.ssh.dh_minimum_bits));
}

/// A value that need not be set; `untold` is that of the line without a number.
template <class Value>
Command optional_value(Path path, std::optional<Value> SshConfig::* member, Value untold = {}) {
  const std::string keywords = path.keywords();
  return setting(std::move(path))
      .sets([=](Edit& edit, const Match& match) -> EditResult {
        const MatchedWord* const typed = match.value();
        edit.config.ssh.*member = typed == nullptr ? untold : static_cast<Value>(typed->number);
        return {};
      })
      .clears([=](Edit& edit, const Match&) -> EditResult {
        edit.config.ssh.*member = std::nullopt;
        return {};
      })
      .shows([=](const Config& config, Lines& lines) {
        const auto set = config.ssh.*member;
        if (set) lines.add(fmt::format("{} {}", keywords, write_value(*set)));
      });
}

template <class Value>
Command rekey(std::string spelling, std::string help, Path value, std::optional<Value> SshConfig::* member) {
  return optional_value(ip_ssh_words() / word("rekey", "When the keys of a session are changed") /
                            word(std::move(spelling), std::move(help)) / std::move(value),
                        member);
}

EditResult set_version(Edit& edit, const Match& match) {
  if (match.value()->number == 1)
    return complain("% SSH version 1 can be broken, and is not supported: 2 is the only one.");
  edit.config.ssh.version_2 = true;
  return {};
}

EditResult clear_version(Edit& edit, const Match&) {
  edit.config.ssh.version_2 = false;
  return {};
}

Command protocol_version() {
  return setting(ip_ssh_words() / word("version", "Protocol version") /
                 number(1, 2, "Version 2 is the only one"))
      .sets(set_version)
      .clears(clear_version)
      .shows([](const Config& config, Lines& lines) {
        if (config.ssh.version_2) lines.add("ip ssh version 2");
      })
      .examples({"ip ssh version 2"});
}

Command smallest_group() {
  return setting(ip_ssh_words() / word("dh", "Diffie-Hellman key exchange") / word("min", "Smallest group") /
                 word("size", "Size of its modulus") /
                 one_of(word("2048", "2048 bits"), word("4096", "4096 bits")))
      .sets(set_dh_size)
      .clears(clear_dh_size)
      .shows(show_dh_size)
      .examples({"ip ssh dh min size 4096"});
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
      setting(ip_ssh_words() / word("maxstartups", "How many clients may be logging in at once") /
              number(2, 128, "Number of sessions"))
          .stored_at(&Config::ssh, &SshConfig::max_startups)
          .examples({"ip ssh maxstartups 10", "ip ssh maxstartups 128"}),
      rekey("time", "After some time", number(10, 1440, "Minutes"), &SshConfig::rekey_time)
          .examples({"ip ssh rekey time 60", "no ip ssh rekey time"}),
      rekey("volume", "After so many bytes", number(100, 4194303, "Kilobytes"), &SshConfig::rekey_kilobytes)
          .examples({"ip ssh rekey volume 1048576", "no ip ssh rekey volume"}),
      optional_value(ip_ssh_words() /
                         word("window-size", "How much the other side may send ahead on a channel") /
                         number(1, 131072, "Bytes"),
                     &SshConfig::window_size)
          .examples({"ip ssh window-size 65536", "no ip ssh window-size"}),
      optional_value(
          ip_ssh_words() / word("bulk-mode", "Larger windows, for lines with long round trips") /
              maybe(number(smallest_bulk_window, 1073741824, "Bytes; 32 MB are the most that are used")),
          &SshConfig::bulk_mode, smallest_bulk_window)
          .examples({"ip ssh bulk-mode", "ip ssh bulk-mode 2097152", "no ip ssh bulk-mode"}),
      setting(ip_ssh_words() / word("logging", "What the log says about SSH") /
              word("events", "How sessions begin and end"))
          .stored_at(&Config::ssh, &SshConfig::log_events)
          .examples({"ip ssh logging events", "no ip ssh logging events"}),
      protocol_version(),
      smallest_group(),
  };
  return table;
}

}  // namespace ferry::commands
