#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <string>
#include <vector>

#include "cli/match.h"

namespace ferry::cli {

// How the value of a plain setting is read from a match and written back, by its type.

inline void read_value(const Match&, bool& value) {
  value = true;
}

template <std::unsigned_integral Number>
void read_value(const Match& match, Number& value) {
  value = static_cast<Number>(match.value()->number);
}

inline void read_value(const Match& match, std::chrono::seconds& value) {
  value = std::chrono::seconds{match.value()->number};
}

inline void read_value(const Match& match, std::chrono::minutes& value) {
  value = std::chrono::minutes{match.value()->number};
}

inline void read_value(const Match& match, std::string& value) {
  value = match.value()->text;
}

/// In the order of typing; a name that stands there twice counts where it stands first.
inline void read_value(const Match& match, std::vector<std::string>& value) {
  value.clear();
  for (std::string& name : match.texts(match.value()->name)) {
    if (std::ranges::find(value, name) == value.end()) value.push_back(std::move(name));
  }
}

template <std::unsigned_integral Number>
std::string write_value(Number value) {
  return fmt::format("{}", value);
}

inline std::string write_value(std::chrono::seconds value) {
  return fmt::format("{}", value.count());
}
inline std::string write_value(std::chrono::minutes value) {
  return fmt::format("{}", value.count());
}
inline std::string write_value(const std::string& value) {
  return value;
}
inline std::string write_value(const std::vector<std::string>& value) {
  return fmt::format("{}", fmt::join(value, " "));
}

}  // namespace ferry::cli
