// rooms: aaa
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "aaa/radius/authentication.h"
#include "support/radius_server.h"

using namespace ferry;
using namespace ferry::aaa;
using namespace ferry::aaa::radius;

namespace {

/// What decodes is written again as it was; attributes without a value are left out.
void check_again(const Packet& packet) {
  AttributeWriter writer;
  for (const Attribute& attribute : packet.attributes) writer.add(attribute.type, attribute.value);
  const auto attributes = writer.finish();
  if (!attributes) std::abort();
  const auto again = encode(packet.code, packet.identifier, packet.authenticator, *attributes);
  if (!again || again->size() > packet.bytes.size() || !decode(*again)) std::abort();
}

/// Nothing but an accept lets anybody in, and no level is above the highest.
void check_verdict(const Packet& packet) {
  Authentication login{{.service = Service::login, .origin = {.user = "user", .address = "10.1.1.1"}}};
  static_cast<void>(login.start());
  static_cast<void>(login.answer(Secret{"password"}));
  const auto step = login.receive(packet);
  const auto* const answer = std::get_if<ServerAnswer>(&step);
  if (answer == nullptr) return;
  if (answer->outcome == Outcome::pass && packet.code != Code::access_accept) std::abort();
  if (answer->login_level.value_or(0) > 15) std::abort();
}

}  // namespace

/// A datagram that came from a server.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes datagram{data, size};
  const Secret key{"xyzzy5461"};
  for (const auto rule : {MessageAuthenticatorRule::required, MessageAuthenticatorRule::optional})
    static_cast<void>(open_reply(datagram, {}, key, rule));
  const auto packet = decode(datagram);
  if (!packet) return 0;
  check_again(*packet);
  if (packet->code != Code::access_request) check_verdict(*packet);
  return 0;
}
