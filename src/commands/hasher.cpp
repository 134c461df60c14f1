#include <memory>

#include "aaa/local_users.h"
#include "commands/services.h"

namespace ferry::commands {
namespace {

class LocalHasher final : public Hasher {
 public:
  explicit LocalHasher(Random& random) : random_(random) {}
  config::Password make_secret(const Secret& clear) override { return aaa::make_secret(clear, random_); }
  config::Password make_reversible(const Secret& clear) override {
    return aaa::make_reversible(clear, random_);
  }
  Result<void> check(const config::Password& password) override { return aaa::check_form(password); }
  Result<config::PublicKeyHash> hash_key(std::string_view typed) override {
    return aaa::public_key_md5(typed);
  }

 private:
  Random& random_;
};

}  // namespace

std::unique_ptr<Hasher> make_hasher(Random& random) {
  return std::make_unique<LocalHasher>(random);
}

}  // namespace ferry::commands
