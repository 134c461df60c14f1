#include "commands/line_words.h"

#include <algorithm>
#include <map>
#include <ranges>

namespace ferry::commands {

cli::Path one_line() {
  using namespace cli;
  return one_of(
      number("tty", 0, highest_tty, "Number of the line among all lines"),
      word("console", "The console") / number("console", 0, 0, "Line number"),
      word("vty", "A line for sessions over the network") / number("vty", 0, highest_vty, "Line number"));
}

std::optional<LineId> read_line_id(const cli::Match& match) {
  if (const auto vty = match.number("vty")) return LineId{LineId::Kind::vty, static_cast<unsigned>(*vty)};
  if (match.number("console")) return LineId{LineId::Kind::console, 0};
  return LineId::from_absolute(static_cast<unsigned>(match.number("tty").value_or(0)));
}

LineId line_of(const Session& session) {
  return session.identity().line_id();
}

std::vector<LineUse> lines_in_use(const Session& session) {
  const Services& services = session.services();
  const TimePoint now = services.clock.now();
  std::map<LineId, LineUse> uses;
  for (const SshSessionFacts& facts : services.device.ssh_sessions()) {
    const LineId line{LineId::Kind::vty, facts.line};
    uses.emplace(line, LineUse{.line = line,
                               .user = facts.user,
                               .address = facts.address,
                               .idle = facts.idle,
                               .since = std::nullopt,
                               .size = std::nullopt});
  }
  std::map<LineId, bool> has_typist;
  for (const Typist& typist : services.typists.list()) {
    const Duration idle = now - typist.last_input;
    const bool is_first = !std::exchange(has_typist[typist.line], true);
    LineUse& use = uses[typist.line];
    // Several may sit at one line, each on a channel of one connection: it is as idle as the busiest of them.
    use.idle = is_first ? idle : std::min(use.idle, idle);
    use.since = is_first ? typist.since : std::min(use.since.value_or(typist.since), typist.since);
    use.line = typist.line;
    use.user = typist.user;
    use.address = typist.address;
    use.size = typist.size;
  }
  if (!uses.contains(line_of(session))) {
    const Identity& who = session.identity();
    uses.emplace(line_of(session), LineUse{.line = line_of(session),
                                           .user = who.user,
                                           .address = who.on_console() ? "" : who.address,
                                           .idle = {},
                                           .since = std::nullopt,
                                           .size = std::nullopt});
  }
  std::vector<LineUse> all;
  for (LineUse& use : uses | std::views::values) all.push_back(std::move(use));
  return all;
}

}  // namespace ferry::commands
