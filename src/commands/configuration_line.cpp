#include "commands/configuration_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "commands/banner.h"
#include "commands/command_authorization.h"
#include "commands/pubkey_chain.h"
#include "commands/tables.h"
#include "commands/unmodelled_line.h"

namespace ferry::commands {
namespace {

using namespace cli;

/// Of the lines of a key; what is longer is an error, which their end says.
constexpr std::size_t longest_key_text = 16384;

struct ModeOf {
  std::optional<Mode> operator()(const Outside&) const { return std::nullopt; }
  std::optional<Mode> operator()(const InGlobal&) const { return Mode::global_config; }
  std::optional<Mode> operator()(const InLine&) const { return Mode::line_config; }
  std::optional<Mode> operator()(const InPubkeyChain&) const { return Mode::pubkey_chain; }
  std::optional<Mode> operator()(const InPubkeyUser&) const { return Mode::pubkey_user; }
  std::optional<Mode> operator()(const InPubkeyServer&) const { return Mode::pubkey_server; }
  std::optional<Mode> operator()(const InPubkeyAuthority&) const { return Mode::pubkey_authority; }
  std::optional<Mode> operator()(const InKeyData&) const { return std::nullopt; }
  std::optional<Mode> operator()(const InBanner&) const { return std::nullopt; }
  std::optional<Mode> operator()(const InAccessList&) const { return Mode::access_list; }
  std::optional<Mode> operator()(const InTacacsServer&) const { return Mode::tacacs_server; }
  std::optional<Mode> operator()(const InTacacsGroup&) const { return Mode::tacacs_group; }
  std::optional<Mode> operator()(const InRadiusServer&) const { return Mode::radius_server; }
  std::optional<Mode> operator()(const InRadiusGroup&) const { return Mode::radius_group; }
  std::optional<Mode> operator()(const InUnmodelled& place) const {
    return is_in_section(place) ? Mode::unmodelled : Mode::global_config;
  }
  std::optional<Mode> operator()(const InTextBlock&) const { return std::nullopt; }
  std::optional<Mode> operator()(const InArchive&) const { return Mode::archive; }
  std::optional<Mode> operator()(const InArchiveLog&) const { return Mode::archive_log; }
};

Position above(const Position& position) {
  if (std::holds_alternative<InPubkeyUser>(position)) return InPubkeyChain{};
  if (std::holds_alternative<InPubkeyServer>(position)) return InPubkeyChain{};
  if (std::holds_alternative<InPubkeyAuthority>(position)) return InPubkeyChain{};
  if (std::holds_alternative<InArchiveLog>(position)) return InArchive{};
  return InGlobal{};
}

LineOutcome refused(const Complaint& complaint, std::size_t line_start) {
  return LineRefused{.mistake = {.kind = Mistake::Kind::invalid,
                                 .column = complaint.column.value_or(line_start),
                                 .hint = {}},
                     .complaint = complaint.text};
}

LineOutcome finish(const EditResult& result) {
  if (!result) return refused(result.error(), 0);
  return LineTaken{.changed = true};
}

LineOutcome read_key_line(Edit& edit, std::string_view line) {
  auto& place = std::get<InKeyData>(edit.position);
  if (!equal_ignoring_case(trim(line), "exit")) {
    place.text += fmt::format("{}\n", trim(line));
    if (place.text.size() > longest_key_text) place.text.resize(longest_key_text + 1);
    return LineTaken{};
  }
  const EditResult taken = take_key_data(edit);
  return taken ? LineOutcome{LineTaken{}} : finish(taken);
}

// A control character in a configuration could move a cursor whenever it is shown.
std::optional<std::size_t> find_control(std::string_view line) {
  const auto found = std::ranges::find_if(line, [](char character) {
    return (static_cast<unsigned char>(character) < ' ' && character != '\t') || character == '\x7f';
  });
  if (found == line.end()) return std::nullopt;
  return static_cast<std::size_t>(found - line.begin());
}

std::size_t depth_of(const Position& position) {
  if (mode_of(position) == Mode::global_config) return 0;
  return 1 + depth_of(above(position));
}

std::string spelled(const Match& match, const Position& position) {
  return std::string(depth_of(position), ' ') + match.canonical();
}

LineOutcome run(Edit& edit, Match match, const Position& position) {
  if (match.command().handler() != nullptr) return LineIsAction{std::move(match)};
  const Position before = std::exchange(edit.position, position);
  EditResult result = match.command().change(edit, match);
  if (result && !match.command().can_be_negated()) return LineTaken{};
  if (result) return LineTaken{.changed = true, .command = spelled(match, position)};
  edit.position = before;
  if (!result.error().question.empty()) return LineAsks{std::move(result.error().question)};
  return refused(result.error(), match.words().front().column);
}

// The mistake that got further into the line tells more.
bool tells_more(const Mistake& one, const Mistake& other) {
  return one.column > other.column;
}

// A "!" at the left sets sections off from each other.
LineOutcome skip_comment(Edit& edit, std::string_view line) {
  auto* place = std::get_if<InUnmodelled>(&edit.position);
  if (place != nullptr && line.starts_with('!')) place->is_separated = true;
  return LineTaken{};
}

/// Looks for the command that `line` is, from where the position is upwards.
LineOutcome enter_command(Edit& edit, std::string_view line, const Vocabulary& vocabulary) {
  std::optional<Mistake> worst;
  for (Position position = edit.position;; position = above(position)) {
    const std::optional<Mode> mode = mode_of(position);
    if (!mode) return LineTaken{};
    const Scope scope{
        .mode = *mode, .privilege = edit.privilege, .config = edit.config, .vocabulary = vocabulary};
    auto match = grammar().match(scope, line);
    if (match) {
      const bool is_banner = match->find("text") != nullptr && match->has("banner");
      const auto control = is_banner ? std::nullopt : find_control(line);
      if (control) return refused(Complaint{{}, control, {}}, 0);
      return run(edit, std::move(*match), position);
    }
    if (!worst || tells_more(match.error(), *worst)) worst = match.error();
    if (*mode != Mode::global_config) continue;
    if (auto kept = keep_unmodelled(edit, line, vocabulary)) return std::move(*kept);
    return LineRefused{.mistake = std::move(*worst), .complaint = {}};
  }
}

}  // namespace

std::string LineRefused::shown(std::string_view line, std::size_t indent) const {
  return complaint.empty() ? describe(mistake, line, indent) : complaint + "\n";
}

std::string LineRefused::brief() const {
  return complaint.empty() ? describe_briefly(mistake) : printable(complaint);
}

LineOutcome enter_line(Edit& edit, std::string_view line, const Vocabulary& vocabulary) {
  if (std::holds_alternative<InBanner>(edit.position)) return finish(read_banner_line(edit, line));
  if (std::holds_alternative<InKeyData>(edit.position)) return read_key_line(edit, line);
  if (std::holds_alternative<InTextBlock>(edit.position)) return enter_text_block(edit, line);
  const std::string_view text = trim(line);
  if (text.empty() || text.front() == '!') return skip_comment(edit, line);
  if (std::holds_alternative<InUnmodelled>(edit.position)) {
    if (auto outcome = enter_unmodelled(edit, line, vocabulary)) return std::move(*outcome);
  }
  if (auto outcome = keep_known(edit, line)) return std::move(*outcome);
  return enter_command(edit, line, vocabulary);
}

std::optional<aaa::CommandWords> command_at(Scope scope, Position position, std::string_view line) {
  const std::string_view text = trim(line);
  if (text.empty() || text.front() == '!') return std::nullopt;
  for (;; position = above(position)) {
    const std::optional<Mode> mode = mode_of(position);
    if (!mode) return std::nullopt;
    scope.mode = *mode;
    const auto match = grammar().match(scope, line);
    if (match && match->command().path().keywords() == "do") return std::nullopt;
    if (match) return command_words(*match);
    if (*mode == Mode::global_config) break;
  }
  if (!scope.config.unmodelled.accepted) return std::nullopt;
  return command_words(line);
}

std::optional<Mode> mode_of(const Position& position) {
  return std::visit(ModeOf{}, position);
}

std::string_view prompt_name(const Position& position) {
  struct Name {
    std::string_view operator()(const Outside&) const { return ""; }
    std::string_view operator()(const InGlobal&) const { return "config"; }
    std::string_view operator()(const InLine&) const { return "config-line"; }
    std::string_view operator()(const InPubkeyChain&) const { return "conf-ssh-pubkey"; }
    std::string_view operator()(const InPubkeyUser&) const { return "conf-ssh-pubkey-user"; }
    std::string_view operator()(const InPubkeyServer&) const { return "conf-ssh-pubkey-server"; }
    std::string_view operator()(const InPubkeyAuthority&) const { return "conf-ssh-pubkey-authority"; }
    std::string_view operator()(const InKeyData&) const { return "conf-ssh-pubkey-data"; }
    std::string_view operator()(const InBanner&) const { return ""; }
    std::string_view operator()(const InAccessList&) const { return "config-std-nacl"; }
    std::string_view operator()(const InTacacsServer&) const { return "config-server-tacacs"; }
    std::string_view operator()(const InTacacsGroup&) const { return "config-sg-tacacs+"; }
    std::string_view operator()(const InRadiusServer&) const { return "config-radius-server"; }
    std::string_view operator()(const InRadiusGroup&) const { return "config-sg-radius"; }
    std::string_view operator()(const InUnmodelled& place) const { return section_prompt(place); }
    std::string_view operator()(const InTextBlock&) const { return "config-pubkey"; }
    std::string_view operator()(const InArchive&) const { return "config-archive"; }
    std::string_view operator()(const InArchiveLog&) const { return "config-archive-log-cfg"; }
  };
  return std::visit(Name{}, position);
}

}  // namespace ferry::commands
