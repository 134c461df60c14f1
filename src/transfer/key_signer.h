#pragma once

#include <memory>

#include "crypto/signature.h"
#include "net/offload.h"
#include "ssh/keys.h"
#include "transfer/ssh_login.h"

namespace ferry::transfer {

/// A key of the router's own. Signs on an offload thread, since RSA takes its time.
class KeySigner final : public Signer {
 public:
  /// `offload` outlives this.
  KeySigner(std::shared_ptr<const crypto::PrivateKey> key, net::Offload& offload)
      : key_(std::move(key)), offload_(offload), blob_(ssh::encode_public_key(key_->public_key())) {}

  [[nodiscard]] const ByteVector& public_key() const override { return blob_; }
  net::Task<Result<ByteVector>> sign(const ssh::SignatureRow& algorithm, Bytes message) override;

 private:
  std::shared_ptr<const crypto::PrivateKey> key_;
  net::Offload& offload_;
  ByteVector blob_;
};

}  // namespace ferry::transfer
