#include "aaa/radius/access_request.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.h"

namespace ferry::aaa::radius {
namespace {

/// NAS-Port-Type, RFC 2865 section 5.41.
enum class PortType : std::uint32_t { asynchronous = 0, virtual_terminal = 5 };

}  // namespace

void add_nas_address(AttributeWriter& writer, const std::string& address) {
  std::array<Byte, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) {
    writer.add(AttributeType::nas_ip_address, Bytes{bytes}.first(4));
  } else if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) {
    writer.add(AttributeType::nas_ipv6_address, Bytes{bytes});
  }
}

// As IOS has them: the console is tty 0.
void add_port(AttributeWriter& writer, const Origin& origin) {
  const unsigned line = origin.console ? 0 : origin.line;
  const PortType type = origin.console ? PortType::asynchronous : PortType::virtual_terminal;
  writer.add(AttributeType::nas_port, std::uint32_t{line});
  writer.add(AttributeType::nas_port_type, std::to_underlying(type));
  writer.add(AttributeType::nas_port_id, fmt::format("tty{}", line));
  if (!origin.console) writer.add(AttributeType::calling_station_id, origin.address);
}

bool is_user_name(std::string_view user) {
  return !user.empty() && user.size() <= longest_value && printable(user) == user;
}

Result<ByteVector> seal(const AccessRequest& request, const std::string& nas_address, Identifier identifier,
                        const PacketAuthenticator& authenticator, const Secret& key) {
  AttributeWriter writer;
  writer.add(AttributeType::user_name, request.user);
  writer.add(AttributeType::user_password, hide_password(request.password.reveal(), authenticator, key));
  writer.add(AttributeType::state, Bytes{request.state});
  add_nas_address(writer, nas_address);
  add_port(writer, request.origin);
  const auto attributes = writer.finish();
  if (!attributes) return attributes;
  return seal_request(identifier, authenticator, *attributes, key);
}

}  // namespace ferry::aaa::radius
