#include "commands/test_aaa.h"

#include <fmt/format.h>

#include "aaa/servers.h"
#include "base/text.h"
#include "commands/aaa_methods.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Method;
using config::MethodKind;

/// The group that was named, if there is one, and its protocol.
struct Group {
  Method method;
  std::string_view protocol;
};

std::optional<Group> find_group(const config::Config& config, const Match& match) {
  if (match.has("radius")) return Group{{MethodKind::group_radius, {}}, "radius"};
  if (match.has("tacacs+")) return Group{{MethodKind::group_tacacs, {}}, "tacacs+"};
  const std::string name = match.text("group");
  if (config.radius.groups.contains(name)) return Group{{MethodKind::group_named, name}, "radius"};
  if (config.tacacs.groups.contains(name)) return Group{{MethodKind::group_named, name}, "tacacs+"};
  return std::nullopt;
}

std::string verdict(aaa::Outcome outcome, bool new_code) {
  switch (outcome) {
    case aaa::Outcome::pass:
      return new_code ? "User successfully authenticated\n" : "User was successfully authenticated.\n";
    case aaa::Outcome::fail:
      return new_code ? "User rejected\n" : "User authentication request was rejected by server.\n";
    case aaa::Outcome::error:
      return "No authoritative response from any server.\n";
  }
  std::unreachable();
}

aaa::AuthenticationRequest request_of(const Session& session, const Match& match) {
  const Identity& who = session.identity();
  return {.service = aaa::Service::login,
          .origin = {.user = match.text("user"),
                     .address = who.address,
                     .line = who.line,
                     .console = who.on_console()},
          .password = std::make_shared<const Secret>(match.text("password"))};
}

net::Task<Status> test_group(Session& session, Match match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  auto group = find_group(*config, match);
  if (!group || services.servers == nullptr) {
    co_await session.write(fmt::format("% There is no server group {}: 'aaa group server' makes one\n",
                                       printable(match.text("group"))));
    co_return Status::failed;
  }
  const std::string name =
      match.find("group") == nullptr ? std::string{group->protocol} : match.text("group");
  co_await session.write(fmt::format("Attempting authentication test to server-group {} using {}\n",
                                     printable(name), group->protocol));
  aaa::AuthenticationRequest request = request_of(session, match);
  const auto answer =
      co_await services.servers->authenticate(*config, std::move(group->method), std::move(request));
  std::string text = verdict(answer.outcome, match.has("new-code"));
  // IOS leaves it at that; why nobody answers is what whoever asks wants to know.
  if (answer.outcome == aaa::Outcome::error) text += fmt::format("% {}\n", printable(answer.reason));
  co_await session.write(std::move(text));
  co_return answer.outcome == aaa::Outcome::pass ? Status::done : Status::failed;
}

}  // namespace

bool has_password_to_test(std::string_view line) {
  auto typed = words(line);
  const auto begins = [&](std::size_t index, std::string_view keyword) {
    return index < typed.size() && equal_ignoring_case(typed[index], keyword.substr(0, typed[index].size()));
  };
  if (begins(0, "do")) typed.erase(typed.begin());
  return typed.size() > 2 && begins(0, "test") && begins(1, "aaa");
}

const CommandTable& test_aaa_table() {
  static const CommandTable table{
      action(
          word("test", "Try something") / aaa_word() /
          word("group", "Log in with a group of AAA servers, as a test") /
          one_of(word("radius", "All RADIUS servers"), word("tacacs+", "All TACACS+ servers"),
                 text("group", "Name of a server group")) /
          text("user", "Name of the user") / text("password", "Password of the user; no history keeps it") /
          one_of(word("legacy", "Answer as old releases do"), word("new-code", "Answer as new releases do")))
          .runs(test_group),
  };
  return table;
}

}  // namespace ferry::commands
