#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "crypto/password_hash.h"

namespace ferry::crypto {
namespace {

constexpr std::string_view key = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";

/// Applies the key from `offset` on; twice gives the text back.
ByteVector mask(Bytes bytes, std::size_t offset) {
  ByteVector masked;
  masked.reserve(bytes.size());
  for (const Byte byte : bytes) masked.push_back(byte ^ static_cast<Byte>(key[offset++ % key.size()]));
  return masked;
}

}  // namespace

std::string encode_type7(const Secret& password, unsigned offset) {
  const auto start = offset % key.size();
  auto text = to_hex(mask(password.reveal(), start));
  for (char& digit : text) digit = digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
  return fmt::format("{:02}{}", start, text);
}

Result<Secret> decode_type7(std::string_view text) {
  const auto offset = text.size() < 2 ? std::nullopt : to_number(text.substr(0, 2));
  const auto masked = offset ? from_hex(text.substr(2)) : std::nullopt;
  if (!masked || masked->empty() || *offset >= key.size()) {
    return failure(ErrorCode::invalid,
                   "not a type 7 password: two decimal digits, then pairs of hexadecimal digits");
  }
  return Secret{mask(*masked, *offset)};
}

}  // namespace ferry::crypto
