// rooms: vfs scp base
#include <cstdlib>

#include "base/bytes.h"
#include "scp/pattern.h"
#include "vfs/path.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ferry::vfs::Path;
  const std::string_view text = ferry::as_text({data, size});
  static const Path current = *Path{"flash"}.child("dir");
  const auto path = Path::parse(text, current);
  if (!path) return 0;
  for (const std::string& name : path->components()) {
    require(Path::check_name(name).has_value());
    require(!name.empty() && name != "." && name != "..");
    require(name.find('/') == std::string::npos && name.find('\0') == std::string::npos);
    (void)ferry::scp::matches(path->components().front(), name);
  }
  require(path->inside().size() <= Path::longest_path);
  const auto again = Path::parse(path->text(), Path{"other"});
  require(!again || *again == *path);
  return 0;
}
