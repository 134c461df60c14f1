#include "aaa/server_group.h"

#include <fmt/format.h>

#include <utility>

namespace ferry::aaa {

bool ServerHealth::may_be_asked(TimePoint now) {
  const std::lock_guard lock{mutex_};
  if (report_.state != State::up) {
    if (being_tried_ || now < try_again_) return false;
    being_tried_ = true;
  }
  ++report_.requests;
  return true;
}

void ServerHealth::enter(State state, TimePoint now) {
  if (report_.state == state) return;
  report_.previous = now - report_.since;
  if (report_.state == State::dead) report_.spent_dead += report_.previous;
  report_.state = state;
  report_.since = now;
}

void ServerHealth::reached(TimePoint now) {
  const std::lock_guard lock{mutex_};
  ++report_.replies;
  in_a_row_ = 0;
  last_reply_ = now;
  being_tried_ = false;
  enter(State::up, now);
}

void ServerHealth::abandoned() {
  const std::lock_guard lock{mutex_};
  being_tried_ = false;
}

bool ServerHealth::silent(TimePoint now, const config::DeadCriteria& criteria) {
  const std::lock_guard lock{mutex_};
  ++report_.silences;
  ++in_a_row_;
  being_tried_ = false;
  const bool was_dead = report_.state == State::dead;
  const bool is_silent = !last_reply_ || now - *last_reply_ >= criteria.silence;
  const bool dies = is_silent && in_a_row_ >= criteria.tries && criteria.dead_time.count() != 0;
  enter(dies ? State::dead : State::paused, now);
  try_again_ = now + (dies ? Duration{criteria.dead_time} : Duration{criteria.pause});
  if (!dies || was_dead) return false;
  ++report_.deaths;
  return true;
}

ServerHealth::Report ServerHealth::report() const {
  const std::lock_guard lock{mutex_};
  return report_;
}

void ServerHealth::clear_counters() {
  const std::lock_guard lock{mutex_};
  report_.requests = report_.replies = report_.silences = report_.deaths = 0;
  report_.spent_dead = {};
}

const GroupMember* ServerGroup::next() {
  const TimePoint now = environment_.clock.now();
  while (at_ < members_.size()) {
    const GroupMember& member = members_[at_++];
    if (!member.health->may_be_asked(now)) continue;
    anybody_asked_ = true;
    return &member;
  }
  if (anybody_asked_ || members_.empty()) return nullptr;
  anybody_asked_ = true;
  return &members_.front();
}

ServerAnswer ServerGroup::note(const GroupMember& member, ServerAnswer answer) {
  const TimePoint now = environment_.clock.now();
  if (answer.reached) {
    member.health->reached(now);
  } else if (member.health->silent(now, environment_.criteria) && environment_.died) {
    environment_.died(*member.server);
  }
  answer.reason = fmt::format("{}: {}", member.server->name(), answer.reason);
  if (answer.outcome == Outcome::error) errors_ += (errors_.empty() ? "" : ", ") + answer.reason;
  return answer;
}

ServerAnswer ServerGroup::nobody_answers() const {
  return {.outcome = Outcome::error, .reason = errors_.empty() ? "no server is configured" : errors_};
}

net::Task<ServerAnswer> ServerGroup::authorize(AuthorizationRequest request) {
  while (const GroupMember* const member = next()) {
    ServerAnswer answer = co_await member->server->authorize(request);
    answer = note(*member, std::move(answer));
    if (answer.outcome != Outcome::error) co_return answer;
  }
  co_return nobody_answers();
}

net::Task<ServerAnswer> ServerGroup::account(AccountingRecord record) {
  for (GroupMember& member : members_) {
    if (member.accounting_health) member.health = member.accounting_health;
  }
  while (const GroupMember* const member = next()) {
    ServerAnswer answer = co_await member->server->account(record);
    answer = note(*member, std::move(answer));
    if (answer.outcome != Outcome::error) co_return answer;
  }
  co_return nobody_answers();
}

GroupDialogue::~GroupDialogue() {
  if (dialogue_) member_->health->abandoned();
}

net::Task<AuthenticationDialogue::Step> GroupDialogue::start() {
  return start_next();
}

net::Task<AuthenticationDialogue::Step> GroupDialogue::start_next() {
  member_ = group_.next();
  if (member_ == nullptr) co_return group_.nobody_answers();
  told_ = 0;
  dialogue_ = member_->server->authenticate(request_);
  Step step = co_await dialogue_->start();
  co_return co_await go_on(std::move(step));
}

net::Task<AuthenticationDialogue::Step> GroupDialogue::answer(std::shared_ptr<const Secret> typed) {
  typed_.push_back(typed);
  told_ = typed_.size();
  Step step = co_await dialogue_->answer(std::move(typed));
  co_return co_await go_on(std::move(step));
}

net::Task<AuthenticationDialogue::Step> GroupDialogue::go_on(Step step) {
  // A server that was not the first to ask gets what another one got.
  while (std::holds_alternative<ServerPrompt>(step) && told_ < typed_.size()) {
    auto again = typed_[told_++];
    step = co_await dialogue_->answer(std::move(again));
  }
  if (std::holds_alternative<ServerPrompt>(step)) co_return step;
  ServerAnswer answer = group_.note(*member_, std::get<ServerAnswer>(std::move(step)));
  dialogue_.reset();
  if (answer.outcome != Outcome::error) co_return answer;
  co_return co_await start_next();
}

}  // namespace ferry::aaa
