#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/byte_stream.h"
#include "scp/records.h"

namespace ferry::scp {

/// One event of `debug ip scp`, without prefix: "send <OK>" or "recv C0644 5 a". Null when debugging is off.
/// `outgoing` chooses the arrow.
using Trace = std::function<void(bool outgoing, std::string_view text)>;

/// Both directions of one scp on its stream, on either side: lines, answers and data, each with its line of
/// `debug ip scp`. An error means that the stream is gone. One flow at a time; all that it gets outlives it.
class Dialogue {
 public:
  Dialogue(net::ByteStream& stream, const Trace& trace) : stream_(stream), trace_(trace) {}

  /// The next control line without its LF; nothing at the end of input. Error `invalid`: it is too long.
  net::Task<Result<std::optional<std::string>>> line();
  /// The other side's answer: nothing for OK, or what it complains of; at the end of input the error is
  /// `closed`.
  net::Task<Result<std::optional<ErrorRecord>>> answer();
  /// The first byte of what comes, which stays there; nothing at the end of input.
  net::Task<Result<std::optional<Byte>>> peek();
  /// At least one byte of what comes, and at most `limit`; no pieces at the end of input. Valid until the
  /// next call.
  net::Task<Result<std::span<const Bytes>>> data(std::size_t limit);

  /// The next `data` may wait until so much has come: a hint that saves wake-ups.
  void expect(std::size_t bytes);

  net::Task<Result<void>> acknowledge();
  /// Sends an error record.
  net::Task<Result<void>> complain(std::string text);
  /// Sends a control line.
  net::Task<Result<void>> say(std::string line);

  void trace_in(std::string_view text) const { trace(false, text); }
  void trace_out(std::string_view text) const { trace(true, text); }

 private:
  /// Waits for input if there is none left; false at its end.
  net::Task<Result<bool>> more(std::size_t limit);
  [[nodiscard]] bool take_until_newline(std::string& line);
  void trace(bool outgoing, std::string_view text) const;

  net::ByteStream& stream_;
  const Trace& trace_;
  std::vector<Bytes> unread_;  // not taken yet, of what the stream gave last
  std::size_t next_ = 0;       // the first piece of it that has bytes
  std::vector<Bytes> given_;
};

}  // namespace ferry::scp
