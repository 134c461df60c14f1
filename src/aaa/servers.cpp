#include "aaa/servers.h"

#include <utility>

#include "net/run_on.h"

namespace ferry::aaa {
namespace {

using config::MethodKind;

config::DeadCriteria radius_criteria(const config::Config& config, const config::Method& method) {
  config::DeadCriteria criteria = config.radius.dead_criteria;
  const auto group = config.radius.groups.find(method.group);
  if (group != config.radius.groups.end() && group->second.dead_time)
    criteria.dead_time = *group->second.dead_time;
  return criteria;
}

}  // namespace

void ServerLoop::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
}

void ServerLoop::post(std::function<void()> call) {
  const std::lock_guard lock{mutex_};
  if (!closed_) loop_.post(std::move(call));
}

// The connection of a dialogue belongs to the loop of the servers, so it has to go there.
ServerLogin::~ServerLogin() {
  home_->post([dialogue = std::shared_ptr<AuthenticationDialogue>{std::move(dialogue_)}] {});
}

net::Task<ServerLogin::Step> ServerLogin::start() {
  return net::run_on(home_->loop(), dialogue_->start());
}

net::Task<ServerLogin::Step> ServerLogin::answer(std::shared_ptr<const Secret> typed) {
  return net::run_on(home_->loop(), dialogue_->answer(std::move(typed)));
}

Servers::Servers(Environment environment)
    : environment_(std::move(environment)),
      home_(std::make_shared<ServerLoop>(environment_.loop)),
      tacacs_({environment_.loop, environment_.clock, environment_.random, environment_.debug_tacacs},
              environment_.dialers, environment_.tls),
      radius_({environment_.loop, environment_.clock, environment_.random, environment_.debug_radius},
              environment_.dialers, environment_.tls) {}

void Servers::shut_down() {
  home_->close();
  tacacs_.shut_down();
  radius_.shut_down();
}

bool Servers::are_asked_by(MethodKind kind) {
  return kind == MethodKind::group_tacacs || kind == MethodKind::group_radius ||
         kind == MethodKind::group_named;
}

bool Servers::is_radius(const config::Config& config, const config::Method& method) {
  if (method.kind == MethodKind::group_named) return config.radius.groups.contains(method.group);
  return method.kind == MethodKind::group_radius;
}

std::vector<GroupMember> Servers::members_of(const config::Config& config, const config::Method& method) {
  if (method.kind == MethodKind::group_radius) return radius_.all(config.radius);
  if (method.kind == MethodKind::group_tacacs) return tacacs_.all(config.tacacs);
  auto named = is_radius(config, method) ? radius_.group(config.radius, method.group)
                                         : tacacs_.group(config.tacacs, method.group);
  return named ? *std::move(named) : std::vector<GroupMember>{};
}

ServerGroup Servers::group_of(const config::Config& config, const config::Method& method) {
  const auto criteria =
      is_radius(config, method) ? radius_criteria(config, method) : config.tacacs.dead_criteria;
  return {{environment_.clock, criteria, environment_.died}, members_of(config, method)};
}

std::vector<Servers::Member> Servers::members(const config::Config& config, const config::Method& method) {
  std::vector<Member> all;
  for (const GroupMember& member : members_of(config, method))
    all.push_back({member.server->name(), member.health->report().state});
  return all;
}

std::unique_ptr<ServerLogin> Servers::begin(const config::Config& config, const config::Method& method,
                                            AuthenticationRequest request) {
  auto dialogue = std::make_unique<GroupDialogue>(group_of(config, method), std::move(request));
  return std::make_unique<ServerLogin>(home_, std::move(dialogue));
}

net::Task<ServerAnswer> Servers::authenticate(const config::Config& config, config::Method method,
                                              AuthenticationRequest request) {
  ServerGroup group = group_of(config, method);
  if (group.is_empty())
    co_return ServerAnswer{.outcome = Outcome::error, .reason = "no server is configured"};
  ServerLogin login{home_, std::make_unique<GroupDialogue>(std::move(group), std::move(request))};
  ServerLogin::Step step = co_await login.start();
  if (auto* answer = std::get_if<ServerAnswer>(&step)) co_return std::move(*answer);
  co_return ServerAnswer{.outcome = Outcome::fail, .reason = "the server asks for more than a password"};
}

net::Task<ServerAnswer> Servers::authorize(const config::Config& config, config::Method method,
                                           AuthorizationRequest request) {
  // What came with the login counts, and no server is asked: nor is anything learned about one.
  if (is_radius(config, method)) co_return radius::authorize(request);
  ServerGroup group = group_of(config, method);
  ServerAnswer answer = co_await net::run_on(environment_.loop, group.authorize(std::move(request)));
  co_return answer;
}

net::Task<ServerAnswer> Servers::account(const config::Config& config, config::Method method,
                                         AccountingRecord record) {
  ServerGroup group = group_of(config, method);
  co_return co_await group.account(std::move(record));
}

}  // namespace ferry::aaa
