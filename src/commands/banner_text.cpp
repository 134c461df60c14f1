#include "commands/banner_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "commands/line_settings.h"

namespace ferry::commands {
namespace {

using config::Config;

std::string value_of(std::string_view token, const Config& config, LineId line) {
  if (token == "hostname") return config.hostname;
  if (token == "domain") return config.domain_name;
  if (token == "line") return fmt::format("{}", line.absolute());
  // Lines have no description of their own.
  if (token == "line-desc") return {};
  return fmt::format("$({})", token);
}

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return lower;
}

/// What tools look for in everything that they are shown, in lower case, and what they make of it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> alarming{
    {{"denied", "a refused login"},
     {"sorry", "a refused login"},
     {"login failed", "a refused login"},
     {"login invalid", "a refused login"},
     {"bad secret", "a refused login"},
     {"bad passwords", "a refused login"},
     {"authorization failed", "a refused command"},
     {"connection timed out", "a lost connection"},
     {"invalid input", "a refused command"},
     {"incomplete command", "a refused command"},
     {"ambiguous command", "a refused command"},
     {"error:", "an error"},
     {"% error", "an error"},
     {"%error", "an error"},
     {" not found", "an error"}}};

bool ends_like_password_prompt(std::string_view text) {
  return std::ranges::any_of(
      lines(text), [](std::string_view line) { return lower_case(trim(line)).ends_with("password:"); });
}

}  // namespace

std::string banner_text(std::string_view banner, const Config& config, LineId line) {
  constexpr std::string_view opening = "$(";
  std::string text;
  while (!banner.empty()) {
    const std::size_t start = banner.find(opening);
    const std::size_t end = start == std::string_view::npos ? start : banner.find(')', start);
    if (end == std::string_view::npos) break;
    text += banner.substr(0, start);
    text += value_of(banner.substr(start + opening.size(), end - start - opening.size()), config, line);
    banner.remove_prefix(end + 1);
  }
  text += banner;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text;
}

std::string greeting(const Config& config, LineId line) {
  const config::LineVty& settings = line_settings(config, line);
  // `no exec-banner` hides both, `no motd-banner` the one.
  if (!settings.exec_banner) return {};
  std::string text;
  if (settings.motd_banner) text += banner_text(config.banners.motd, config, line);
  return text + banner_text(config.banners.exec, config, line);
}

std::vector<std::string> banner_warnings(std::string_view banner) {
  constexpr std::string_view pattern = "Warning: network tools may take {} in the banner for {}.";
  std::vector<std::string> warnings;
  const auto warn = [&](std::string_view what, std::string_view meaning) {
    warnings.push_back(fmt::format(pattern, what, meaning));
  };
  for (const char sign : {'#', '>'}) {
    if (banner.find(sign) != std::string_view::npos) warn(fmt::format("'{}'", sign), "a prompt");
  }
  if (ends_like_password_prompt(banner)) warn("a line that ends in 'password:'", "a question");
  const std::string lower = lower_case(banner);
  for (const auto& [words, meaning] : alarming) {
    if (lower.find(words) != std::string::npos) warn(fmt::format("'{}'", words), meaning);
  }
  return warnings;
}

}  // namespace ferry::commands
