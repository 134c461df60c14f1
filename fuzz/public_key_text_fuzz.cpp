// rooms: aaa
#include <cstdint>
#include <cstdlib>

#include "aaa/local_users.h"
#include "base/text.h"

using namespace ferry;

/// An accepted key has one of the known types and a hash and comment that may stand in a configuration.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = as_text({data, size});
  for (const auto& typed : {std::string{text}, to_base64(as_bytes(text))}) {
    const auto key = aaa::public_key_md5(typed);
    if (!key) continue;
    const bool sound = key->md5.size() == 32 && from_hex(key->md5) && key->comment == printable(key->comment);
    if (!sound || key->algorithm.empty()) std::abort();
  }
  return 0;
}
