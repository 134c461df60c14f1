// rooms: crypto base
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "crypto/password_hash.h"

using namespace ferry;

/// A type 7 password that is accepted is the same after another round; a hash that is accepted may stand in a
/// configuration.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = as_text({data, size});
  if (const auto password = crypto::decode_type7(text)) {
    const auto offset = to_number(text.substr(0, 2)).value();
    const auto again = crypto::encode_type7(*password, static_cast<unsigned>(offset));
    if (password->empty() || !equal_ignoring_case(again, text)) std::abort();
  }
  for (const auto type : {crypto::SecretType::md5, crypto::SecretType::sha256, crypto::SecretType::scrypt}) {
    if (!crypto::check_hash_form(type, text)) continue;
    if (text.size() > 61 || printable(text) != text || text.contains(' ')) std::abort();
  }
  return 0;
}
