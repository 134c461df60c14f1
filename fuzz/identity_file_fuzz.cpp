// rooms: ssh
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "ssh/identity_file.h"
#include "ssh/keys.h"
#include "support/pem.h"

using namespace ferry;

/// A key that is taken has a public half that we can read again. No passphrase is given: its cost is not for
/// a fuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto framed = testing::pem("OPENSSH PRIVATE KEY", to_base64({data, size}));
  for (const auto& text : {std::string{as_text({data, size})}, framed}) {
    static_cast<void>(ssh::needs_passphrase(Secret{text}));
    const auto key = ssh::parse_identity(Secret{text}, Secret{});
    if (key && !ssh::decode_public_key(ssh::encode_public_key(key->public_key()))) std::abort();
  }
  return 0;
}
