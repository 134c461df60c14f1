#include "ssh/state_table.h"

#include <gtest/gtest.h>

#include "support/scripted_transport.h"

namespace ferry::ssh {
namespace {

using testing::client_transport_options;
using testing::ScriptedTransport;
using testing::server_transport_options;
using testing::TransportUnderTest;

/// What came of a message, as the peer sees it.
enum class Outcome { delivered, handled, unimplemented, dropped, refused };

std::ostream& operator<<(std::ostream& out, Outcome outcome) {
  constexpr std::array names{"delivered", "handled", "unimplemented", "dropped", "refused"};
  return out << names[static_cast<std::size_t>(outcome)];
}

struct Scene {
  Role receiver = Role::server;
  Situation situation{};
  bool first = true;  // the first exchange, or a later one
  bool strict = false;

  [[nodiscard]] std::string name() const {
    return std::string{receiver == Role::server ? "server" : "client"} + ", situation " +
           std::to_string(static_cast<int>(situation)) + (first ? ", first exchange" : ", later exchange") +
           (strict ? ", strict" : ", relaxed");
  }
};

bool uses_group_exchange(Situation situation) {
  return situation == Situation::gex_request || situation == Situation::gex_group ||
         situation == Situation::gex_init || situation == Situation::gex_reply;
}

/// A transport that has been brought into a situation, and whoever brought it there.
class Stage {
 public:
  explicit Stage(const Scene& scene)
      : scene_(scene),
        transport(scene.receiver == Role::server ? server_transport_options() : client_transport_options()),
        peer(scene.receiver == Role::server ? Role::client : Role::server, transport,
             lists(scene.situation)) {
    peer.identify();
    const bool exchanging = exchanging_keys(scene.situation);
    if (exchanging && scene.first) {
      enter_exchange();
      return;
    }
    peer.exchange_keys({.markers = markers(), .first_method = "", .first_packet_follows = false});
    if (exchanging) {
      transport->authenticated();
      enter_exchange();
    } else if (scene.situation == Situation::service_request) {
      peer.send({2, 0, 0, 0, 0});
    } else if (scene.situation == Situation::authentication) {
      transport->phase(Phase::authentication);
    } else if (scene.situation == Situation::open) {
      transport->authenticated();
    }
    settle();
  }

  Outcome send(std::uint8_t number) {
    const auto delivered = transport.payloads.size();
    peer.send({number});
    peer.exchange_bytes();
    if (transport.failed && transport.failed->message.ends_with("is not allowed now"))
      return Outcome::refused;
    bool answered = false;
    while (const auto answer = peer.receive()) {
      answered = true;
      if ((*answer)[0] == 3) return Outcome::unimplemented;
    }
    if (transport.payloads.size() > delivered) return Outcome::delivered;
    return transport.ended() || answered || is_acted_on(number) ? Outcome::handled : Outcome::dropped;
  }

 private:
  static AlgorithmLists lists(Situation situation) {
    AlgorithmLists lists = AlgorithmLists::defaults();
    lists.kex = {uses_group_exchange(situation) ? "diffie-hellman-group-exchange-sha256"
                                                : "curve25519-sha256"};
    lists.host_key = {"ssh-ed25519"};
    return lists;
  }

  /// Messages that leave no trace when all is well.
  bool is_acted_on(std::uint8_t number) const {
    return (number >= 2 && number <= 4) || (number == 21 && scene_.situation == Situation::newkeys);
  }

  std::string markers() const {
    if (!scene_.strict) return "";
    return scene_.receiver == Role::server ? "kex-strict-c-v00@openssh.com" : "kex-strict-s-v00@openssh.com";
  }

  void enter_exchange() {
    const Situation situation = scene_.situation;
    if (situation == Situation::first_kexinit) return;
    const bool guess = situation == Situation::wrong_guess;
    peer.send_kexinit({.markers = scene_.first ? markers() : "",
                       .first_method = guess ? "ecdh-sha2-nistp256" : "",
                       .first_packet_follows = guess});
    peer.read_kexinit();
    if (guess) return settle();
    if (situation == Situation::newkeys) {
      peer.exchange_until_newkeys();
      peer.read_newkeys();
    } else {
      peer.start_exchange();
      reach_group_exchange_message(situation);
    }
    settle();
  }

  void reach_group_exchange_message(Situation situation) {
    peer.exchange_bytes();
    if (situation == Situation::gex_init) {
      peer.send(peer.first_message());
      peer.exchange_bytes();
    } else if (situation == Situation::gex_reply) {
      peer.send(peer.step(peer.receive().value()).value());
      peer.exchange_bytes();
    }
  }

  /// Everything said so far has been said and read.
  void settle() {
    peer.exchange_bytes();
    while (peer.receive()) {
    }
  }

  Scene scene_;

