#include "aaa/tacacs/authorization.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "aaa/server_text.h"
#include "base/text.h"

namespace ferry::aaa::tacacs {
namespace {

using enum Necessity;

constexpr unsigned highest_privilege = 15;
constexpr std::size_t most_arguments = 255;  // their number has one byte

std::unexpected<Verdict> refused(Outcome outcome, std::string reason) {
  return std::unexpected(Verdict{outcome, std::move(reason)});
}

Verdict cannot_honour(const Argument& argument) {
  return {Outcome::fail, "mandatory argument '" + printable(argument.text()) + "' cannot be honoured"};
}

/// What was asked for comes back in some replies.
bool is_of_request(const Argument& argument) {
  return (argument.name == "service" && argument.value == "shell") ||
         (argument.name == "cmd" && argument.value.empty());
}

std::optional<unsigned> read_privilege(const Argument& argument) {
  const auto level = to_number(argument.value);
  if (!level || *level > highest_privilege) return std::nullopt;
  return static_cast<unsigned>(*level);
}

/// The words of the command, without what says that an argument is mandatory.
std::vector<std::string> command_of(const Arguments& arguments) {
  std::vector<std::string> words;
  for (const Argument& argument : arguments) {
    if (argument.name == "cmd" || argument.name == "cmd-arg") words.push_back(argument.value);
  }
  return words;
}

}  // namespace

Arguments exec_arguments() {
  return {{"service", mandatory, "shell"}, {"cmd", optional, ""}};
}

Result<Arguments> command_arguments(std::span<const std::string> words) {
  if (words.empty()) return failure(ErrorCode::invalid, "no command");
  Arguments arguments{{"service", mandatory, "shell"}, {"cmd", mandatory, words.front()}};
  for (const std::string& word : words.subspan(1)) {
    if (!word.empty()) arguments.push_back({"cmd-arg", mandatory, word});
  }
  arguments.push_back({"cmd-arg", mandatory, "<cr>"});
  const auto is_too_long = [](const Argument& argument) { return argument.text().size() > longest_argument; };
  if (arguments.size() > most_arguments || std::ranges::any_of(arguments, is_too_long)) {
    return failure(ErrorCode::name_too_long, "the command is too long to be authorized by TACACS+");
  }
  return arguments;
}

std::expected<Grant, Verdict> judge_authorization(const Arguments& requested, Bytes body) {
  auto response = decode<AuthorizationResponse>(body);
  if (!response) return refused(Outcome::error, response.error().message + " (is the key right?)");
  const std::string says = in_log(response->server_message);
  switch (response->status) {
    case AuthorizationStatus::pass_add: {
      Arguments all = requested;
      std::ranges::move(response->arguments, std::back_inserter(all));
      return Grant{std::move(all), showable(response->server_message)};
    }
    case AuthorizationStatus::pass_replace:
      return Grant{std::move(response->arguments), showable(response->server_message)};
    case AuthorizationStatus::fail:
      return refused(Outcome::fail, "denied" + says);
    case AuthorizationStatus::error:
      return refused(Outcome::error, "the server has an error" + says);
    case AuthorizationStatus::follow:  // section 6.2: deprecated, and to be taken for a fail
      return refused(Outcome::fail, "the server refers to another one");
  }
  std::unreachable();
}

std::expected<Shell, Verdict> judge_shell(const Grant& grant) {
  Shell shell;
  for (const Argument& argument : grant.arguments) {
    if (is_of_request(argument)) continue;
    const auto privilege = argument.name == "priv-lvl" ? read_privilege(argument) : std::nullopt;
    if (privilege) {
      shell.privilege = *privilege;
    } else if (argument.necessity == mandatory) {
      return std::unexpected(cannot_honour(argument));
    }
  }
  return shell;
}

Verdict judge_command(const Arguments& requested, const Grant& grant) {
  for (const Argument& argument : grant.arguments) {
    const bool known = argument.name == "cmd" || argument.name == "cmd-arg" || argument.name == "priv-lvl" ||
                       is_of_request(argument);
    if (!known && argument.necessity == mandatory) return cannot_honour(argument);
  }
  if (command_of(grant.arguments) != command_of(requested)) {
    return {Outcome::fail, "the server grants another command"};
  }
  return {Outcome::pass, "granted"};
}

Verdict judge_accounting(Bytes body) {
  const auto reply = decode<AccountingReply>(body);
  if (!reply) return {Outcome::error, reply.error().message + " (is the key right?)"};
  const std::string says = in_log(reply->server_message);
  if (reply->status == AccountingStatus::success) return {Outcome::pass, "recorded"};
  if (reply->status == AccountingStatus::error) return {Outcome::error, "the server has an error" + says};
  return {Outcome::error, "the server refers to another one"};
}

}  // namespace ferry::aaa::tacacs
