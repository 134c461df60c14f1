#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "aaa/radius/protection.h"

namespace ferry::testing {

/// What a RADIUS server says in a test.
struct RadiusReply {
  aaa::radius::Code code = aaa::radius::Code::access_accept;
  std::string text = {};   // Reply-Message
  std::string state = {};  // State
  std::vector<std::pair<aaa::radius::AttributeType, ByteVector>> attributes = {};
  int message_authenticators = 1;
  bool message_authenticator_last = false;
};

/// The reply to a request with this identifier and authenticator, as a server writes it.
inline ByteVector radius_reply(const RadiusReply& reply, aaa::radius::Identifier identifier,
                               const aaa::radius::PacketAuthenticator& request, const Secret& key) {
  using namespace aaa::radius;
  AttributeWriter writer;
  const auto add_authenticators = [&] {
    for (int count = 0; count < reply.message_authenticators; ++count)
      writer.add(AttributeType::message_authenticator, PacketAuthenticator{});
  };
  if (!reply.message_authenticator_last) add_authenticators();
  writer.add(AttributeType::reply_message, reply.text);
  writer.add(AttributeType::state, reply.state);
  for (const auto& [type, value] : reply.attributes) writer.add(type, value);
  if (reply.message_authenticator_last) add_authenticators();
  ByteVector bytes = encode(reply.code, identifier, request, writer.finish().value()).value();
  const auto packet = decode(bytes).value();
  const auto right = message_authenticator(bytes, key);
  if (const auto* const attribute = packet.find(AttributeType::message_authenticator))
    std::ranges::copy(right, bytes.begin() + (attribute->value.data() - bytes.data()));
  const auto authenticator = response_authenticator(bytes, request, key);
  std::ranges::copy(authenticator, bytes.begin() + authenticator_at);
  return bytes;
}

}  // namespace ferry::testing
