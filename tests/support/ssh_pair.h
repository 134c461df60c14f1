#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "crypto/signature.h"
#include "ssh/connection/connection.h"
#include "support/fixed_random.h"

namespace ferry::testing {

/// One side of an SSH connection for a test to script: a Connection whose chores (key exchange, host key,
/// window) are done by themselves, and whose events wait in a list.
class SshPeer {
 public:
  explicit SshPeer(ssh::ConnectionOptions options, std::uint64_t seed = 1)
      : random_(seed), now_(std::chrono::hours{1}), connection_(std::move(options), random_, now_) {}

  /// Every event, except those that were handled here: ComputationNeeded, HostKeyOffered, questions that
  /// `decide` answered, and data while `consume` is set.
  std::deque<ssh::Event> events;
  /// Answers DecisionNeeded; unset, the question goes to `events`.
  std::function<ssh::Decision(const ssh::DecisionNeeded&)> decide;
  /// Answers channel requests; unset, yes. Either way they go to `events`.
  std::function<bool(const ssh::ChannelRequested&)> answer;
  /// Take data into `data` and `errors` and give the window back; otherwise it goes to `events`.
  bool consume = true;
  std::map<ssh::ChannelId, std::string> data, errors;
  bool trust_host_key = true;

  ssh::Connection& operator*() { return connection_; }
  ssh::Connection* operator->() { return &connection_; }

  /// Takes bytes from the wire, at most `fragment` at a time.
  void receive(Bytes bytes, std::size_t fragment = std::numeric_limits<std::size_t>::max()) {
    while (!bytes.empty()) {
      const MutableBytes space = connection_.input_space();
      const std::size_t size = std::min({bytes.size(), space.size(), fragment});
      std::ranges::copy(bytes.first(size), space.begin());
      connection_.received(size, now_);
      handle_events();
      bytes = bytes.subspan(size);
    }
  }

  /// What stands in the output, which is gone from there.
  [[nodiscard]] ByteVector take_output() {
    ByteVector bytes;
    while (connection_.transport().output_size() > 0) {
      std::size_t size = 0;
      for (const Bytes piece : connection_.transport().output()) {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        size += piece.size();
      }
      if (size == 0) break;
      connection_.transport().output_sent(size);
    }
    return bytes;
  }

  void handle_events() {
    while (auto event = connection_.next_event()) handle(std::move(*event));
  }

  void advance(Duration by) {
    now_ += by;
    connection_.transport().tick(now_);
    handle_events();
  }

  /// Takes the oldest event of type `E` out of the list.
  template <class E>
  std::optional<E> take() {
    const auto found =
        std::ranges::find_if(events, [](const auto& event) { return std::holds_alternative<E>(event); });
    if (found == events.end()) return std::nullopt;
    E event = std::get<E>(std::move(*found));
    events.erase(found);
    return event;
  }

  template <class E>
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [](const auto& event) { return std::holds_alternative<E>(event); }));
  }

 private:
  void handle(ssh::Event event) {
    if (auto* computation = std::get_if<ssh::ComputationNeeded>(&event)) {
      computation->computation->run();
      connection_.transport().computed(std::move(computation->computation));
    } else if (std::holds_alternative<ssh::HostKeyOffered>(event)) {
      connection_.transport().host_key_verdict(trust_host_key);
    } else if (const auto* question = std::get_if<ssh::DecisionNeeded>(&event);
               question != nullptr && decide) {
      connection_.decide(decide(*question));
    } else if (const auto* arrived = std::get_if<ssh::ChannelData>(&event); arrived != nullptr && consume) {
      (arrived->is_stderr ? errors : data)[arrived->channel] += as_text(arrived->data);
      connection_.consumed(arrived->channel, arrived->data.size());
    } else {
      if (const auto* request = std::get_if<ssh::ChannelRequested>(&event); request && request->wants_reply) {
        connection_.reply(request->channel, !answer || answer(*request));
      }
      events.push_back(std::move(event));
    }
  }

  FixedRandom random_;
  TimePoint now_;
  ssh::Connection connection_;
};

/// Host keys for tests: one Ed25519 key, new in each run.
inline std::shared_ptr<const ssh::HostKeys> test_host_keys() {
  static const auto keys = [] {
    auto made = std::make_shared<ssh::HostKeys>();
    made->add(crypto::PrivateKey::generate_ed25519());
    return made;
  }();
  return keys;
}

inline ssh::ConnectionOptions server_options() {
  ssh::ConnectionOptions options;
  options.transport.role = ssh::Role::server;
  options.transport.host_keys = test_host_keys();
  return options;
}

inline ssh::ConnectionOptions client_options() {
  ssh::ConnectionOptions options;
  options.transport.role = ssh::Role::client;
  return options;
}

/// A client and a server with a wire between them.
class SshPair {
 public:
  explicit SshPair(ssh::ConnectionOptions client_side = client_options(),
                   ssh::ConnectionOptions server_side = server_options())
      : client(std::move(client_side), 1), server(std::move(server_side), 2) {}

  SshPeer client;
  SshPeer server;
  /// Bytes given to a side at once.
  std::size_t fragment = std::numeric_limits<std::size_t>::max();

  /// Carries bytes both ways until neither side has more to say; false if nobody had anything.
  bool run() {
    bool moved = false;
    client.handle_events();
    server.handle_events();
    while (true) {
      const ByteVector up = client.take_output();
      server.receive(up, fragment);
      const ByteVector down = server.take_output();
      client.receive(down, fragment);
      if (up.empty() && down.empty()) return moved;
      moved = true;
    }
  }

  /// Until the client may log in.
  void connect() {
    run();
    ASSERT_TRUE(client.take<ssh::CredentialsNeeded>()) << "no connection came about";
  }

  /// Connects and logs `user` in with a password that the server takes.
  void log_in(const std::string& user = "admin") {
    connect();
    const auto before =
        std::exchange(server.decide, [](const ssh::DecisionNeeded&) { return ssh::Accept{}; });
    client->try_password(user, Secret{std::string_view{"secret"}});
    run();
    server.decide = before;
    ASSERT_TRUE(client.take<ssh::LoggedIn>()) << "no login came about";
    ASSERT_TRUE(server.take<ssh::LoggedIn>());
  }

  /// Opens a session; the number is the client's. The server's is in its ChannelOpened event, which stays.
  ssh::ChannelId open() {
    const auto channel = client->open_session();
    run();
    EXPECT_TRUE(client.take<ssh::ChannelOpened>()) << "the server opened no session";
    return channel;
  }
};

}  // namespace ferry::testing
