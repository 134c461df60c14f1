#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace ferry::log {

/// RFC 5424 section 6.2.1, the numbers of IOS.
enum class Severity : std::uint8_t {
  emergencies,
  alerts,
  critical,
  errors,
  warnings,
  notifications,
  informational,
  debugging
};

/// One log message: "%SYS-5-CONFIG_I: Configured from ...". A debug line has no facility and no mnemonic and
/// is shown as its text alone.
struct Message {
  std::string facility;  // "SYS"
  Severity severity = Severity::informational;
  std::string mnemonic;  // "CONFIG_I"
  std::string text;      // one line, printable
  WallTime time{};
};

/// Longer texts are cut and end in "...": no peer can fill the buffer with one line.
inline constexpr std::size_t max_text_bytes = 1024;

/// "*Nov 23 10:11:12.345: %SYS-5-CONFIG_I: text" in UTC, without a line end. The asterisk is the IOS mark of
/// a clock that nobody vouches for: our time is the machine's, and whether that one is set right is not ours
/// to know.
[[nodiscard]] std::string format(const Message& message);

/// Where messages go to. Called under the log's lock: be quick and do not log.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(const Message& message) = 0;
};

/// `logging buffered`: the newest messages, at most so many bytes of formatted text. Thread-safe by the Log's
/// lock.
class Buffer final : public Sink {
 public:
  explicit Buffer(std::size_t capacity) : capacity_(capacity) {}
  void write(const Message& message) override;
  void set_capacity(std::size_t bytes);
  [[nodiscard]] std::size_t capacity() const;
  [[nodiscard]] std::vector<std::string> lines() const;
  void clear();
  /// How many messages have ever been written.
  [[nodiscard]] std::uint64_t count() const;

 private:
  void make_room(std::size_t bytes);

  mutable std::mutex mutex_;
  std::size_t capacity_;
  std::size_t size_ = 0;
  std::uint64_t count_ = 0;
  std::deque<std::string> lines_;
};

/// The log of one device: stamps messages with the time and hands them to every sink whose level lets them
/// through. Safe to use from any thread.
class Log {
 public:
  explicit Log(const Clock& clock) : clock_(clock) {}

  /// Adds a sink for messages of `level` and more severe ones. The sink must outlive the log or be removed.
  void add(Sink& sink, Severity level);
  void remove(Sink& sink);
  void set_level(Sink& sink, Severity level);

  /// Control characters of `text` are shown as `\xNN`, so that a message is always one line.
  void write(std::string facility, Severity severity, std::string mnemonic, std::string text);
  /// A line of debug output, "SCP: [22 -> 10.1.1.2:61656] send <OK>".
  void debug(std::string text);
  /// The time that the next message would bear.
  [[nodiscard]] WallTime now() const { return clock_.wall_now(); }

 private:
  struct Entry {
    Sink* sink;
    Severity level;
  };
  void hand_out(const Message& message);

  const Clock& clock_;
  std::mutex mutex_;
  std::vector<Entry> sinks_;
};

}  // namespace ferry::log
