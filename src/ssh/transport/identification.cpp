#include "ssh/transport/identification.h"

#include <algorithm>
#include <stdexcept>

#include "ssh/limits.h"

namespace ferry::ssh {
namespace {

constexpr std::string_view prefix = "SSH-";
constexpr std::string_view own_version = "SSH-2.0-";
constexpr std::size_t line_end_size = 2;

bool is_printable_ascii(char c) {
  return c >= ' ' && c <= '~';
}

std::unexpected<Failure> refuse(Fault fault, DisconnectReason reason, std::string message) {
  return std::unexpected(Failure{fault, reason, std::move(message)});
}

std::unexpected<Failure> malformed(std::string message) {
  return refuse(Fault::malformed, DisconnectReason::protocol_error, std::move(message));
}

Result<void> check(std::string_view line) {
  // RFC 4253 section 4.2: null characters must not be sent; other control characters could only fool a log
  // reader.
  const auto control = [](char c) { return static_cast<Byte>(c) < ' ' || c == 0x7f; };
  if (std::ranges::any_of(line, control)) return malformed("control characters in the identification");
  const auto version = line.substr(prefix.size());
  // RFC 4253 section 5.1: 1.99 is a version 2 server that also speaks version 1.
  if (version.starts_with("2.0-") || version.starts_with("1.99-")) return {};
  if (version.find('-') == std::string_view::npos)
    return malformed("the identification has no software version");
  return refuse(Fault::nothing_in_common, DisconnectReason::protocol_version_not_supported,
                "only version 2 of the SSH protocol is supported");
}

}  // namespace

std::string make_identification(std::string_view software) {
  std::string identification{own_version};
  identification += software;
  const bool fits = identification.size() + line_end_size <= longest_identification;
  if (software.empty() || !fits || !std::ranges::all_of(software, is_printable_ascii)) {
    throw std::invalid_argument("the software version cannot stand in an SSH identification");
  }
  return identification;
}

Result<IdentificationReader::Step> IdentificationReader::read(Bytes bytes) {
  Step step;
  for (;;) {
    const std::string_view left = as_text(bytes.subspan(step.consumed));
    const bool ours = left.substr(0, prefix.size()) == prefix.substr(0, std::min(left.size(), prefix.size()));
    const std::size_t most = ours ? longest_identification : longest_line_before_identification;
    const auto end = left.substr(0, most).find('\n');
    if (end == std::string_view::npos) {
      if (!ours && own_role_ == Role::server) return malformed("the peer does not speak SSH");
      if (left.size() >= most) return malformed("the identification is too long");
      return step;
    }
    step.consumed += end + 1;
    auto line = left.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(prefix)) {
      if (const auto checked = check(line); !checked) return std::unexpected(checked.error());
      step.identification = std::string{line};
      return step;
    }
    if (const auto counted = count_other_line(); !counted) return std::unexpected(counted.error());
  }
}

Result<void> IdentificationReader::count_other_line() {
  // RFC 4253 section 4.2: only a server may send other lines first.
  if (own_role_ == Role::server) return malformed("the peer does not speak SSH");
  if (++other_lines_ > most_lines_before_identification)
    return malformed("too many lines before the identification");
  return {};
}

}  // namespace ferry::ssh
