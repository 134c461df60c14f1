#include "workstation/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ferry::workstation {
namespace {

constexpr std::size_t shortest_bar = 10;
constexpr std::size_t longest_bar = 40;
constexpr std::size_t shortest_name = 8;
constexpr std::size_t longest_name = 32;

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t width_of(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

/// The first `columns` characters, and never half of one; a cut is marked.
std::string fitted(std::string text, std::size_t columns) {
  if (width_of(text) <= columns) return text + std::string(columns - width_of(text), ' ');
  if (columns == 0) return {};
  std::size_t kept = 0, end = 0;
  while (end < text.size()) {
    if (!continues_character(text[end]) && ++kept == columns) break;
    ++end;
  }
  return text.substr(0, end) + "~";
}

double rate_of(const CopyState& state) {
  if (state.recent_rate && !state.is_finished) return *state.recent_rate;
  const double seconds = std::chrono::duration<double>(state.elapsed).count();
  const auto moved = static_cast<double>(state.done - std::min(state.done, state.resumed_at));
  return seconds > 0 ? moved / seconds : 0;
}

std::string time_of(const CopyState& state, double rate) {
  if (state.is_finished) return human_time(std::chrono::round<std::chrono::seconds>(state.elapsed));
  constexpr double longest = 99 * 3600.0;
  if (!state.total || rate <= 0) return "--:--";
  const double left = static_cast<double>(*state.total - std::min(state.done, *state.total)) / rate;
  return left < longest ? human_time(std::chrono::seconds{static_cast<long>(left + 0.5)}) : "--:--";
}

std::string percent_of(const CopyState& state) {
  if (!state.total) return "    ";
  if (*state.total == 0) return "100%";
  const double share = static_cast<double>(state.done) / static_cast<double>(*state.total);
  return fmt::format("{:3}%", std::min(100, static_cast<int>(share * 100)));
}

std::string bar_of(const CopyState& state, std::size_t columns) {
  const std::size_t room = columns - 2;
  double share = 1;
  if (*state.total > 0) share = static_cast<double>(state.done) / static_cast<double>(*state.total);
  const auto filled = std::min(room, static_cast<std::size_t>(share * static_cast<double>(room)));
  std::string bar(filled, '=');
  if (filled > 0 && filled < room) bar.back() = '>';
  return fmt::format("[{:<{}}]", bar, room);
}

}  // namespace

std::string human_size(double bytes) {
  static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  if (unit == 0 || bytes >= 99.95) return fmt::format("{:.0f} {}", bytes, units[unit]);
  return fmt::format("{:.1f} {}", bytes, units[unit]);
}

std::string human_time(std::chrono::seconds time) {
  const auto hours = time.count() / 3600, minutes = time.count() / 60 % 60, seconds = time.count() % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, seconds);
  return fmt::format("{}:{:02}", minutes, seconds);
}

std::string progress_line(const CopyState& state, std::size_t columns) {
  const double rate = rate_of(state);
  const std::string percent = percent_of(state);
  const std::string size = fmt::format("{:>9}", human_size(static_cast<double>(state.done)));
  const std::string speed = fmt::format("{:>11}", human_size(rate) + "/s");
  const std::string time = fmt::format("{:>7}", time_of(state, rate));

  const std::size_t least = shortest_name + 1 + percent.size() + 1 + size.size() + 1 + time.size();
  if (columns < least) return fitted(percent + size + time, columns);
  std::size_t left = columns - least;
  const bool has_speed = left > speed.size();
  if (has_speed) left -= speed.size() + 1;
  const std::size_t more_name = std::min(left, longest_name - shortest_name) / 2;
  const bool has_bar = state.total && left - more_name > shortest_bar;
  const std::size_t bar = has_bar ? std::min(longest_bar, left - more_name - 1) : 0;
  const std::size_t name =
      shortest_name + (has_bar ? more_name : std::min(left, longest_name - shortest_name));

  std::string line = fitted(state.name, name) + " " + percent + " ";
  if (has_bar) line += bar_of(state, bar) + " ";
  line += size + " ";
  if (has_speed) line += speed + " ";
  return line + time;
}

}  // namespace ferry::workstation
