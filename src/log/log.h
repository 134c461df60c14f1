#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "log/stamp.h"

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
  Duration uptime{};           // of the device, when it was logged
  std::uint64_t sequence = 0;  // from 1, over all messages of the device
  std::string line;            // for screens, without a line end: what the Log made of it when it was logged

  [[nodiscard]] bool is_debug_output() const { return facility.empty(); }
};

/// How the lines for screens look: `service timestamps` and `service sequence-numbers`.
struct Format {
  Stamp log = {}, debug = {};
  bool sequence_numbers = false;
  bool operator==(const Format&) const = default;
};

/// Longer texts are cut and end in "...": no peer can fill the buffer with one line.
inline constexpr std::size_t max_text_bytes = 1024;

/// "%SYS-5-CONFIG_I: text", or a debug line's text alone.
[[nodiscard]] std::string content(const Message& message);
/// "000123: *Nov 23 10:11:12.345: %SYS-5-CONFIG_I: text", without a line end.
[[nodiscard]] std::string format(const Message& message, const Format& format = {});

/// Where messages go to. Called under the log's lock: be quick and do not log.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(const Message& message) = 0;
};

/// `logging buffered`: the newest lines, at most so many bytes of them. Safe to use from any thread.
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

/// The messages that a sink takes: those of this severity and more severe ones. Nothing: none.
using Level = std::optional<Severity>;

/// The log of one device: numbers messages, stamps them with the time and hands them to every sink whose
/// level lets them through. Safe to use from any thread.
class Log {
 public:
  /// The device's uptime counts from now.
  explicit Log(const Clock& clock) : clock_(clock), started_(clock.now()) {}

  /// The sink must outlive the log or be removed.
  void add(Sink& sink, Level level);
  void remove(Sink& sink);
  void set_level(Sink& sink, Level level);
  /// For what is logged from now on.
  void set_format(const Format& format);

  /// Control characters of `text` are shown as `\xNN`, so that a message is always one line.
  void write(std::string facility, Severity severity, std::string mnemonic, std::string text);
  /// A line of debug output, "SCP: [22 -> 10.1.1.2:61656] send <OK>".
  void debug(std::string text);
  /// The time that the next message would bear.
  [[nodiscard]] WallTime now() const { return clock_.wall_now(); }

 private:
  struct Entry {
    Sink* sink;
    Level level;
  };
  void hand_out(Message message);

  const Clock& clock_;
  TimePoint started_;
  std::mutex mutex_;
  Format format_;
  std::uint64_t sequence_ = 0;
  std::vector<Entry> sinks_;
};

}  // namespace ferry::log
