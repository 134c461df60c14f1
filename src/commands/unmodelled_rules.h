#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ferry::commands {

/// What is known about lines that begin with certain words although the router does not know what they mean:
/// as much as it takes to keep, replace and remove them as IOS does.
struct UnmodelledRule {
  enum class Kind : std::uint8_t {
    line,
    section,      // lines below belong to it, and it has a prompt
    hexadecimal,  // a text up to "quit" belongs to it
    macro,        // a text up to "@" belongs to it
  };
  /// Which part of a line says which line it is: one that says the same takes its place.
  enum class Naming : std::uint8_t {
    whole,           // every line is one of its own
    words,           // the words of the rule: the setting stands there once
    one_name,        // the words and one word behind them: "interface Loopback0"
    two_names,       // "router bgp 65000"
    last_word,       // "class-map match-any NAME"
    without_action,  // "route-map NAME permit 10": the name and the number
  };
  /// What `no` leaves where there is nothing that it could remove.
  enum class Negation : std::uint8_t {
    kept,    // "no ip redirects" is a setting, too
    silent,  // nothing
    shown,   // the same, and also when the words of the rule alone have removed something
  };
  /// Where in the running configuration lines of the top level stand: in front of `ip ssh`, in front of the
  /// banners, or behind the lines that people log in on.
  enum class Part : std::uint8_t { before_ssh, before_banners, behind_lines };

  std::string_view words = {};  // "neighbor * remote-as"; a star is any word
  Kind kind = Kind::line;
  Naming naming = Naming::whole;
  Negation negation = Negation::kept;
  Part part = Part::before_banners;
  /// The words that the section begins with that it belongs to; empty: any.
  std::string_view within = {};
  std::string_view prompt = {};   // of a section: "config-if"
  std::string_view closing = {};  // the line behind a section: "exit-address-family"
  bool is_numbered = false;       // lines below may begin with their number
};

/// Lines of the top level in the order in which they are shown.
[[nodiscard]] std::span<const UnmodelledRule> global_rules();
/// Lines that belong into sections.
[[nodiscard]] std::span<const UnmodelledRule> section_rules();

/// How many bytes of `line` the words of a rule are; nothing if it does not begin so.
[[nodiscard]] std::optional<std::size_t> matched(std::string_view words, std::string_view line);

/// The rule with the most words that `line` begins with; null if there is none.
[[nodiscard]] const UnmodelledRule* global_rule(std::string_view line);
/// The same below a line that reads `parent`.
[[nodiscard]] const UnmodelledRule* section_rule(std::string_view parent, std::string_view line);

/// What tells `line` from the others beside it. `rule` may be null.
[[nodiscard]] std::string key_of(const UnmodelledRule* rule, std::string_view line);

/// `line` with the words of a rule spelled out, if it begins with beginnings of the words of one rule alone:
/// "shutdown" for "shut". `parent` is the line above it, or empty on the top level.
[[nodiscard]] std::string spelled_out(std::string_view parent, std::string_view line);

/// Where lines of `rule`, which may be null, stand on the top level: groups follow each other.
[[nodiscard]] std::uint32_t group_of(const UnmodelledRule* rule);
inline constexpr std::uint32_t group_of_negations = 0;
inline constexpr std::uint32_t group_of_unknown = 1;
/// Behind the last one.
inline constexpr std::uint32_t every_group = std::numeric_limits<std::uint32_t>::max();
/// The first group of a part; the part before it ends there.
[[nodiscard]] std::uint32_t first_group(UnmodelledRule::Part part);
/// The rule of a group of the top level; null for the first two.
[[nodiscard]] const UnmodelledRule* rule_of_group(std::uint32_t group);

}  // namespace ferry::commands
