#pragma once

#include "aaa/accounting/accounting.h"
#include "vfs/file_system.h"

namespace ferry::device {

/// Accounting records that wait for a server, in a file that only the device can read. `files` outlives it.
class SpoolFile final : public aaa::AccountingSpool {
 public:
  explicit SpoolFile(vfs::FileSystem& files) : files_(files) {}
  [[nodiscard]] Result<ByteVector> load() override;
  Result<void> save(Bytes bytes) override;

 private:
  vfs::FileSystem& files_;
};

}  // namespace ferry::device
