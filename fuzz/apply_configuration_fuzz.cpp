// rooms: commands
#include <cstdlib>

#include "commands/apply.h"
#include "commands/render.h"

namespace {

class QuickHasher final : public ferry::commands::Hasher {
 public:
  ferry::config::Password make_secret(const ferry::Secret&) override {
    return {.is_secret = true, .type = ferry::config::PasswordType::scrypt, .text = "$9$x"};
  }
  ferry::config::Password make_reversible(const ferry::Secret&) override {
    return {.is_secret = false, .type = ferry::config::PasswordType::reversible, .text = "094F471A1A0A"};
  }
  ferry::Result<void> check(const ferry::config::Password&) override { return {}; }
  ferry::Result<ferry::config::PublicKeyHash> hash_key(std::string_view) override {
    return ferry::config::PublicKeyHash{.algorithm = "ssh-rsa", .md5 = std::string(32, 'A'), .comment = ""};
  }
};

}  // namespace

/// Any text: what is taken of it renders, and what is rendered is taken whole and gives an equal
/// configuration.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ferry;
  QuickHasher hasher;
  commands::ApplyContext context{hasher, {{"mac", {"hmac-sha1", "hmac-sha2-256"}}, {"kex", {"a", "b"}}}};
  const auto applied = commands::apply_configuration({}, as_text({data, size}), context);
  const std::string text = commands::render(applied.config);
  const auto again = commands::apply_configuration({}, text, context);
  if (!again.errors.empty() || again.config != applied.config) std::abort();
  return 0;
}
