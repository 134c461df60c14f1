#include "aaa/shared_key.h"

#include <utility>

#include "crypto/password_hash.h"

namespace ferry::aaa {

std::shared_ptr<const Secret> reveal(const std::optional<config::SharedKey>& key) {
  if (!key || key->text.empty()) return nullptr;
  if (!key->reversible) return std::make_shared<const Secret>(key->text);
  auto secret = crypto::decode_type7(key->text);
  return secret ? std::make_shared<const Secret>(std::move(*secret)) : nullptr;
}

}  // namespace ferry::aaa
