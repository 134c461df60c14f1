#pragma once

#include <string>
#include <string_view>

namespace ferry::cli {

/// Configuration text being written, line by line.
class Lines {
 public:
  /// Whether settings that have their default are written, too.
  enum class Defaults { left_out, shown };
  explicit Lines(Defaults defaults = Defaults::left_out) : defaults_(defaults) {}
  [[nodiscard]] bool shows_defaults() const { return defaults_ == Defaults::shown; }

  void add(std::string_view line) {
    text_ += line;
    text_ += '\n';
  }
  /// A "!" between groups of lines, unless one stands there already.
  void separate() {
    if (text_ != "!\n" && !text_.ends_with("\n!\n")) text_ += "!\n";
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  Defaults defaults_;
  std::string text_;
};

}  // namespace ferry::cli
