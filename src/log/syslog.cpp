#include "log/syslog.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/bytes.h"

namespace ferry::log {
namespace {

constexpr unsigned severities = 8;
/// RFC 5424 section 7.3.1: after this a sequence number starts again at 1.
constexpr std::uint64_t highest_sequence_id = 2147483647;
/// RFC 5424 section 6: how long a host name and a MSGID may be.
constexpr std::size_t most_host_bytes = 255;
constexpr std::size_t most_id_bytes = 32;
/// RFC 5424 section 6.4: text in UTF-8 says so by a byte order mark.
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

unsigned priority(const Message& message, unsigned facility) {
  return facility * severities + std::to_underlying(message.severity);
}

/// `text` as a header field: printable ASCII without blanks, "-" for nothing.
std::string header_field(std::string_view text, std::size_t most) {
  std::string field{text.substr(0, most)};
  std::erase_if(field, [](char character) { return character <= ' ' || character > '~'; });
  return field.empty() ? "-" : field;
}

/// RFC 3339 with milliseconds, as RFC 5424 section 6.2.3 wants it.
std::string internet_time(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string message_id(const Message& message) {
  if (message.is_debug_output()) return "DEBUG";
  return fmt::format("{}-{}-{}", message.facility, std::to_underlying(message.severity), message.mnemonic);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char character) { return static_cast<Byte>(character) < 0x80; });
}

std::string cut(std::string packet, std::size_t most) {
  if (packet.size() <= most) return packet;
  std::size_t end = most;
  while (end > 0 && (static_cast<Byte>(packet[end]) & 0xc0) == 0x80) --end;
  packet.resize(end);
  return packet;
}

std::string structured_packet(const Message& message, std::uint64_t number, const SyslogFormat& format) {
  const std::string text = content(message);
  const std::uint64_t sequence_id = (number - 1) % highest_sequence_id + 1;
  return fmt::format("<{}>1 {} {} ferry - {} [meta sequenceId=\"{}\"] {}{}",
                     priority(message, format.facility), internet_time(message.time),
                     header_field(format.host, most_host_bytes),
                     header_field(message_id(message), most_id_bytes), sequence_id,
                     is_ascii(text) ? "" : byte_order_mark, text);
}

}  // namespace

std::string syslog_packet(const Message& message, std::uint64_t number, const SyslogFormat& format) {
  if (format.form == SyslogForm::structured) {
    return cut(structured_packet(message, number, format), most_structured_bytes);
  }
  return cut(fmt::format("<{}>{}: {}", priority(message, format.facility), number, message.line),
             most_ios_bytes);
}

std::string octet_counted(std::string_view packet) {
  return fmt::format("{} {}", packet.size(), packet);
}

}  // namespace ferry::log
