#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ssh/auth/public_key_claim.h"
#include "ssh/auth/server_authentication.h"
#include "ssh/keys.h"
#include "support/packet_list.h"

/// A server's authentication alone, and what clients send to it.
namespace ferry::ssh {

using testing::PacketList;

inline const ByteVector session_id(32, 7);

inline ServerAuthenticationOptions with_session(ServerAuthenticationOptions options) {
  options.session_id = session_id;
  return options;
}

/// A server's login, driven packet by packet.
struct Login {
  explicit Login(ServerAuthenticationOptions options = {})
      : authentication(with_session(std::move(options)), out, events) {}

  Result<void> receive(const ByteVector& packet) { return authentication.received(packet, sequence++); }
  template <wire::Message M>
  Result<void> receive(const M& message) {
    return receive(wire::encode(message));
  }

  void start() {
    ASSERT_TRUE(receive(ServiceRequest{.service = "ssh-userauth"}));
    out.take<ServiceAccept>();
  }

  /// The question that is open; fails the test if there is none or it is about something else.
  template <class About>
  About question(const std::string& user = "alice") {
    const auto event = events.pop();
    if (!event || !std::holds_alternative<DecisionNeeded>(*event)) {
      ADD_FAILURE() << "no decision is needed";
      return {};
    }
    auto& needed = const_cast<DecisionNeeded&>(std::get<DecisionNeeded>(*event));
    EXPECT_EQ(needed.user, user);
    EXPECT_TRUE(std::holds_alternative<About>(needed.attempt));
    return std::get<About>(std::move(needed.attempt));
  }

  PacketList out;
  EventQueue events;
  ServerAuthentication authentication;
  std::uint32_t sequence = 3;
};

inline ByteVector method_data(auto... fields) {
  ByteVector data;
  wire::Writer out{data};
  (out.write(fields), ...);
  return data;
}

inline ByteVector request(std::string_view method, const ByteVector& data, std::string_view user = "alice",
                          std::string_view service = "ssh-connection") {
  return wire::encode(
      UserauthRequest{.user = user, .service = service, .method = method, .method_data = {data}});
}

using Text = std::string_view;

inline ByteVector none_request() {
  return request("none", {});
}
inline ByteVector password_request(Text password, Text user = "alice") {
  return request("password", method_data(false, password), user);
}
inline ByteVector interactive_request(Text user = "alice") {
  return request("keyboard-interactive", method_data(Text{}, Text{}), user);
}
inline ByteVector answer_packet(std::initializer_list<Text> answers) {
  ByteVector rest;
  wire::Writer out{rest};
  for (const Text answer : answers) out.write(answer);
  return wire::encode(
      UserauthInfoResponse{.count = static_cast<std::uint32_t>(answers.size()), .responses = {rest}});
}

inline const crypto::PrivateKey& ed25519_key() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}
inline const crypto::PrivateKey& ecdsa_key() {
  static const auto key = crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256);
  return key;
}
inline const crypto::PrivateKey& rsa_key() {
  static const auto key = crypto::PrivateKey::generate_rsa(2048);
  return key;
}

inline ByteVector query_request(const crypto::PrivateKey& key, Text algorithm) {
  const ByteVector blob = encode_public_key(key.public_key());
  return request("publickey", method_data(false, algorithm, Bytes{blob}));
}

struct Proof {
  const crypto::PrivateKey* key = &ed25519_key();
  Text algorithm = "ssh-ed25519";
  Text signed_with = "ssh-ed25519";  // the algorithm that the signature was really made with
  Text signed_user = "alice";
  ByteVector signed_session = session_id;

  [[nodiscard]] ByteVector packet() const {
    const ByteVector blob = encode_public_key(key->public_key());
    const ByteVector text = signed_login(signed_session, {signed_user, algorithm, blob});
    const ByteVector signature = sign(*key, *find_signature_algorithm(signed_with), text);
    return request("publickey", method_data(true, algorithm, Bytes{blob}, Bytes{signature}));
  }
};

inline void expect_failure(Login& login) {
  const auto failure = login.out.take<UserauthFailure>();
  EXPECT_EQ(failure.methods.text, "publickey,keyboard-interactive,password");
  EXPECT_FALSE(failure.partial_success);
}

}  // namespace ferry::ssh
