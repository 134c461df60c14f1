#include "server/session_registry.h"

#include <utility>

namespace ferry::server {

unsigned SessionRegistry::enter(commands::SshSessionFacts facts) {
  const std::lock_guard lock{mutex_};
  unsigned line = 0;
  for (const auto& [taken, session] : sessions_) {
    if (taken != line) break;
    ++line;
  }
  facts.line = line;
  sessions_.emplace(line, std::move(facts));
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
  authenticated_.erase(line);
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
