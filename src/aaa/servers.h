#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "aaa/method_list.h"
#include "aaa/radius/clients.h"
#include "aaa/server_group.h"
#include "aaa/tacacs/clients.h"
#include "config/config.h"
#include "net/event_loop.h"
#include "net/task.h"

namespace ferry::aaa {

/// The loop of the servers, until it goes.
class ServerLoop {
 public:
  explicit ServerLoop(net::EventLoop& loop) : loop_(loop) {}
  [[nodiscard]] net::EventLoop& loop() { return loop_; }
  void close();
  /// Runs `call` on the loop, or nowhere if that has been closed.
  void post(std::function<void()> call);

 private:
  net::EventLoop& loop_;
  std::mutex mutex_;
  bool closed_ = false;
};

/// An authentication with a server group, for a flow on any loop: each step goes to the loop of the servers
/// and comes back.
class ServerLogin {
 public:
  using Step = AuthenticationDialogue::Step;
  ServerLogin(std::shared_ptr<ServerLoop> home, std::unique_ptr<AuthenticationDialogue> dialogue)
      : home_(std::move(home)), dialogue_(std::move(dialogue)) {}
  ~ServerLogin();
  ServerLogin(const ServerLogin&) = delete;
  ServerLogin& operator=(const ServerLogin&) = delete;

  net::Task<Step> start();
  net::Task<Step> answer(std::shared_ptr<const Secret> typed);

 private:
  std::shared_ptr<ServerLoop> home_;
  std::unique_ptr<AuthenticationDialogue> dialogue_;
};

/// The AAA servers of a device, and what is known of them. All their connections live on one loop, whichever
/// loop somebody asks from, so that a few connections serve everybody. Safe to use from any thread.
class Servers {
 public:
  struct Environment {
    net::EventLoop& loop;
    const Clock& clock;
    Random& random;  // safe to share
    tacacs::DialerFactory dialers;
    TlsFactory tls;
    /// A line of `debug tacacs`, when that is on.
    std::function<void(std::string_view)> debug_tacacs = {};
    /// The same of `debug radius`.
    std::function<void(std::string_view)> debug_radius = {};
    /// A server has just been found dead.
    std::function<void(const Server&)> died = {};
  };
  explicit Servers(Environment environment);

  /// Is this a method that asks servers?
  [[nodiscard]] static bool are_asked_by(config::MethodKind kind);

  /// Login or `enable` with a password that is known.
  net::Task<ServerAnswer> authenticate(const config::Config& config, config::Method method,
                                       AuthenticationRequest request);
  /// The same in steps, so that the user sees what the server asks.
  [[nodiscard]] std::unique_ptr<ServerLogin> begin(const config::Config& config, const config::Method& method,
                                                   AuthenticationRequest request);
  /// A shell or a command.
  net::Task<ServerAnswer> authorize(const config::Config& config, config::Method method,
                                    AuthorizationRequest request);

  /// One server of a group, and what is known of it.
  struct Member {
    std::string name;
    ServerHealth::State state{};
  };
  /// The servers that `method` asks, in their order.
  [[nodiscard]] std::vector<Member> members(const config::Config& config, const config::Method& method);
  /// One accounting record, to the first server of the group that takes it. Call it on the loop of the
  /// servers.
  net::Task<ServerAnswer> account(const config::Config& config, config::Method method,
                                  AccountingRecord record);

  [[nodiscard]] std::vector<tacacs::ClientReport> tacacs_report(const config::Config& config) {
    return tacacs_.report(config.tacacs);
  }
  [[nodiscard]] std::vector<radius::ClientReport> radius_report(const config::Config& config) {
    return radius_.report(config.radius);
  }
  /// The servers of `group radius`, or of the group of this name.
  [[nodiscard]] std::vector<radius::ClientReport> radius_report(const config::Config& config,
                                                                const std::string& group) {
    return radius_.report(config.radius, group);
  }
  /// Counts from zero again.
  void clear_radius_counters() { radius_.clear_counters(); }
  void clear_tacacs_counters() { tacacs_.clear_counters(); }
  /// When the loop has stopped and before it goes.
  void shut_down();

 private:
  [[nodiscard]] static bool is_radius(const config::Config& config, const config::Method& method);
  [[nodiscard]] ServerGroup group_of(const config::Config& config, const config::Method& method);
  [[nodiscard]] std::vector<GroupMember> members_of(const config::Config& config,
                                                    const config::Method& method);

  Environment environment_;
  std::shared_ptr<ServerLoop> home_;
  tacacs::Clients tacacs_;
  radius::Clients radius_;
};

}  // namespace ferry::aaa
