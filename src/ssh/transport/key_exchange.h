#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "crypto/key_agreement.h"
#include "ssh/state_table.h"
#include "ssh/transport/kex_computation.h"
#include "ssh/transport/key_derivation.h"

namespace ferry::ssh {

/// One key exchange, from both KEXINITs to the shared secret, in either role: payloads in, payloads and
/// computations out. Knows nothing of packets, keys in use, or other exchanges.
class KeyExchange {
 public:
  struct Options {
    Role role = Role::server;
    Agreement agreement;
    Transcript transcript;
    std::shared_ptr<const HostKeys> host_keys;  // server
    unsigned minimum_group_bits = 2048;
  };
  explicit KeyExchange(Options options);

  /// What has to be done next.
  struct Step {
    std::optional<ByteVector> send;
    std::unique_ptr<KexComputation> compute;
  };
  /// The client's first message, if the method has one to send.
  [[nodiscard]] Step start();
  /// A message that `expects` allows.
  [[nodiscard]] Result<Step> receive(Bytes payload);

  struct Outcome {
    SharedKeys keys;
    ByteVector reply;     // server: the message that ends the exchange
    ByteVector host_key;  // client: the key that signed
  };
  /// What the computation that `receive` gave came to.
  [[nodiscard]] Result<Outcome> finish(KexComputation& computation);

  /// What the peer has to send next; nothing while a computation is under way.
  [[nodiscard]] std::optional<Situation> expects() const;
  [[nodiscard]] const Agreement& agreement() const { return context_->agreement; }

 private:
  struct ExpectInit {};
  struct ExpectReply {
    std::unique_ptr<crypto::KeyAgreement> agreement;
  };
  struct ExpectGroupRequest {};
  struct ExpectGroupInit {
    GroupExchange group;
    crypto::ModpGroup chosen{};
  };
  struct ExpectGroup {
    GroupExchange request;
  };
  struct ExpectGroupReply {
    GroupExchange group;
    std::unique_ptr<crypto::KeyAgreement> agreement;
  };
  struct Computing {};
  using State = std::variant<ExpectInit, ExpectReply, ExpectGroupRequest, ExpectGroupInit, ExpectGroup,
                             ExpectGroupReply, Computing>;

  // Each consumes its state, so that no message is taken twice.
  [[nodiscard]] Result<Step> on(ExpectInit state, Bytes payload);
  [[nodiscard]] Result<Step> on(ExpectReply state, Bytes payload);
  [[nodiscard]] Result<Step> on(ExpectGroupRequest state, Bytes payload);
  [[nodiscard]] Result<Step> on(ExpectGroupInit state, Bytes payload);
  [[nodiscard]] Result<Step> on(ExpectGroup state, Bytes payload);
  [[nodiscard]] Result<Step> on(ExpectGroupReply state, Bytes payload);
  [[nodiscard]] Result<Step> on(Computing state, Bytes payload);

  std::shared_ptr<const ExchangeContext> context_;
  unsigned minimum_group_bits_;
  State state_;
};

}  // namespace ferry::ssh
