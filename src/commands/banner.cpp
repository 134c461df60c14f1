#include "commands/banner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "commands/banner_text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Banners;
using config::Config;

constexpr std::string_view control_c = "^C";  // as configurations show it: a caret and a C
constexpr char end_of_text = '\x03';          // as it is typed: Ctrl-C

std::string& banner_of(Config& config, InBanner::Kind kind) {
  switch (kind) {
    case InBanner::Kind::motd:
      return config.banners.motd;
    case InBanner::Kind::login:
      return config.banners.login;
    case InBanner::Kind::incoming:
      return config.banners.incoming;
    case InBanner::Kind::exec:
      break;
  }
  return config.banners.exec;
}

InBanner::Kind kind_of(const Match& match) {
  if (match.has("motd")) return InBanner::Kind::motd;
  if (match.has("incoming")) return InBanner::Kind::incoming;
  return match.has("login") ? InBanner::Kind::login : InBanner::Kind::exec;
}

// Where the delimiter stands in `text`, and how long it is there.
std::pair<std::size_t, std::size_t> find_delimiter(std::string_view text, std::string_view delimiter) {
  const std::size_t found = text.find(delimiter);
  const std::size_t typed = delimiter == control_c ? text.find(end_of_text) : std::string_view::npos;
  if (typed < found) return {typed, 1};
  return {found, delimiter.size()};
}

// What a terminal shows must be text: a banner cannot move the cursor or change colours.
std::string without_controls(std::string_view text) {
  std::string clean;
  std::ranges::copy_if(text, std::back_inserter(clean), [](char character) {
    return character == '\n' || character == '\t' ||
           (static_cast<unsigned char>(character) >= ' ' && character != '\x7f');
  });
  return clean;
}

bool is_delimiter(char character) {
  return (character > ' ' && character <= '~') || character == end_of_text;
}

EditResult set_banner(Edit& edit, const Match& match) {
  const MatchedWord& typed = *match.find("text");
  const std::string_view text = typed.text;
  if (!is_delimiter(text.front())) return invalid_at(typed.column);
  const bool by_control_c = text.starts_with(control_c) || text.starts_with(end_of_text);
  const std::size_t length = text.starts_with(control_c) ? control_c.size() : 1;
  const std::string_view delimiter = by_control_c ? control_c : text.substr(0, 1);
  edit.position = InBanner{.kind = kind_of(match), .delimiter = std::string{delimiter}, .text = {}};
  const EditResult read = read_banner_line(edit, text.substr(length));
  if (std::holds_alternative<InBanner>(edit.position)) {
    edit.notices.push_back(fmt::format("Enter TEXT message.  End with the character '{}'.",
                                       by_control_c ? control_c : delimiter));
  }
  return read;
}

EditResult clear_banner(Edit& edit, const Match& match) {
  banner_of(edit.config, kind_of(match)).clear();
  return {};
}

// ^C, or the first character that the text does not hold. There is one: the text came in between two of it.
// The caret goes last, because ^C begins with it.
std::string_view delimiter_for(std::string_view text) {
  constexpr std::string_view others =
      "#%@~$|&!*+=/\\?.,:;-_'\"`()[]{}<>0123456789"
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ^";
  if (find_delimiter(text, control_c).first == std::string_view::npos) return control_c;
  const std::size_t free = others.find_first_not_of(text);
  return others.substr(std::min(free, others.size() - 1), 1);
}

void show_banners(const Config& config, Lines& lines) {
  const std::array<std::pair<std::string_view, const std::string*>, 4> all{
      {{"exec", &config.banners.exec},
       {"incoming", &config.banners.incoming},
       {"login", &config.banners.login},
       {"motd", &config.banners.motd}}};
  for (const auto& [name, text] : all) {
    if (text->empty()) continue;
    const std::string_view delimiter = delimiter_for(*text);
    lines.add(fmt::format("banner {} {}{}{}", name, delimiter, *text, delimiter));
  }
}

// As it was typed: the tokens are filled in where it is shown at a login.
net::Task<Status> show_banner(Session& session, Match match) {
  Config config = *session.services().running.snapshot();
  std::string text = std::move(banner_of(config, kind_of(match)));
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (!text.empty()) co_await session.write(std::move(text));
  co_return Status::done;
}

Path banner_kinds() {
  return one_of(word("motd", "Before anything else"), word("login", "Before the login"),
                word("exec", "After the login"),
                word("incoming", "After the login, on lines that others connect to"));
}

}  // namespace

EditResult read_banner_line(Edit& edit, std::string_view line) {
  auto& place = std::get<InBanner>(edit.position);
  const auto [found, length] = find_delimiter(line, place.delimiter);
  place.text += line.substr(0, found);
  const bool complete = found != std::string_view::npos;
  if (!complete) place.text += '\n';
  if (place.text.size() > longest_banner) {
    if (complete) edit.position = InGlobal{};
    place.text.resize(longest_banner + 1);
    return complete ? EditResult{complain("% The banner is longer than 8192 characters.")} : EditResult{};
  }
  if (!complete) return {};
  std::string text = without_controls(place.text);
  const InBanner::Kind kind = place.kind;
  edit.position = InGlobal{};
  for (std::string& warning : banner_warnings(text)) edit.notices.push_back(std::move(warning));
  banner_of(edit.config, kind) = std::move(text);
  return {};
}

const CommandTable& banner_table() {
  static const CommandTable table{
      setting(word("banner", "Texts that users are shown") / key(banner_kinds()) /
              rest("text", "A delimiter, the text, the delimiter again; the text may have many lines"))
          .sets(set_banner)
          .clears(clear_banner)
          .shows(show_banners)
          .examples({"banner motd ^CHello^C", "banner login ^C\nOnly for\n  friends\n^C",
                     "banner exec #press ^C to quit#", "banner incoming ^CHello on line $(line)^C"}),
  };
  return table;
}

const CommandTable& show_banner_table() {
  static const CommandTable table{
      action(show_word() / word("banner", "Texts that users are shown") / banner_kinds())
          .needs(privilege::user)
          .runs(show_banner),
  };
  return table;
}

}  // namespace ferry::commands
