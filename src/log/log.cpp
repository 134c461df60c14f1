#include "log/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace ferry::log {
namespace {

/// At most `max_text_bytes` of what may be shown of `text`, cut between two characters.
std::string one_line(std::string_view text) {
  constexpr std::string_view mark = "...";
  // What is beyond this cannot be shown anyway, so it costs nothing.
  std::string shown = printable(text.substr(0, max_text_bytes + 1));
  if (shown.size() <= max_text_bytes) return shown;
  std::size_t end = max_text_bytes - mark.size();
  while (end > 0 && (static_cast<Byte>(shown[end]) & 0xc0) == 0x80) --end;
  shown.resize(end);
  return shown.append(mark);
}

}  // namespace

std::string content(const Message& message) {
  if (message.is_debug_output()) return message.text;
  return fmt::format("%{}-{}-{}: {}", message.facility, std::to_underlying(message.severity),
                     message.mnemonic, message.text);
}

std::string format(const Message& message, const Format& format) {
  const Stamp& stamp = message.is_debug_output() ? format.debug : format.log;
  const std::string number = format.sequence_numbers ? fmt::format("{:06}: ", message.sequence) : "";
  return number + stamp_text(stamp, {message.time, message.uptime}) + content(message);
}

void Buffer::write(const Message& message) {
  const std::lock_guard lock{mutex_};
  ++count_;
  const std::size_t bytes = message.line.size() + 1;
  if (bytes > capacity_) return;
  make_room(bytes);
  size_ += bytes;
  lines_.push_back(message.line);
}

void Buffer::set_capacity(std::size_t bytes) {
  const std::lock_guard lock{mutex_};
  capacity_ = bytes;
  make_room(0);
}

std::size_t Buffer::capacity() const {
  const std::lock_guard lock{mutex_};
  return capacity_;
}

std::vector<std::string> Buffer::lines() const {
  const std::lock_guard lock{mutex_};
  return {lines_.begin(), lines_.end()};
}

void Buffer::clear() {
  const std::lock_guard lock{mutex_};
  lines_.clear();
  size_ = 0;
}

std::uint64_t Buffer::count() const {
  const std::lock_guard lock{mutex_};
  return count_;
}

/// Drops the oldest lines until `bytes` more fit.
void Buffer::make_room(std::size_t bytes) {
  while (!lines_.empty() && size_ + bytes > capacity_) {
    size_ -= lines_.front().size() + 1;
    lines_.pop_front();
  }
}

void Log::add(Sink& sink, Level level) {
  const std::lock_guard lock{mutex_};
  sinks_.push_back({&sink, level});
}

void Log::remove(Sink& sink) {
  const std::lock_guard lock{mutex_};
  std::erase_if(sinks_, [&](const Entry& entry) { return entry.sink == &sink; });
}

void Log::set_level(Sink& sink, Level level) {
  const std::lock_guard lock{mutex_};
  for (Entry& entry : sinks_) {
    if (entry.sink == &sink) entry.level = level;
  }
}

void Log::set_format(const Format& format) {
  const std::lock_guard lock{mutex_};
  format_ = format;
}

void Log::write(std::string facility, Severity severity, std::string mnemonic, std::string text) {
  Message message;
  message.facility = std::move(facility);
  message.severity = severity;
  message.mnemonic = std::move(mnemonic);
  message.text = one_line(text);
  hand_out(std::move(message));
}

void Log::debug(std::string text) {
  Message message;
  message.severity = Severity::debugging;
  message.text = one_line(text);
  hand_out(std::move(message));
}

void Log::hand_out(Message message) {
  const std::lock_guard lock{mutex_};
  message.time = now();
  message.uptime = clock_.now() - started_;
  message.sequence = ++sequence_;
  message.line = format(message, format_);
  for (const Entry& entry : sinks_) {
    if (entry.level && message.severity <= *entry.level) entry.sink->write(message);
  }
}

}  // namespace ferry::log
