#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "log/log.h"

/// Messages as syslog servers get them.
namespace ferry::log {

/// The two forms of a message on the wire.
enum class SyslogForm : std::uint8_t {
  ios,         // RFC 3164 as IOS devices put it: "<189>234: *Sep 13 09:17:32.535: %SYS-5-CONFIG_I: text"
  structured,  // RFC 5424: "<189>1 2026-09-13T09:17:32.535Z R1 ferry - SYS-5-CONFIG_I [...] text"
};

struct SyslogFormat {
  SyslogForm form = SyslogForm::ios;
  unsigned facility = 23;  // RFC 5424 section 6.2.1: local7
  std::string host = {};   // this device, for the structured form
};

/// RFC 3164 section 4.1: a packet is at most this long.
inline constexpr std::size_t most_ios_bytes = 1024;
/// RFC 5424 section 6.1: what every receiver should be able to take.
inline constexpr std::size_t most_structured_bytes = 2048;

/// One message, without a frame. `number` counts the messages to the syslog servers. What is longer than the
/// form allows is cut between two characters.
[[nodiscard]] std::string syslog_packet(const Message& message, std::uint64_t number,
                                        const SyslogFormat& format);

/// RFC 6587 section 3.4.1, octet counting: how a message stands in a stream of bytes.
[[nodiscard]] std::string octet_counted(std::string_view packet);

}  // namespace ferry::log
