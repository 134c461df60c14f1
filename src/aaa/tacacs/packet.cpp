#include "aaa/tacacs/packet.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::aaa::tacacs {
namespace {

constexpr unsigned major_version = 0xC;

std::uint8_t version_of(const Header& header) {
  return static_cast<std::uint8_t>(major_version << 4 | std::to_underlying(header.minor));
}

bool is_known(PacketType type) {
  return type >= PacketType::authentication && type <= PacketType::accounting;
}

}  // namespace

std::array<Byte, header_size> encode(const Header& header) {
  ByteVector bytes;
  wire::Writer out{bytes};
  out.write(version_of(header));
  out.write(header.type);
  out.write(header.sequence);
  out.write(header.flags);
  out.write(header.session);
  out.write(header.length);
  std::array<Byte, header_size> packed{};
  std::ranges::copy(bytes, packed.begin());
  return packed;
}

Result<Header> decode_header(std::span<const Byte, header_size> bytes) {
  wire::Reader in{bytes};
  std::uint8_t version = 0;
  Header header;
  in.read(version);
  in.read(header.type);
  in.read(header.sequence);
  in.read(header.flags);
  in.read(header.session);
  in.read(header.length);
  header.minor = static_cast<MinorVersion>(version & 0xF);
  if (version >> 4 != major_version || header.minor > MinorVersion::one)
    return failure(ErrorCode::invalid, fmt::format("version {:#04x} is not TACACS+", version));
  if (!is_known(header.type))
    return failure(ErrorCode::invalid,
                   fmt::format("unknown packet type {}", std::to_underlying(header.type)));
  if (header.sequence == 0) return failure(ErrorCode::invalid, "sequence number 0");
  if (header.length > longest_body)
    return failure(ErrorCode::invalid, fmt::format("a body of {} bytes is over the limit", header.length));
  return header;
}

void obfuscate(MutableBytes body, const Header& header, const Secret& key) {
  const auto packed = encode(header);
  const Bytes session = Bytes{packed}.subspan(4, 4);
  const std::array<Byte, 2> version_and_sequence{packed[0], packed[2]};
  crypto::Hash md5{crypto::HashKind::md5};
  ByteVector pad;
  while (!body.empty()) {
    md5.update(session).update(key.reveal()).update(version_and_sequence).update(pad);
    pad = md5.finish();
    const std::size_t size = std::min(pad.size(), body.size());
    for (std::size_t i = 0; i < size; ++i) body[i] ^= pad[i];
    body = body.subspan(size);
  }
  wipe(pad);
}

ByteVector seal(Header header, Bytes body, const Secret* key) {
  header.length = static_cast<std::uint32_t>(body.size());
  const auto packed = encode(header);
  ByteVector packet{packed.begin(), packed.end()};
  packet.insert(packet.end(), body.begin(), body.end());
  if (key != nullptr) obfuscate(MutableBytes{packet}.subspan(header_size), header, *key);
  return packet;
}

}  // namespace ferry::aaa::tacacs
