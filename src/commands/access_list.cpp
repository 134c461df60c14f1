#include "commands/access_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "base/ipv4.h"
#include "base/text.h"
#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::AccessEntry;
using config::Config;
using List = std::vector<AccessEntry>;

constexpr unsigned sequence_step = 10;
constexpr std::uint64_t last_sequence = 2147483647;
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_remark = 100;
constexpr std::uint32_t every_bit = std::numeric_limits<std::uint32_t>::max();

bool is_address(std::string_view text) {
  return to_ipv4(text).has_value();
}

Path address(std::string name, std::string help) {
  return Path{Element{Token{.kind = TokenKind::word,
                            .text = std::move(name),
                            .help = std::move(help),
                            .label = "A.B.C.D",
                            .allowed = is_address}}};
}

Path source() {
  return one_of(word("any", "Every address"),
                word("host", "One address alone") / address("address", "The address"),
                address("address", "The address") / maybe(address("wildcard", "Bits that do not matter")));
}

Path entry_path() {
  const Path log = maybe(word("log", "Log whoever meets this rule"));
  return one_of(word("permit", "Let these addresses in") / source() / log,
                word("deny", "Keep these addresses out") / source() / log,
                word("remark", "A comment") / rest("remark", "The comment"));
}

std::expected<AccessEntry, Complaint> read_entry(const Match& match) {
  AccessEntry entry;
  if (const MatchedWord* remark = match.find("remark")) {
    entry.remark = trim(remark->text);
    if (entry.remark.size() > longest_remark) {
      return complain(fmt::format("% A remark has at most {} characters.", longest_remark));
    }
    return entry;
  }
  entry.permit = match.has("permit");
  entry.log = match.has("log");
  entry.wildcard = match.has("any") ? every_bit : to_ipv4(match.text("wildcard")).value_or(0);
  entry.address = to_ipv4(match.text("address")).value_or(0) & ~entry.wildcard;
  return entry;
}

bool is_same_rule(const AccessEntry& one, const AccessEntry& other) {
  return one.permit == other.permit && one.address == other.address && one.wildcard == other.wildcard &&
         one.remark == other.remark;
}

auto find_rule(List& list, const AccessEntry& entry) {
  return std::ranges::find_if(list, [&](const AccessEntry& one) { return is_same_rule(one, entry); });
}

/// A rule that is there already stays where it is, as a comment may stand there twice.
EditResult add_entry(List& list, AccessEntry entry, std::optional<std::uint64_t> sequence) {
  const auto same = find_rule(list, entry);
  if (entry.remark.empty() && same != list.end()) {
    if (sequence && *sequence != same->sequence) {
      return complain(fmt::format("% The list has this rule already, as number {}.", same->sequence));
    }
    same->log = entry.log;
    return {};
  }
  const std::uint64_t next = list.empty() ? sequence_step : list.back().sequence + sequence_step;
  if (sequence.value_or(next) > last_sequence) return complain("% There is no sequence number left.");
  entry.sequence = static_cast<unsigned>(sequence.value_or(next));
  const auto place = std::ranges::lower_bound(list, entry.sequence, {}, &AccessEntry::sequence);
  if (place != list.end() && place->sequence == entry.sequence) {
    if (is_same_rule(*place, entry)) return {};
    return complain("% Duplicate sequence number.");
  }
  list.insert(place, std::move(entry));
  return {};
}

EditResult remove_rule(List& list, const AccessEntry& entry) {
  const auto found = find_rule(list, entry);
  if (found == list.end()) return complain("% The list has no such rule.");
  list.erase(found);
  return {};
}

bool names_a_rule(const Match& match) {
  return match.has("permit") || match.has("deny") || match.find("remark") != nullptr;
}

EditResult set_numbered(Edit& edit, const Match& match) {
  auto entry = read_entry(match);
  if (!entry) return std::unexpected(std::move(entry.error()));
  return add_entry(edit.config.access_lists[match.text("list")], std::move(*entry), std::nullopt);
}

// `no access-list 10` removes the list, and with a rule behind it that rule alone.
EditResult clear_numbered(Edit& edit, const Match& match) {
  auto& lists = edit.config.access_lists;
  const auto list = lists.find(match.text("list"));
  if (list == lists.end()) return {};
  if (names_a_rule(match)) {
    auto entry = read_entry(match);
    if (!entry) return std::unexpected(std::move(entry.error()));
    if (const EditResult removed = remove_rule(list->second, *entry); !removed) return removed;
    if (!list->second.empty()) return {};
  }
  lists.erase(list);
  return {};
}

EditResult enter_list(Edit& edit, const Match& match) {
  edit.config.access_lists.try_emplace(match.text("list"));
  edit.position = InAccessList{match.text("list")};
  return {};
}

EditResult remove_list(Edit& edit, const Match& match) {
  edit.config.access_lists.erase(match.text("list"));
  return {};
}

List& selected_list(Edit& edit) {
  return edit.config.access_lists[std::get<InAccessList>(edit.position).name];
}

