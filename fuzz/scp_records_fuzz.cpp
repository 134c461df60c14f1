// rooms: scp vfs base
#include <cstdlib>

#include "base/text.h"
#include "scp/records.h"
#include "vfs/path.h"

namespace {

using namespace ferry;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What was read and is written again is read as the same.
template <class Record>
void round_trip(const Record& record) {
  const auto again = scp::parse_record(scp::to_line(record));
  require(again && std::get<Record>(*again) == record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line = as_text({data, size});
  const auto record = scp::parse_record(line);
  if (record) {
    if (const auto* const file = std::get_if<scp::FileRecord>(&*record)) {
      require(vfs::Path::check_name(file->name).has_value());
      round_trip(*file);
    }
    if (const auto* const directory = std::get_if<scp::DirectoryRecord>(&*record)) {
      require(vfs::Path::check_name(directory->name).has_value());
      round_trip(*directory);
    }
    if (const auto* const times = std::get_if<scp::TimesRecord>(&*record)) round_trip(*times);
    if (const auto* const error = std::get_if<scp::ErrorRecord>(&*record)) {
      require(printable(error->text) == error->text);
    }
  }
  const std::string complaint = scp::error_record(scp::error_text(line, line));
  require(complaint.size() <= scp::longest_error && complaint.ends_with('\n'));
  const std::string text = complaint.substr(1, complaint.size() - 2);
  require(printable(text) == text);
  return 0;
}
