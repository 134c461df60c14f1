#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace ferry::terminal {

/// The last lines that somebody typed, oldest first, and where ^P and ^N stand in them.
class History {
 public:
  explicit History(std::size_t size = 10) : size_(size) {}

  /// Shorter than before: the oldest go. 0 keeps nothing.
  void resize(std::size_t size);
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Lines for which this holds are never kept, because they have secrets in them.
  void withhold(bool (*is_secret)(std::string_view)) { is_secret_ = is_secret; }
  /// Blank lines and repetitions of the newest line are not kept. Also goes back to the newest.
  void add(std::string_view line);
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

  /// The line before the one shown now; `current` is what is being typed and comes back with `next`. Nothing
  /// at the oldest.
  [[nodiscard]] std::optional<std::string> previous(std::string_view current);
  /// The line after the one shown now, at last what was being typed. Nothing behind that.
  [[nodiscard]] std::optional<std::string> next();

 private:
  std::size_t size_;
  bool (*is_secret_)(std::string_view) = nullptr;
  std::deque<std::string> lines_;
  std::size_t position_ = 0;  // lines_.size(): at what is being typed
  std::string typed_;
};

}  // namespace ferry::terminal