EditResult set_entry(Edit& edit, const Match& match) {
  auto entry = read_entry(match);
  if (!entry) return std::unexpected(std::move(entry.error()));
  return add_entry(selected_list(edit), std::move(*entry), match.number("sequence"));
}

EditResult clear_entry(Edit& edit, const Match& match) {
  List& list = selected_list(edit);
  if (const auto sequence = match.number("sequence")) {
    const auto found = std::ranges::find(list, *sequence, &AccessEntry::sequence);
    if (found == list.end()) return complain("% The list has no rule of this number.");
    list.erase(found);
    return {};
  }
  auto entry = read_entry(match);
  if (!entry) return std::unexpected(std::move(entry.error()));
  return remove_rule(list, *entry);
}

/// Whether the entries have the numbers that they would get if they were typed without.
bool is_numbered_plainly(const List& list) {
  unsigned expected = sequence_step;
  return std::ranges::all_of(list, [&](const AccessEntry& entry) {
    return entry.sequence == std::exchange(expected, expected + sequence_step);
  });
}

// A numbered list looks as it was typed unless its sequence numbers would be lost that way.
bool shows_as_lines(const std::string& name, const List& list) {
  return is_list_number(name) && !list.empty() && is_numbered_plainly(list);
}

void show_blocks(const Config& config, Lines& lines) {
  for (const auto& [name, list] : config.access_lists) {
    if (shows_as_lines(name, list)) continue;
    lines.add("ip access-list standard " + name);
    for (const AccessEntry& entry : list) lines.add(fmt::format(" {} {}", entry.sequence, entry_text(entry)));
  }
}

void show_numbered(const Config& config, Lines& lines) {
  std::vector<std::pair<std::uint64_t, const List*>> numbered;
  for (const auto& [name, list] : config.access_lists) {
    if (shows_as_lines(name, list)) numbered.emplace_back(*to_number(name), &list);
  }
  std::ranges::sort(numbered);
  if (!numbered.empty()) lines.separate();
  for (const auto& [number, list] : numbered) {
    for (const AccessEntry& entry : *list)
      lines.add(fmt::format("access-list {} {}", number, entry_text(entry)));
  }
}

Path list_number() {
  return one_of(number("list", 1, 99, "Standard access list"),
                number("list", 1300, 1999, "Standard access list, more numbers"));
}

}  // namespace

std::string entry_text(const AccessEntry& entry) {
  if (!entry.remark.empty()) return "remark " + entry.remark;
  // Both words take the same room, so that addresses stand in one column.
  std::string text = entry.permit ? "permit " : "deny   ";
  if (entry.wildcard == every_bit) {
    text += "any";
  } else {
    text += ipv4_text(entry.address);
    if (entry.wildcard != 0) text += " " + ipv4_text(entry.wildcard);
  }
  return entry.log ? text + " log" : text;
}

bool is_list_number(std::string_view name) {
  const auto number = to_number(name);
  return number && name.front() != '0' &&
         ((*number >= 1 && *number <= 99) || (*number >= 1300 && *number <= 1999));
}

bool is_list_name(std::string_view name) {
  if (is_list_number(name)) return true;
  const bool begins_with_letter =
      !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0;
  return begins_with_letter && name.size() <= longest_name;
}

const CommandTable& access_list_table() {
  static const CommandTable table{
      setting(ip_word() / word("access-list", "Named access lists") /
              word("standard", "By the address that somebody comes from") /
              key(text("list", "Name or number of the list", is_list_name)))
          .sets(enter_list)
          .clears(remove_list)
          .shows(show_blocks)
          .examples(
              {"ip access-list standard MGMT\n 10 permit 10.1.0.0 0.0.255.255\n 15 remark all the rest\n"
               " 20 deny   any log",
               "ip access-list standard 10\n 5 permit 10.1.1.2", "ip access-list standard EMPTY"}),
      setting(word("access-list", "Rules about who may come, by address") / key(list_number()) / entry_path())
          .sets(set_numbered)
          .clears(clear_numbered)
          .shows(show_numbered)
          .examples({"access-list 10 permit 10.1.1.0 0.0.0.255\naccess-list 10 deny any log",
                     "access-list 1999 remark who may come\naccess-list 1999 permit host 10.1.1.2",
                     "access-list 2 permit any\naccess-list 10 permit any"}),
      setting(key(number("sequence", 1, last_sequence, "Where in the list it stands")) / entry_path())
          .in(Mode::access_list)
          .sets(set_entry)
          .clears(clear_entry)
          .examples({"ip access-list standard MGMT\n 10 permit 10.1.1.2\n no 10"}),
      setting(key(entry_path()))
          .in(Mode::access_list)
          .sets(set_entry)
          .clears(clear_entry)
          .examples({"ip access-list standard MGMT\n permit host 10.1.1.2\n remark that is all"}),
  };
  return table;
}

}  // namespace ferry::commands
