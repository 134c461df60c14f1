#include "server/session_registry.h"

#include <utility>

namespace ferry::server {

std::optional<unsigned> SessionRegistry::enter(commands::SshSessionFacts facts, Disconnect disconnect,
                                               const std::function<bool(unsigned vty)>& usable) {
  // Every line that can be configured, and as many sessions behind them as the server takes.
  constexpr unsigned most_lines = 8192;
  const std::lock_guard lock{mutex_};
  unsigned line = 0;
  while (line < most_lines && (sessions_.contains(line) || !usable(line))) ++line;
  if (line == most_lines) return std::nullopt;
  facts.line = line;
  sessions_.emplace(line, std::move(facts));
  disconnects_.emplace(line, std::move(disconnect));
  return line;
}

void SessionRegistry::update(unsigned line, commands::SshSessionFacts facts) {
  const std::lock_guard lock{mutex_};
  facts.line = line;
  sessions_[line] = std::move(facts);
}

void SessionRegistry::logged_in(unsigned line) {
  const std::lock_guard lock{mutex_};
  authenticated_.insert(line);
}

void SessionRegistry::leave(unsigned line) {
  const std::lock_guard lock{mutex_};
  sessions_.erase(line);
  disconnects_.erase(line);
  authenticated_.erase(line);
}

bool SessionRegistry::disconnect(unsigned vty, std::string reason) {
  const std::lock_guard lock{mutex_};
  const auto found = disconnects_.find(vty);
  if (found == disconnects_.end()) return false;
  found->second(std::move(reason));
  return true;
}

std::vector<commands::SshSessionFacts> SessionRegistry::list() const {
  const std::lock_guard lock{mutex_};
  std::vector<commands::SshSessionFacts> all;
  all.reserve(sessions_.size());
  for (const auto& [line, session] : sessions_) all.push_back(session);
  return all;
}

std::size_t SessionRegistry::size() const {
  const std::lock_guard lock{mutex_};
  return sessions_.size();
}

std::size_t SessionRegistry::logging_in() const {
  const std::lock_guard lock{mutex_};
  return sessions_.size() - authenticated_.size();
}

}  // namespace ferry::server
