#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "crypto/key_agreement.h"
#include "ssh/keys.h"
#include "ssh/transport/key_derivation.h"
#include "ssh/transport/transport.h"

namespace ferry::ssh {

/// What a computation needs to know of its exchange; does not change while one runs.
struct ExchangeContext {
  Role role = Role::server;
  Agreement agreement;
  Transcript transcript;
  std::shared_ptr<const HostKeys> host_keys;
};

/// The server's work: an ephemeral key, the shared secret, the exchange hash and its signature.
class ServerComputation final : public KexComputation {
 public:
  /// In the method's own group or curve.
  ServerComputation(std::shared_ptr<const ExchangeContext> context, Bytes client_share);
  /// In a group that was negotiated.
  ServerComputation(std::shared_ptr<const ExchangeContext> context, Bytes client_share, GroupExchange group,
                    crypto::ModpGroup chosen);

  void run() override;
  [[nodiscard]] bool expensive() const override;

  struct Outcome {
    SharedKeys keys;
    ByteVector reply;
  };
  /// Once `run` has returned.
  [[nodiscard]] Result<Outcome> take();

 private:
  [[nodiscard]] std::unique_ptr<crypto::KeyAgreement> start() const;
  [[nodiscard]] ByteVector make_reply(Bytes host_key, Bytes share, Bytes signature) const;

  std::shared_ptr<const ExchangeContext> context_;
  ByteVector client_share_;
  std::optional<GroupExchange> group_;
  crypto::ModpGroup chosen_{};
  std::optional<Result<Outcome>> outcome_;
};

/// What the server answered, copied from its packet.
struct ServerAnswer {
  ByteVector host_key;
  ByteVector share;
  ByteVector signature;
};

/// The client's work: the shared secret, the exchange hash and the check of the server's signature.
class ClientComputation final : public KexComputation {
 public:
  ClientComputation(std::shared_ptr<const ExchangeContext> context,
                    std::unique_ptr<crypto::KeyAgreement> agreement, ServerAnswer answer,
                    std::optional<GroupExchange> group);

  void run() override;
  [[nodiscard]] bool expensive() const override;

  struct Outcome {
    SharedKeys keys;
    ByteVector host_key;
  };
  /// Once `run` has returned.
  [[nodiscard]] Result<Outcome> take();

 private:
  [[nodiscard]] Result<Outcome> compute();

  std::shared_ptr<const ExchangeContext> context_;
  std::unique_ptr<crypto::KeyAgreement> agreement_;
  ServerAnswer answer_;
  std::optional<GroupExchange> group_;
  std::optional<Result<Outcome>> outcome_;
};

}  // namespace ferry::ssh
