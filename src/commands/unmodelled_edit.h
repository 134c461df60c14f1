#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "cli/edit.h"
#include "commands/unmodelled_rules.h"
#include "config/unmodelled.h"

namespace ferry::commands {

/// More is no configuration of a device: the largest that are known have a tenth of it.
inline constexpr std::size_t most_unmodelled_lines = 200'000;
/// As much as a file may have that is copied to the running configuration.
inline constexpr std::size_t most_unmodelled_bytes = std::size_t{16} << 20;
/// Sections in sections: IOS has four levels (router, address family, topology, interface).
inline constexpr std::size_t deepest_unmodelled = 8;

/// A line that was kept: what it is found by, and what is known about it.
struct KeptLine {
  std::string key;  // empty: the line took back another one and left no trace
  const UnmodelledRule* rule = nullptr;
};

/// The lines of one section while they are changed. Borrows them for as long as it lives.
class UnmodelledSection {
 public:
  /// `parent` is the line above; empty on the top level. `size` is kept up to date.
  UnmodelledSection(config::UnmodelledLines& lines, std::string_view parent, config::UnmodelledSize& size)
      : lines_(lines), parent_(parent), size_(size) {}

  /// A line as it was typed, in full: with `no` or `default` in front it removes.
  std::expected<KeptLine, cli::Complaint> enter(std::string_view line);
  /// A line with the block that belongs to it.
  std::expected<KeptLine, cli::Complaint> enter_block(std::string_view line, std::vector<std::string> block);
  /// Whether a line is kept here that `line`, without its `no`, means.
  [[nodiscard]] bool has(std::string_view line) const;

 private:
  using Entered = std::expected<KeptLine, cli::Complaint>;

  [[nodiscard]] const UnmodelledRule* rule_for(std::string_view line) const;
  Entered put(std::string_view line);
  Entered put_entry(std::string_view line);
  void number_entries();
  Entered negate(std::string_view line);
  Entered restore(std::string_view line);
  Entered store(std::string key, const UnmodelledRule* rule, std::string_view text, std::uint32_t group);
  Entered keep_negation(const UnmodelledRule* rule, std::string_view line);
  bool remove(std::string_view key);
  bool remove_meant(const UnmodelledRule* rule, std::string_view line);
  bool remove_numbered(std::string_view line);
  [[nodiscard]] bool is_numbered() const;

  config::UnmodelledLines& lines_;
  std::string_view parent_;
  config::UnmodelledSize& size_;
};

/// `line` with abbreviations of what is known spelled out, also behind `no` and `default`. `parent` as above.
[[nodiscard]] std::string in_full(std::string_view parent, std::string_view line);
/// `line` without the `no` or `default` in front of it.
[[nodiscard]] std::string_view without_negation(std::string_view line);

}  // namespace ferry::commands
