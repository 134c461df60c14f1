#include "ssh/algorithms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "ssh/keys.h"

namespace ferry::ssh {
namespace {

template <class Row>
void expect_unique_names(std::span<const Row> rows) {
  std::set<std::string_view> names;
  for (const Row& row : rows) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    // RFC 4251 section 6: at most 64 printable characters, no comma; local names have one "@".
    EXPECT_LE(row.name.size(), 64U);
    EXPECT_EQ(row.name.find(','), std::string_view::npos);
    EXPECT_LE(std::ranges::count(row.name, '@'), 1);
  }
}

template <class Row>
void expect_weak_rows_last(std::span<const Row> rows) {
  EXPECT_TRUE(std::ranges::is_partitioned(rows, [](const Row& row) { return !is_weak(row); }));
}

TEST(Algorithms, NamesAreUniqueAndWellFormed_Rfc4251Section6) {
  expect_unique_names(kex_methods());
  expect_unique_names(ciphers());
  expect_unique_names(macs());
  expect_unique_names(signature_algorithms());
}

TEST(Algorithms, WeakRowsStandBehindAllOthers) {
  expect_weak_rows_last(kex_methods());
  expect_weak_rows_last(ciphers());
  expect_weak_rows_last(macs());
  expect_weak_rows_last(signature_algorithms());
}

TEST(Algorithms, EveryRowIsFoundByItsName) {
  for (const KexRow& row : kex_methods()) EXPECT_EQ(find_kex_method(row.name), &row);
  for (const CipherRow& row : ciphers()) EXPECT_EQ(find_cipher(row.name), &row);
  for (const MacRow& row : macs()) EXPECT_EQ(find_mac(row.name), &row);
  for (const SignatureRow& row : signature_algorithms()) EXPECT_EQ(find_signature_algorithm(row.name), &row);
  EXPECT_EQ(find_kex_method("none"), nullptr);
  EXPECT_EQ(find_cipher("none"), nullptr);
  EXPECT_EQ(find_mac("none"), nullptr);
  EXPECT_EQ(find_signature_algorithm("ssh-dss"), nullptr);
}

TEST(Algorithms, DefaultsHoldEveryRowThatIsNotWeak) {
  const auto lists = AlgorithmLists::defaults();
  const auto offered = [](const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const KexRow& row : kex_methods()) EXPECT_NE(offered(lists.kex, row.name), is_weak(row)) << row.name;
  for (const CipherRow& row : ciphers())
    EXPECT_NE(offered(lists.encryption, row.name), is_weak(row)) << row.name;
  for (const MacRow& row : macs()) EXPECT_NE(offered(lists.mac, row.name), is_weak(row)) << row.name;
  for (const SignatureRow& row : signature_algorithms()) {
    EXPECT_NE(offered(lists.host_key, row.name), is_weak(row)) << row.name;
    EXPECT_NE(offered(lists.public_key, row.name), is_weak(row)) << row.name;
  }
}

TEST(Algorithms, UsersMayProveThemselvesWithEveryFormOfAKeyAndServersWithPlainOnes) {
  expect_unique_names(key_algorithms());
  const auto lists = AlgorithmLists::defaults();
  for (const SignatureRow& row : key_algorithms()) {
    EXPECT_EQ(find_key_algorithm(row.name), &row);
    EXPECT_EQ(std::ranges::count(lists.public_key, row.name), is_weak(row) ? 0 : 1) << row.name;
    if (row.certificate || row.security_key) {
      EXPECT_EQ(find_signature_algorithm(row.name), nullptr) << row.name;
    }
  }
}

TEST(Algorithms, AreAnnouncedByTheNamesOfTheirSignatures_Rfc8308Section3_1) {
  const std::vector<std::string> algorithms{"rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-512", "x",
                                            "sk-ssh-ed25519-cert-v01@openssh.com"};
  const std::vector<std::string> names{"rsa-sha2-512", "x", "sk-ssh-ed25519@openssh.com"};
  EXPECT_EQ(signature_names(algorithms), names);
}

TEST(Algorithms, Sha1AndCbcAreWeak) {
  for (const KexRow& row : kex_methods())
    EXPECT_EQ(row.hash == crypto::HashKind::sha1, is_weak(row)) << row.name;
  for (const CipherRow& row : ciphers()) EXPECT_EQ(row.name.ends_with("-cbc"), is_weak(row)) << row.name;
  for (const MacRow& row : macs()) EXPECT_EQ(row.hash == crypto::HashKind::sha1, is_weak(row)) << row.name;
  for (const SignatureRow& row : signature_algorithms()) {
    EXPECT_EQ(row.hash == crypto::HashKind::sha1, is_weak(row)) << row.name;
  }
}

TEST(Algorithms, SizesFitTogether) {
  for (const CipherRow& row : ciphers()) {
    EXPECT_GE(row.block_size, 8U) << row.name;  // RFC 4253 section 6
    if (row.mode == PacketMode::stream) EXPECT_EQ(row.iv_size, row.block_size) << row.name;
  }
  for (const MacRow& row : macs()) {
    // RFC 2104 section 3: a key as long as the digest.
    EXPECT_EQ(row.key_size, crypto::digest_size(row.hash)) << row.name;
    EXPECT_LE(row.tag_size, crypto::digest_size(row.hash)) << row.name;
    EXPECT_EQ(row.encrypt_then_mac, row.name.find("-etm@") != std::string_view::npos) << row.name;
  }
}

}  // namespace
}  // namespace ferry::ssh
