#include "ssh/revocation_list.h"

#include <algorithm>

#include "crypto/hash.h"
#include "wire/reader.h"

namespace ferry::ssh {
namespace {

constexpr std::uint64_t magic = 0x5353484b524c0a00;  // "SSHKRL\n" and a NUL
constexpr std::uint32_t format_version = 1;

enum class Section : std::uint8_t {
  certificates = 1,
  explicit_keys = 2,
  sha1_digests = 3,
  sha256_digests = 5,
  extension = 255,
};

enum class CertificateSection : std::uint8_t {
  serial_list = 0x20,
  serial_range = 0x21,
  serial_bitmap = 0x22,
  key_ids = 0x23,
  extension = 0x39,
};

ByteVector to_vector(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

/// Nobody knows what a critical one would have us refuse.
void read_extension(wire::Reader& in) {
  std::string_view name;
  bool critical = false;
  Bytes contents;
  in.read(name);
  in.read(critical);
  in.read(contents);
  if (critical) in.fail(wire::WireError::bad_value);
}

void read_range(wire::Reader& in, RevocationList::OfAuthority& list) {
  RevocationList::Serials range;
  in.read(range.first);
  in.read(range.last);
  if (range.first > range.last) in.fail(wire::WireError::bad_value);
  list.serials.push_back(range);
}

void read_bitmap(wire::Reader& in, RevocationList::OfAuthority& list) {
  RevocationList::SerialBits bitmap;
  wire::Mpint bits;
  in.read(bitmap.first);
  in.read(bits);
  bitmap.bits = to_vector(bits.magnitude);
  list.bits.push_back(std::move(bitmap));
}

void read_part(CertificateSection kind, wire::Reader& in, RevocationList::OfAuthority& list) {
  switch (kind) {
    case CertificateSection::serial_list:
      while (in.left() > 0) {
        std::uint64_t serial = 0;
        in.read(serial);
        list.serials.push_back({serial, serial});
      }
      return;
    case CertificateSection::serial_range:
      return read_range(in, list);
    case CertificateSection::serial_bitmap:
      return read_bitmap(in, list);
    case CertificateSection::key_ids:
      while (in.left() > 0) list.key_ids.emplace(as_text(in.string()));
      return;
    case CertificateSection::extension:
      return read_extension(in);
  }
  in.fail(wire::WireError::bad_value);
}

void read_certificates(wire::Reader& in, RevocationList& list) {
  RevocationList::OfAuthority part;
  part.authority = to_vector(in.string());
  static_cast<void>(in.string());  // reserved
  while (in.left() > 0) {
    CertificateSection kind{};
    in.read(kind);
    wire::Reader data{in.string()};
    read_part(kind, data, part);
    if (data.finish() != wire::WireError::none) in.fail(data.finish());
  }
  list.certificates.push_back(std::move(part));
}

void read_all(wire::Reader& in, std::set<ByteVector>& into) {
  while (in.left() > 0) into.insert(to_vector(in.string()));
}

void read_section(Section kind, wire::Reader& in, RevocationList& list) {
  switch (kind) {
    case Section::certificates:
      return read_certificates(in, list);
    case Section::explicit_keys:
      return read_all(in, list.keys);
    case Section::sha1_digests:
      return read_all(in, list.sha1_digests);
    case Section::sha256_digests:
      return read_all(in, list.sha256_digests);
    case Section::extension:
      return read_extension(in);
  }
  in.fail(wire::WireError::bad_value);
}

void read_header(wire::Reader& in) {
  std::uint64_t mark = 0, version = 0, generated = 0, flags = 0;
  std::uint32_t format = 0;
  in.read(mark);
  in.read(format);
  if (mark != magic || format != format_version) in.fail(wire::WireError::bad_value);
  in.read(version);
  in.read(generated);
  in.read(flags);
  static_cast<void>(in.string());  // reserved
  static_cast<void>(in.string());  // a comment
}

bool has_bit(const RevocationList::SerialBits& bitmap, std::uint64_t serial) {
  if (serial < bitmap.first) return false;
  const std::uint64_t bit = serial - bitmap.first;
  const std::uint64_t byte = bit / 8;
  if (byte >= bitmap.bits.size()) return false;
  return (bitmap.bits[bitmap.bits.size() - 1 - byte] >> (bit % 8) & 1U) != 0;
}

bool names(const RevocationList::OfAuthority& part, const Certificate& certificate) {
  if (!part.authority.empty() && part.authority != certificate.authority) return false;
  const std::uint64_t serial = certificate.serial;
  return part.key_ids.contains(certificate.key_id) ||
         std::ranges::any_of(part.serials,
                             [&](const RevocationList::Serials& range) {
                               return range.first <= serial && serial <= range.last;
                             }) ||
         std::ranges::any_of(part.bits, [&](const auto& bitmap) { return has_bit(bitmap, serial); });
}

}  // namespace

ferry::Result<RevocationList> decode_revocation_list(Bytes file) {
  RevocationList list;
  wire::Reader in{file};
  read_header(in);
  while (in.left() > 0) {
    Section kind{};
    in.read(kind);
    wire::Reader data{in.string()};
    read_section(kind, data, list);
    if (data.finish() != wire::WireError::none) in.fail(data.finish());
  }
  const auto error = in.finish();
  if (error == wire::WireError::none) return list;
  return failure(ErrorCode::invalid,
                 "not a list of revoked keys that can be used: " + std::string{wire::describe(error)});
}

bool is_revoked(const RevocationList& list, Bytes key_blob) {
  return list.keys.contains(to_vector(key_blob)) ||
         list.sha1_digests.contains(crypto::hash(crypto::HashKind::sha1, key_blob)) ||
         list.sha256_digests.contains(crypto::hash(crypto::HashKind::sha256, key_blob));
}

bool is_revoked(const RevocationList& list, const Certificate& certificate) {
  return is_revoked(list, encode_peer_key(certificate.key)) || is_revoked(list, certificate.authority) ||
         std::ranges::any_of(list.certificates, [&](const auto& part) { return names(part, certificate); });
}

}  // namespace ferry::ssh
