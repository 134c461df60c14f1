#include "commands/prompt.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "commands/configuration_line.h"

namespace ferry::commands {

std::string prompt(Session& session) {
  // Tools recognise a prompt by the beginning of the name; IOS shows no more than this while it is
  // configured.
  constexpr std::size_t longest_name = 20;
  if (std::holds_alternative<cli::InBanner>(session.position())) return {};
  // Only keys and certificates are typed behind a prompt.
  const auto* block = std::get_if<cli::InTextBlock>(&session.position());
  if (block != nullptr && block->above.levels.empty()) return {};
  const auto config = session.services().running.snapshot();
  if (session.configures()) {
    return fmt::format("{}({})#", config->hostname.substr(0, longest_name), prompt_name(session.position()));
  }
  return config->hostname + (session.identity().privilege > cli::privilege::user ? "#" : ">");
}

}  // namespace ferry::commands
