#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferry::config {

/// A value that copies hold together until one of them changes it, so that a copy costs as much as a pointer.
/// Copies may be read on several threads; one copy belongs to one thread at a time, like any value.
template <class Value>
class CopyOnWrite {
 public:
  [[nodiscard]] const Value& read() const {
    static const Value none{};
    return value_ ? *value_ : none;
  }
  /// The value, for this copy alone. Valid until this copy is copied or assigned to.
  [[nodiscard]] Value& write() {
    if (!value_) {
      value_ = std::make_shared<Value>();
    } else if (!is_alone()) {
      value_ = std::make_shared<Value>(*value_);
    }
    return *value_;
  }
  bool operator==(const CopyOnWrite& other) const { return value_ == other.value_ || read() == other.read(); }

 private:
  // To count by taking part, and not only to look, orders this behind what the others did before they let go.
  [[nodiscard]] bool is_alone() const {
    const std::shared_ptr<Value> together = value_;
    return together.use_count() == 2;
  }

  std::shared_ptr<Value> value_;
};

class UnmodelledLines;

/// A line that no command knows, with what belongs to it.
struct UnmodelledLine {
  std::string text;  // without its indentation
  /// The rest of a text of several lines, such as a certificate, as it is shown.
  std::vector<std::string> block = {};
  /// The line behind those below, such as "exit-address-family"; empty: none.
  std::string closing = {};
  CopyOnWrite<UnmodelledLines> below = {};

  bool operator==(const UnmodelledLine&) const = default;
};

/// The lines of one section in their order, each under a key that no other one has: mostly its text, and for
/// a setting that stands there once only the words in front of its value.
class UnmodelledLines {
 public:
  /// Where a line stands among the others.
  struct Place {
    std::uint32_t group = 0;
    std::uint64_t number = 0;
    bool is_counted = true;  // the number was not typed: those that were typed come first
    auto operator<=>(const Place&) const = default;
  };
  using InOrder = std::map<Place, UnmodelledLine>;

  [[nodiscard]] const UnmodelledLine* find(std::string_view key) const;
  [[nodiscard]] UnmodelledLine* find(std::string_view key);
  /// The line under `key`, where it stands, or a new one: by `number`, or else as the last of its group.
  UnmodelledLine& put(std::string key, std::uint32_t group, std::optional<std::uint64_t> number = {});
  /// False if there was none.
  bool erase(std::string_view key);
  /// The keys that begin with `beginning`.
  [[nodiscard]] std::vector<std::string> keys(std::string_view beginning) const;
  void clear() { *this = UnmodelledLines{}; }

  [[nodiscard]] const InOrder& in_order() const { return lines_; }
  [[nodiscard]] bool empty() const { return lines_.empty(); }

  /// The same lines in the same order, whatever their keys and numbers.
  bool operator==(const UnmodelledLines& other) const;

 private:
  InOrder lines_;
  std::map<std::string, Place, std::less<>> places_;
};

/// How much of something there is.
struct UnmodelledSize {
  std::size_t lines = 0;
  std::size_t bytes = 0;
  UnmodelledSize& operator+=(const UnmodelledSize& other);
  UnmodelledSize& operator-=(const UnmodelledSize& other);
  bool operator==(const UnmodelledSize&) const = default;
};
/// Of a line with everything that belongs to it.
[[nodiscard]] UnmodelledSize size_of(const UnmodelledLine& line);
[[nodiscard]] UnmodelledSize size_of(const UnmodelledLines& lines);

/// What the router keeps without knowing what it means.
struct Unmodelled {
  bool accepted = false;  // platform accept-unmodelled
  CopyOnWrite<UnmodelledLines> lines;
  UnmodelledSize size;  // of all `lines`
  bool operator==(const Unmodelled& other) const {
    return accepted == other.accepted && lines == other.lines;
  }
};

}  // namespace ferry::config
