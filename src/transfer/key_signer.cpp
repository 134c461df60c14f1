#include "transfer/key_signer.h"

namespace ferry::transfer {

net::Task<Result<ByteVector>> KeySigner::sign(const ssh::SignatureRow& algorithm, Bytes message) {
  co_return co_await offload_.run([&] { return ssh::sign(*key_, algorithm, message); });
}

}  // namespace ferry::transfer
