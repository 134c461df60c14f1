#include "log/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "log/calendar.h"

namespace ferry::log {
namespace {

std::string time_stamp(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  return fmt::format("*{} {:2} {:02}:{:02}:{:02}.{:03}", month_name(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

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

std::string format(const Message& message) {
  const auto stamp = time_stamp(message.time);
  if (message.facility.empty()) return fmt::format("{}: {}", stamp, message.text);
  return fmt::format("{}: %{}-{}-{}: {}", stamp, message.facility, std::to_underlying(message.severity),
                     message.mnemonic, message.text);
}

void Buffer::write(const Message& message) {
  std::string line = format(message);
  const std::lock_guard lock{mutex_};
  ++count_;
  const std::size_t bytes = line.size() + 1;
  if (bytes > capacity_) return;
  make_room(bytes);
  size_ += bytes;
  lines_.push_back(std::move(line));
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

void Log::add(Sink& sink, Severity level) {
  const std::lock_guard lock{mutex_};
  sinks_.push_back({&sink, level});
}

void Log::remove(Sink& sink) {
  const std::lock_guard lock{mutex_};
  std::erase_if(sinks_, [&](const Entry& entry) { return entry.sink == &sink; });
}

void Log::set_level(Sink& sink, Severity level) {
  const std::lock_guard lock{mutex_};
  for (Entry& entry : sinks_) {
    if (entry.sink == &sink) entry.level = level;
  }
}

void Log::write(std::string facility, Severity severity, std::string mnemonic, std::string text) {
  hand_out({.facility = std::move(facility),
            .severity = severity,
            .mnemonic = std::move(mnemonic),
            .text = one_line(text),
            .time = now()});
}

void Log::debug(std::string text) {
  Message message;
  message.severity = Severity::debugging;
  message.text = one_line(text);
  message.time = now();
  hand_out(message);
}

void Log::hand_out(const Message& message) {
  const std::lock_guard lock{mutex_};
  for (const Entry& entry : sinks_) {
    if (message.severity <= entry.level) entry.sink->write(message);
  }
}

}  // namespace ferry::log
