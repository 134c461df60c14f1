#include "crypto/tls.h"

#include <gmock/gmock.h>

#include <array>

namespace ferry::crypto {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view identity = "router-of-the-branch";
constexpr std::string_view psk = "0123456789abcdef-shared";

TlsSettings with_psk(TlsRole role, std::string_view key = psk) {
  TlsSettings settings;
  settings.role = role;
  settings.psk_identity = identity;
  settings.psk = Secret{key};
  return settings;
}

/// Two ends in memory.
struct Pair {
  Pair(TlsSettings client_settings, TlsSettings server_settings)
      : client(TlsContext::make(std::move(client_settings)).value(), "aaa.example.com"),
        server(TlsContext::make(std::move(server_settings)).value(), "") {}

  /// Carries what each end has to say to the other until nothing is left; the first error.
  Result<void> shake_hands() {
    for (int i = 0; i < 10; ++i) {
      const auto client_done = client.shake_hands();
      server.receive(client.take_output());
      if (!client_done) return std::unexpected(client_done.error());
      const auto server_done = server.shake_hands();
      client.receive(server.take_output());
      if (!server_done) return std::unexpected(server_done.error());
      if (*client_done && *server_done) return {};
    }
    return failure(ErrorCode::timed_out, "no end");
  }

  Tls client, server;
};

std::string read(Tls& tls) {
  std::array<Byte, 100> bytes{};
  const auto size = tls.read(bytes).value();
  return size ? std::string{as_text(Bytes{bytes}.first(*size))} : "nothing";
}

TEST(Tls, CarriesBytesBothWaysUnderASharedKey_Rfc9887Section3_4) {
  Pair pair{with_psk(TlsRole::client), with_psk(TlsRole::server)};
  const auto agreed = pair.shake_hands();
  ASSERT_TRUE(agreed) << agreed.error().message;
  ASSERT_TRUE(pair.client.write(as_bytes("request")));
  pair.server.receive(pair.client.take_output());
  EXPECT_EQ(read(pair.server), "request");
  EXPECT_EQ(read(pair.server), "nothing");
  ASSERT_TRUE(pair.server.write(as_bytes("reply")));
  pair.client.receive(pair.server.take_output());
  EXPECT_EQ(read(pair.client), "reply");
  pair.server.close();
  pair.client.receive(pair.server.take_output());
  EXPECT_EQ(read(pair.client), "");
}

TEST(Tls, AnotherSharedKeyIsRefused) {
  Pair pair{with_psk(TlsRole::client), with_psk(TlsRole::server, "0123456789abcdef-another")};
  EXPECT_FALSE(pair.shake_hands());
}

TEST(Tls, ASharedKeyAndItsIdentityHaveAtLeast16Octets_Rfc9887Section3_4) {
  EXPECT_FALSE(TlsContext::make(with_psk(TlsRole::client, "fifteen-octets.")));
  auto settings = with_psk(TlsRole::client);
  settings.psk_identity = "fifteen-octets.";
  EXPECT_FALSE(TlsContext::make(std::move(settings)));
}

TEST(Tls, WithoutASharedKeyCertificatesAreNeeded) {
  const auto made = TlsContext::make(TlsSettings{});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("certificate"));
}

TEST(Tls, TheClientOffersTls13AloneAndNoEarlyData_Rfc9887Section3_2) {
  Tls client{TlsContext::make(with_psk(TlsRole::client)).value(), ""};
  ASSERT_FALSE(client.shake_hands().value());
  const ByteVector hello = client.take_output();
  const std::string_view bytes = as_text(hello);
  // supported_versions (43) with one version, 3.4; no early_data (42).
  EXPECT_NE(bytes.find(std::string_view{"\x00\x2b\x00\x03\x02\x03\x04", 7}), std::string_view::npos);
  EXPECT_EQ(bytes.find(std::string_view{"\x00\x2a\x00\x00", 4}), std::string_view::npos);
}

TEST(Tls, BytesThatAreNoTlsAreAnErrorAndNotAWait) {
  Tls client{TlsContext::make(with_psk(TlsRole::client)).value(), ""};
  ASSERT_FALSE(client.shake_hands().value());
  client.receive(as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
  EXPECT_FALSE(client.shake_hands());
}

}  // namespace
}  // namespace ferry::crypto
