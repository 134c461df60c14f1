#include "commands/questions.h"

#include "base/text.h"

namespace ferry::commands {
namespace {

bool begins_ignoring_case(std::string_view whole, std::string_view prefix) {
  return !prefix.empty() && equal_ignoring_case(whole.substr(0, prefix.size()), prefix);
}

}  // namespace

net::Task<std::optional<bool>> ask_yes_or_no(Session& session, std::string prompt) {
  while (session.dialog() != nullptr) {
    const auto answer = co_await session.dialog()->ask(prompt, Echo::on);
    if (!answer) co_return std::nullopt;
    const std::string_view word = trim(*answer);
    if (begins_ignoring_case("yes", word)) co_return true;
    if (begins_ignoring_case("no", word)) co_return false;
    co_await session.write("% Please answer 'yes' or 'no'.\n");
  }
  co_return std::nullopt;
}

}  // namespace ferry::commands
