#include "server/transfer_authorization.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "aaa/authenticator.h"
#include "commands/tables.h"
#include "log/catalogue.h"

namespace ferry::server {
namespace {

using Kind = vfs::Operation::Kind;

struct Row {
  Kind kind;
  std::string_view command;  // as it would be typed, to find out the level that it needs
  std::string_view request;  // what SFTP clients call it
};

constexpr std::array<Row, 7> rows{{{Kind::store, "copy scp: flash:", "put"},
                                   {Kind::fetch, "copy flash: scp:", "get"},
                                   {Kind::list, "dir flash:", "ls"},
                                   {Kind::remove, "delete flash:a", "rm"},
                                   {Kind::rename, "rename flash:a flash:b", "rename"},
                                   {Kind::make_directory, "mkdir flash:a", "mkdir"},
                                   {Kind::remove_directory, "rmdir flash:a", "rmdir"}}};

const Row& row_of(Kind kind) {
  return *std::ranges::find(rows, kind, &Row::kind);
}

unsigned level_of(std::string_view command, const config::Config& config) {
  const cli::Vocabulary no_names;
  const cli::Scope everything{.privilege = cli::privilege::enable, .config = config, .vocabulary = no_names};
  const auto match = commands::grammar().match(everything, command);
  return match ? match->level() : cli::privilege::enable;
}

std::vector<std::string> as_command(const vfs::Operation& operation, TransferProtocol protocol) {
  const std::string far = protocol == TransferProtocol::scp ? "scp:" : "sftp:";
  if (operation.kind == Kind::store) return {"copy", far, operation.path};
  if (operation.kind == Kind::fetch) return {"copy", operation.path, far};
  const std::string_view command = row_of(operation.kind).command;
  return {std::string{command.substr(0, command.find(' '))}, operation.path, operation.to};
}

std::vector<std::string> as_request(const vfs::Operation& operation, TransferProtocol protocol) {
  if (protocol == TransferProtocol::sftp)
    return {"sftp", std::string{row_of(operation.kind).request}, operation.path, operation.to};
  return {"scp", operation.kind == Kind::fetch ? "-f" : "-t", operation.path};
}

net::Task<Result<void>> ask(Session& session, unsigned privilege, aaa::CommandWords command) {
  const commands::Services& services = session.context().services;
  std::string text = fmt::format("{}", fmt::join(command.words, " "));
  const aaa::CommandAnswer answer = co_await services.authenticator.authorize_command(
      session.origin(), privilege, std::move(command), aaa::OnError::deny);
  if (answer.outcome == aaa::Outcome::pass) co_return Result<void>{};
  log::command_denied(services.log, session.caller(), text, answer.reason);
  co_return failure(ErrorCode::permission_denied, "Command authorization failed.");
}

}  // namespace

aaa::CommandWords words_for(const vfs::Operation& operation, TransferProtocol protocol,
                            const config::Config& config) {
  const bool is_command = config.transfer_form == config::TransferForm::copy;
  auto words = is_command ? as_command(operation, protocol) : as_request(operation, protocol);
  std::erase(words, "");
  const Kind kind = is_command ? operation.kind : Kind::store;
  return {.words = std::move(words), .level = level_of(row_of(kind).command, config)};
}

Permit transfer_permit(Session& session, TransferProtocol protocol, unsigned privilege) {
  const auto config = session.context().services.running.snapshot();
  if (!config->aaa.new_model || config->aaa.commands.empty()) return nullptr;
  return [&session, protocol, privilege](const vfs::Operation& operation) {
    const auto now = session.context().services.running.snapshot();
    return ask(session, privilege, words_for(operation, protocol, *now));
  };
}

}  // namespace ferry::server
