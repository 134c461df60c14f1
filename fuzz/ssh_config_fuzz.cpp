// rooms: workstation
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "workstation/ssh_config.h"

using namespace ferry;

namespace {

/// Every pattern means the same file, so that files include each other.
class SameFile final : public workstation::ConfigFiles {
 public:
  explicit SameFile(std::string text) : text_(std::move(text)) {}
  std::vector<workstation::ConfigFile> include(std::string_view, const std::string&) const override {
    // Once a run: with several Include lines the number of readings would be exponential, and real.
    if (given_++ > 3) return {};
    return {{.name = "included", .text = text_}};
  }

 private:
  std::string text_;
  mutable int given_ = 0;
};

}  // namespace

/// A configuration that is taken has a port that can be one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{as_text({data, size})};
  const SameFile files{text};
  workstation::SshConfig config{{.host = "r1", .user = "u", .local_user = "me"}, files};
  const auto read = config.read({.name = "f", .text = text});
  if (!read && read.error().message.empty()) std::abort();
  const auto port = config.settings().port;
  if (port && (*port == 0 || *port > 65535)) std::abort();
  static_cast<void>(workstation::expand_tokens(text, {}));
  return 0;
}
