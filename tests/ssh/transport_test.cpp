#include "ssh/transport/transport.h"

#include <gtest/gtest.h>

#include "support/transport_pair.h"

namespace ferry::ssh {
namespace {

using testing::TransportPair;

TEST(Transport, AgreesOnKeysAndCarriesPayloads) {
  TransportPair pair;
  pair.run();
  EXPECT_EQ(pair.client.exchanges, 1);
  EXPECT_EQ(pair.server.exchanges, 1);
  EXPECT_FALSE(pair.client.failed) << pair.client.failed->message;
  EXPECT_FALSE(pair.server.failed) << pair.server.failed->message;
  ASSERT_FALSE(pair.client->session_id().empty());
  EXPECT_TRUE(std::ranges::equal(pair.client->session_id(), pair.server->session_id()));
  EXPECT_EQ(pair.client->negotiated().kex, "curve25519-sha256");
  EXPECT_EQ(pair.client->negotiated().encryption_out, "aes128-gcm@openssh.com");
  EXPECT_TRUE(pair.client->negotiated().strict);
  EXPECT_EQ(pair.client->peer_identification(), "SSH-2.0-FerryTestServer");

  pair.client->authenticated();
  pair.server->authenticated();
  const ByteVector payload{94, 1, 2, 3};
  pair.client->send(payload);
  pair.server->send(payload);
  pair.run();
  ASSERT_EQ(pair.server.payloads.size(), 1U);
  EXPECT_EQ(pair.server.payloads[0], payload);
  ASSERT_EQ(pair.client.payloads.size(), 1U);
  EXPECT_EQ(pair.client.payloads[0], payload);
}

}  // namespace
}  // namespace ferry::ssh
