#include "aaa/radius/protection.h"

#include <algorithm>

#include "crypto/hash.h"
#include "crypto/mac.h"

namespace ferry::aaa::radius {
namespace {

using crypto::HashKind;

PacketAuthenticator to_authenticator(Bytes digest) {
  PacketAuthenticator authenticator{};
  std::ranges::copy(digest, authenticator.begin());
  return authenticator;
}

void put(MutableBytes packet, std::size_t at, const PacketAuthenticator& authenticator) {
  std::ranges::copy(authenticator, packet.begin() + static_cast<std::ptrdiff_t>(at));
}

/// None, or the one there is; an error for two, for one of another length, and for one that is wrong.
std::expected<const Attribute*, Refusal> find_message_authenticator(const Packet& reply) {
  const auto is_one = [](const Attribute& attribute) {
    return attribute.type == AttributeType::message_authenticator;
  };
  const auto count = std::ranges::count_if(reply.attributes, is_one);
  if (count == 0) return nullptr;
  const Attribute* const only = reply.find(AttributeType::message_authenticator);
  if (count > 1 || only->value.size() != PacketAuthenticator{}.size())
    return std::unexpected(Refusal::wrong_message_authenticator);
  return only;
}

bool is_right(const Packet& reply, const Attribute& attribute, const PacketAuthenticator& request,
              const Secret& key) {
  ByteVector signed_bytes{reply.bytes.begin(), reply.bytes.end()};
  put(signed_bytes, authenticator_at, request);
  put(signed_bytes, static_cast<std::size_t>(attribute.value.data() - reply.bytes.data()), {});
  return equal_secrets(message_authenticator(signed_bytes, key), attribute.value);
}

}  // namespace

std::string_view describe(Refusal refusal) {
  switch (refusal) {
    case Refusal::malformed:
      return "it is malformed";
    case Refusal::not_a_reply:
      return "it is no reply";
    case Refusal::without_message_authenticator:
      return "it has no Message-Authenticator";
    case Refusal::wrong_message_authenticator:
      return "its Message-Authenticator is wrong (is the key right?)";
    case Refusal::wrong_authenticator:
      return "its authenticator is wrong (is the key right?)";
  }
  return "";
}

ByteVector hide_password(Bytes password, const PacketAuthenticator& request, const Secret& key) {
  constexpr std::size_t block = 16;
  const std::size_t blocks = std::max<std::size_t>(1, (password.size() + block - 1) / block);
  ByteVector hidden(blocks * block);
  std::ranges::copy(password, hidden.begin());
  crypto::Hash md5{HashKind::md5};
  Bytes before = request;
  for (std::size_t at = 0; at < hidden.size(); at += block) {
    ByteVector pad = md5.update(key.reveal()).update(before).finish();
    for (std::size_t i = 0; i < block; ++i) hidden[at + i] ^= pad[i];
    before = Bytes{hidden}.subspan(at, block);
    wipe(pad);
  }
  return hidden;
}

PacketAuthenticator message_authenticator(Bytes packet, const Secret& key) {
  return to_authenticator(crypto::hmac(HashKind::md5, key.reveal(), packet));
}

PacketAuthenticator response_authenticator(Bytes reply, const PacketAuthenticator& request,
                                           const Secret& key) {
  crypto::Hash md5{HashKind::md5};
  md5.update(reply.first(authenticator_at)).update(request).update(reply.subspan(header_size));
  return to_authenticator(md5.update(key.reveal()).finish());
}

Result<ByteVector> seal_request(Identifier identifier, const PacketAuthenticator& authenticator,
                                Bytes attributes, const Secret& key) {
  AttributeWriter first;
  first.add(AttributeType::message_authenticator, PacketAuthenticator{});
  auto all = first.finish();
  if (!all) return all;
  const std::size_t value_at = header_size + all->size() - authenticator.size();
  all->insert(all->end(), attributes.begin(), attributes.end());
  auto packet = encode(Code::access_request, identifier, authenticator, *all);
  if (packet) put(*packet, value_at, message_authenticator(*packet, key));
  return packet;
}

std::expected<Packet, Refusal> open_reply(Bytes datagram, const PacketAuthenticator& request,
                                          const Secret& key, MessageAuthenticatorRule rule) {
  auto reply = decode(datagram);
  if (!reply) return std::unexpected(Refusal::malformed);
  if (reply->code == Code::access_request || reply->code == Code::accounting_request)
    return std::unexpected(Refusal::not_a_reply);
  const auto attribute = find_message_authenticator(*reply);
  if (!attribute) return std::unexpected(attribute.error());
  if (*attribute == nullptr && rule == MessageAuthenticatorRule::required)
    return std::unexpected(Refusal::without_message_authenticator);
  if (*attribute != nullptr && !is_right(*reply, **attribute, request, key))
    return std::unexpected(Refusal::wrong_message_authenticator);
  if (!equal_secrets(response_authenticator(reply->bytes, request, key), reply->authenticator))
    return std::unexpected(Refusal::wrong_authenticator);
  return std::move(*reply);
}

}  // namespace ferry::aaa::radius
