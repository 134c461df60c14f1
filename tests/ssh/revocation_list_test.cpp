#include "ssh/revocation_list.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "support/certificates.h"

namespace ferry::ssh {
namespace {

using testing::CertificatePlan;
using testing::make_certificate;

const crypto::PrivateKey& authority() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}
const crypto::PrivateKey& user() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}

Certificate certificate(std::uint64_t serial, std::string key_id = "id") {
  CertificatePlan plan{.key = {.key = user().public_key()}};
  plan.serial = serial;
  plan.key_id = std::move(key_id);
  return *decode_certificate(make_certificate(plan, authority()));
}

ByteVector part(std::uint8_t kind, const ByteVector& data) {
  ByteVector bytes{kind};
  wire::Writer{bytes}.write(Bytes{data});
  return bytes;
}

ByteVector fields(auto... values) {
  ByteVector bytes;
  wire::Writer out{bytes};
  (out.write(values), ...);
  return bytes;
}

ByteVector joined(std::initializer_list<ByteVector> pieces) {
  ByteVector all;
  for (const ByteVector& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

ByteVector file(std::initializer_list<ByteVector> sections) {
  const ByteVector header =
      fields(std::uint64_t{0x5353484b524c0a00}, std::uint32_t{1}, std::uint64_t{3}, std::uint64_t{0},
             std::uint64_t{0}, std::string_view{}, std::string_view{});
  return joined({header, joined(sections)});
}

/// A section about certificates of `authority_blob`, or of anybody.
ByteVector certificates(const ByteVector& authority_blob, std::initializer_list<ByteVector> parts) {
  return part(1, joined({fields(Bytes{authority_blob}, std::string_view{}), joined(parts)}));
}

bool revokes(const ByteVector& bytes, const Certificate& shown) {
  const auto list = decode_revocation_list(bytes);
  if (!list) ADD_FAILURE() << list.error().message;
  return list && is_revoked(*list, shown);
}

TEST(RevocationList, MayBeEmpty) {
  EXPECT_FALSE(revokes(file({}), certificate(7)));
}

TEST(RevocationList, NamesSerialsOneByOneInRangesAndByBits) {
  const ByteVector own = encode_public_key(authority().public_key());
  const ByteVector list = file(
      {certificates(own, {part(0x20, fields(std::uint64_t{5}, std::uint64_t{9})),
                          part(0x21, fields(std::uint64_t{20}, std::uint64_t{22})),
                          part(0x22, fields(std::uint64_t{100}, wire::Mpint{ByteVector{0x01, 0x05}}))})});
  for (const unsigned serial : {5U, 9U, 20U, 21U, 22U, 100U, 102U, 108U})
    EXPECT_TRUE(revokes(list, certificate(serial))) << serial;
  for (const unsigned serial : {0U, 4U, 6U, 10U, 19U, 23U, 99U, 101U, 103U, 107U, 109U, 116U, 1000U})
    EXPECT_FALSE(revokes(list, certificate(serial))) << serial;
}

TEST(RevocationList, NamesKeyIds) {
  const ByteVector list = file({certificates({}, {part(0x23, fields(std::string_view{"lost"}))})});
  EXPECT_TRUE(revokes(list, certificate(1, "lost")));
  EXPECT_FALSE(revokes(list, certificate(1, "lost too")));
}

TEST(RevocationList, SpeaksOfItsAuthorityOnly) {
  const ByteVector other = encode_public_key(user().public_key());
  EXPECT_FALSE(revokes(file({certificates(other, {part(0x20, fields(std::uint64_t{7}))})}), certificate(7)));
  EXPECT_TRUE(revokes(file({certificates({}, {part(0x20, fields(std::uint64_t{7}))})}), certificate(7)));
}

TEST(RevocationList, NamesKeysInFullAndByTheirHashes) {
  const ByteVector plain = encode_public_key(user().public_key());
  const ByteVector sha1 = crypto::hash(crypto::HashKind::sha1, plain);
  const ByteVector sha256 = crypto::hash(crypto::HashKind::sha256, plain);
  const ByteVector signer = encode_public_key(authority().public_key());
  for (const ByteVector& section :
       {part(2, fields(Bytes{plain})), part(3, fields(Bytes{sha1})), part(5, fields(Bytes{sha256}))}) {
    const auto list = decode_revocation_list(file({section}));
    ASSERT_TRUE(list);
    EXPECT_TRUE(is_revoked(*list, plain));
    EXPECT_TRUE(is_revoked(*list, certificate(1))) << "with its key goes the certificate";
    EXPECT_FALSE(is_revoked(*list, signer));
  }
  EXPECT_TRUE(revokes(file({part(2, fields(Bytes{signer}))}), certificate(1)))
      << "with its authority goes the certificate";
}

TEST(RevocationList, IsRefusedWhenAPartMeansNothing) {
  EXPECT_FALSE(decode_revocation_list(file({part(4, {})}))) << "a signature";
  EXPECT_FALSE(decode_revocation_list(file({part(6, {})})));
  EXPECT_FALSE(decode_revocation_list(file({certificates({}, {part(0x24, {})})})));
  const auto extension = [](bool critical) {
    return fields(std::string_view{"x"}, critical, std::string_view{});
  };
  EXPECT_FALSE(decode_revocation_list(file({part(255, extension(true))})));
  EXPECT_TRUE(decode_revocation_list(file({part(255, extension(false))})));
  EXPECT_FALSE(decode_revocation_list(file({certificates({}, {part(0x39, extension(true))})})));
  EXPECT_TRUE(decode_revocation_list(file({certificates({}, {part(0x39, extension(false))})})));
  EXPECT_FALSE(decode_revocation_list(
      file({certificates({}, {part(0x21, fields(std::uint64_t{2}, std::uint64_t{1}))})})));
}

TEST(RevocationList, IsRefusedWhenTruncatedInsideASectionOrTooLong) {
  const ByteVector section = certificates({}, {part(0x20, fields(std::uint64_t{7}))});
  ByteVector list = file({section});
  const std::size_t header = list.size() - section.size();
  for (std::size_t size = 0; size < list.size(); ++size)
    ASSERT_EQ(decode_revocation_list(Bytes{list}.first(size)).has_value(), size == header) << size;
  list.push_back(0);
  EXPECT_FALSE(decode_revocation_list(list));
}

/// What `ssh-keygen -k` of OpenSSH 9.2 wrote for "serial: 5", "serial: 7-9" and "id: lost", without an
/// authority.
TEST(RevocationList, IsWhatSshKeygenWrites) {
  const auto bytes = from_hex(
      "5353484b524c0a00000000010000000000000000000000006b07b82e00000000000000000000000000000000"
      "01000000270000000000000000220000000d0000000000000005000000011d2300000008000000046c6f7374");
  ASSERT_TRUE(bytes);
  for (const unsigned serial : {5U, 7U, 8U, 9U}) EXPECT_TRUE(revokes(*bytes, certificate(serial))) << serial;
  EXPECT_FALSE(revokes(*bytes, certificate(6)));
  EXPECT_TRUE(revokes(*bytes, certificate(6, "lost")));
}

}  // namespace
}  // namespace ferry::ssh
