#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ssh/transport/transport.h"
#include "support/fixed_random.h"

namespace ferry::testing {

/// One host key of each type, made once per test program: RSA takes its time.
inline const std::shared_ptr<const ssh::HostKeys>& all_host_keys() {
  static const auto keys = [] {
    auto made = std::make_shared<ssh::HostKeys>();
    made->add(crypto::PrivateKey::generate_ed25519());
    made->add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256));
    made->add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp384));
    made->add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp521));
    made->add(crypto::PrivateKey::generate_rsa(2048));
    return std::shared_ptr<const ssh::HostKeys>{std::move(made)};
  }();
  return keys;
}

/// Keys that cost nothing to make, for tests that do not care.
inline const std::shared_ptr<const ssh::HostKeys>& quick_host_keys() {
  static const auto keys = [] {
    auto made = std::make_shared<ssh::HostKeys>();
    made->add(crypto::PrivateKey::generate_ed25519());
    made->add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256));
    return std::shared_ptr<const ssh::HostKeys>{std::move(made)};
  }();
  return keys;
}

/// Everything that `transport` wants to send, taken off its queue.
inline ByteVector take_output(ssh::Transport& transport) {
  ByteVector bytes;
  while (transport.output_size() > 0) {
    std::size_t taken = 0;
    for (const Bytes piece : transport.output()) {
      bytes.insert(bytes.end(), piece.begin(), piece.end());
      taken += piece.size();
    }
    transport.output_sent(taken);
  }
  return bytes;
}

/// A transport whose questions are answered at once and whose events are written down.
class TransportUnderTest {
 public:
  explicit TransportUnderTest(ssh::TransportOptions options, std::uint64_t seed = 1)
      : random_(seed), transport_(std::move(options), random_, TimePoint{std::chrono::hours{1}}) {}

  ssh::Transport* operator->() { return &transport_; }
  ssh::Transport& operator*() { return transport_; }

  /// Receives `bytes`, at most `most` at a time, and handles every event that follows.
  void feed(Bytes bytes, std::size_t most = SIZE_MAX) {
    while (!bytes.empty()) {
      const MutableBytes space = transport_.input_space();
      const std::size_t size = std::min({most, space.size(), bytes.size()});
      std::memcpy(space.data(), bytes.data(), size);
      transport_.received(size, now);
      bytes = bytes.subspan(size);
      handle_events();
    }
  }

  void handle_events() {
    while (auto event = transport_.next_event()) handle(*event);
  }

  [[nodiscard]] bool ended() const { return failed.has_value() || goodbye.has_value(); }

  TimePoint now{std::chrono::hours{1}};
  bool trusts_host_key = true;
  int exchanges = 0;  // KeysChanged seen
  int computations = 0;
  bool was_expensive = false;
  std::vector<ByteVector> host_keys;  // offered
  std::vector<ByteVector> payloads;
  std::vector<std::uint32_t> sequences;  // of the payloads
  std::optional<ssh::Failure> failed;
  std::optional<ssh::PeerDisconnected> goodbye;
  /// Called for each payload, before it is written down.
  std::function<void(Bytes)> on_payload;

 private:
  void handle(ssh::TransportEvent& event) {
    if (auto* needed = std::get_if<ssh::ComputationNeeded>(&event)) {
      was_expensive = needed->computation->expensive();
      ++computations;
      needed->computation->run();
      transport_.computed(std::move(needed->computation));
    } else if (auto* offered = std::get_if<ssh::HostKeyOffered>(&event)) {
      host_keys.push_back(std::move(offered->blob));
      transport_.host_key_verdict(trusts_host_key);
    } else if (std::holds_alternative<ssh::KeysChanged>(event)) {
      ++exchanges;
    } else if (auto* received = std::get_if<ssh::PayloadReceived>(&event)) {
      if (on_payload) on_payload(received->payload);
      payloads.emplace_back(received->payload.begin(), received->payload.end());
      sequences.push_back(received->sequence);
    } else if (auto* peer = std::get_if<ssh::PeerDisconnected>(&event)) {
      goodbye = std::move(*peer);
    } else if (auto* failure = std::get_if<ssh::Failed>(&event)) {
      failed = std::move(failure->failure);
    }
  }

  FixedRandom random_;
  ssh::Transport transport_;
};

inline ssh::TransportOptions client_transport_options() {
  return {.role = ssh::Role::client, .software = "FerryTestClient", .host_keys = nullptr, .rekey = {}};
}

inline ssh::TransportOptions server_transport_options() {
  return {
      .role = ssh::Role::server, .software = "FerryTestServer", .host_keys = quick_host_keys(), .rekey = {}};
}

/// A client and a server with nothing between them but two queues of bytes.
struct TransportPair {
  explicit TransportPair(ssh::TransportOptions client_side = client_transport_options(),
                         ssh::TransportOptions server_side = server_transport_options())
      : client(std::move(client_side), 1), server(std::move(server_side), 2) {}

  /// Carries bytes both ways, `most` at a time, until nobody has anything to say.
  void run(std::size_t most = SIZE_MAX) {
    client.handle_events();
    server.handle_events();
    for (;;) {
      const ByteVector up = take_output(*client);
      server.feed(up, most);
      const ByteVector down = take_output(*server);
      client.feed(down, most);
      if (up.empty() && down.empty()) return;
    }
  }

  /// Runs the first exchange and opens both sides for every message of the connection protocol.
  void open() {
    run();
    client->authenticated();
    server->authenticated();
  }

  TransportUnderTest client;
  TransportUnderTest server;
};

}  // namespace ferry::testing
