// rooms: aaa
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "aaa/accounting/record.h"

using namespace ferry;
using namespace ferry::aaa;

/// A file of records that wait. What is read is written again as it was; what can be read can be read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{data, size};
  const SpoolContent content = decode_spool(bytes);
  const SpoolContent again = decode_spool(encode_spool(content.records));
  if (again.is_damaged || again.records.size() != content.records.size()) std::abort();
  return 0;
}