 public:
  TransportUnderTest transport;
  ScriptedTransport peer;
};

/// The rules again, written as prose rather than as a table, from the RFCs.
Outcome expected(const Scene& scene, std::uint8_t number) {
  const bool server = scene.receiver == Role::server;
  const Situation at = scene.situation;
  const bool in_exchange = exchanging_keys(at);
  const bool strict_now = scene.strict && scene.first && in_exchange && at != Situation::first_kexinit;
  const auto only_if = [](bool allowed, Outcome outcome) { return allowed ? outcome : Outcome::refused; };

  if (number == 1) return Outcome::handled;
  if (number >= 2 && number <= 4) return only_if(!strict_now, Outcome::handled);
  if (at == Situation::wrong_guess && number >= 30 && number <= 49) return Outcome::dropped;

  const bool before_service = at == Situation::fresh_keys || at == Situation::service_request;
  const bool authenticating = at == Situation::authentication;
  switch (number) {
    case 5:
      // Paramiko asks for ssh-userauth again before each login attempt.
      return only_if(server && (before_service || authenticating), Outcome::delivered);
    case 6:
      return only_if(!server && before_service, Outcome::delivered);
    case 7:
      return only_if(at == Situation::fresh_keys || (!server && authenticating), Outcome::handled);
    case 8:
      return Outcome::refused;
    case 20:
      return only_if(!in_exchange || at == Situation::first_kexinit, Outcome::handled);
    case 21:
      return only_if(at == Situation::newkeys, Outcome::handled);
    case 30:
      return only_if(at == Situation::kexdh_init || at == Situation::gex_request, Outcome::handled);
    case 31:
      return only_if(at == Situation::kexdh_reply || at == Situation::gex_group, Outcome::handled);
    case 32:
      return only_if(at == Situation::gex_init, Outcome::handled);
    case 33:
      return only_if(at == Situation::gex_reply, Outcome::handled);
    case 34:
      return only_if(at == Situation::gex_request, Outcome::handled);
    case 50:
      if (server && at == Situation::open) return Outcome::dropped;
      return only_if(server && authenticating, Outcome::delivered);
    case 61:
      return only_if(server && authenticating, Outcome::delivered);
    case 51:
    case 52:
    case 53:
    case 60:
      return only_if(!server && authenticating, Outcome::delivered);
    case 192:
      return only_if(server && !in_exchange, Outcome::handled);
    default:
      break;
  }
  const bool connection_protocol = (number >= 80 && number <= 82) || (number >= 90 && number <= 100);
  if (connection_protocol) return only_if(at == Situation::open, Outcome::delivered);
  if (strict_now || (in_exchange && number > 29)) return Outcome::refused;
  return Outcome::unimplemented;
}

bool leaves_the_situation(const Scene& scene, std::uint8_t number, Outcome outcome) {
  if (scene.situation == Situation::fresh_keys || outcome == Outcome::refused) return true;
  if (scene.situation == Situation::wrong_guess && outcome == Outcome::dropped) return true;
  return outcome == Outcome::handled && !(number >= 2 && number <= 4);
}

void expect_every_number(const Scene& scene) {
  std::optional<Stage> stage;
  for (int number = 0; number < 256; ++number) {
    const auto byte = static_cast<std::uint8_t>(number);
    if (!stage) stage.emplace(scene);
    const Outcome outcome = stage->send(byte);
    EXPECT_EQ(outcome, expected(scene, byte)) << scene.name() << ", message " << number;
    if (stage->transport.failed) EXPECT_EQ(stage->transport.failed->reason, DisconnectReason::protocol_error);
    if (leaves_the_situation(scene, byte, outcome)) stage.reset();
  }
}

std::vector<Situation> situations(Role receiver) {
  using enum Situation;
  if (receiver == Role::server) {
    return {first_kexinit, wrong_guess, kexdh_init,      gex_request,    gex_init,
            newkeys,       fresh_keys,  service_request, authentication, open};
  }
  return {first_kexinit, wrong_guess, kexdh_reply,     gex_group,      gex_reply,
          newkeys,       fresh_keys,  service_request, authentication, open};
}

class StateTable : public ::testing::TestWithParam<std::tuple<Role, bool, bool>> {};

TEST_P(StateTable, DecidesEveryMessageInEverySituation) {
  const auto [receiver, first, strict] = GetParam();
  for (const Situation situation : situations(receiver)) {
    const bool has_later = exchanging_keys(situation) && situation != Situation::first_kexinit;
    if (!first && !has_later) continue;
    expect_every_number({.receiver = receiver, .situation = situation, .first = first, .strict = strict});
  }
}

INSTANTIATE_TEST_SUITE_P(EveryRoleAndStrictness, StateTable,
                         ::testing::Combine(::testing::Values(Role::client, Role::server), ::testing::Bool(),
                                            ::testing::Bool()));

TEST(StateTableRows, NameEveryMessageOnce) {
  for (const MessageRow& row : message_rows()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_EQ(row.taken & row.ignored, 0) << row.name;
  }
  EXPECT_EQ(describe_message(94), "CHANNEL_DATA");
  EXPECT_EQ(describe_message(199), "message 199");
}

}  // namespace
}  // namespace ferry::ssh
