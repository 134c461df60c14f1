#include "aaa/radius/packet.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::aaa::radius {
namespace {

constexpr std::size_t attribute_header = 2;  // type and length, which counts these two

std::unexpected<Error> refused(std::string why) {
  return failure(ErrorCode::invalid, "RADIUS packet: " + std::move(why));
}

bool is_known(Code code) {
  return !describe(code).empty();
}

/// False if they do not add up.
bool read_attributes(Bytes bytes, std::vector<Attribute>& attributes) {
  while (!bytes.empty()) {
    if (bytes.size() < attribute_header) return false;
    const std::size_t size = bytes[1];
    if (size < attribute_header || size > bytes.size()) return false;
    attributes.push_back({AttributeType{bytes[0]}, bytes.subspan(attribute_header, size - attribute_header)});
    bytes = bytes.subspan(size);
  }
  return true;
}

}  // namespace

std::string_view describe(Code code) {
  switch (code) {
    case Code::access_request:
      return "Access-Request";
    case Code::access_accept:
      return "Access-Accept";
    case Code::access_reject:
      return "Access-Reject";
    case Code::accounting_request:
      return "Accounting-Request";
    case Code::accounting_response:
      return "Accounting-Response";
    case Code::access_challenge:
      return "Access-Challenge";
  }
  return {};
}

const Attribute* Packet::find(AttributeType type) const {
  const auto found = std::ranges::find(attributes, type, &Attribute::type);
  return found == attributes.end() ? nullptr : &*found;
}

std::string Packet::text(AttributeType type) const {
  std::string all;
  for (const Attribute& attribute : attributes) {
    if (attribute.type == type) all += as_text(attribute.value);
  }
  return all;
}

Result<Packet> decode(Bytes datagram) {
  if (datagram.size() < header_size) return refused("shorter than its header");
  wire::Reader in{datagram};
  Packet packet;
  std::uint16_t length = 0;
  in.read(packet.code);
  in.read(packet.identifier);
  in.read(length);
  if (!is_known(packet.code)) return refused(fmt::format("unknown code {}", std::to_underlying(packet.code)));
  if (length < header_size || length > longest_packet)
    return refused(fmt::format("a length of {} bytes", length));
  if (length > datagram.size()) return refused("shorter than its length");
  std::ranges::copy(in.take(packet.authenticator.size()), packet.authenticator.begin());
  packet.bytes = datagram.first(length);
  if (!read_attributes(packet.bytes.subspan(header_size), packet.attributes))
    return refused("the attributes do not add up to its length");
  return packet;
}

void AttributeWriter::add(AttributeType type, Bytes value) {
  if (value.empty()) return;
  if (value.size() > longest_value) {
    too_long_ = true;
    return;
  }
  wire::Writer out{bytes_};
  out.write(type);
  out.write(static_cast<std::uint8_t>(value.size() + attribute_header));
  out.raw(value);
}

void AttributeWriter::add(AttributeType type, std::uint32_t value) {
  ByteVector bytes;
  wire::Writer{bytes}.write(value);
  add(type, Bytes{bytes});
}

void AttributeWriter::add_pair(std::string_view name, std::string_view value) {
  constexpr std::uint32_t cisco = 9;
  constexpr std::uint8_t pair_type = 1;
  constexpr std::size_t room = longest_value - sizeof cisco - attribute_header;
  const std::string text = fmt::format("{}={}", name, value).substr(0, room);
  ByteVector bytes;
  wire::Writer out{bytes};
  out.write(cisco);
  out.write(pair_type);
  out.write(static_cast<std::uint8_t>(text.size() + attribute_header));
  out.raw(as_bytes(text));
  add(AttributeType::vendor_specific, Bytes{bytes});
}

Result<ByteVector> AttributeWriter::finish() {
  if (too_long_) return refused("a value is too long");
  return std::move(bytes_);
}

Result<ByteVector> encode(Code code, Identifier identifier, const PacketAuthenticator& authenticator,
                          Bytes attributes) {
  const std::size_t size = header_size + attributes.size();
  if (size > longest_packet) return refused("too long");
  ByteVector bytes;
  wire::Writer out{bytes};
  out.write(code);
  out.write(identifier);
  out.write(static_cast<std::uint16_t>(size));
  out.raw(authenticator);
  out.raw(attributes);
  return bytes;
}

}  // namespace ferry::aaa::radius
