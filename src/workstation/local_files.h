#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "crypto/hash.h"
#include "vfs/file_system.h"
#include "workstation/meter.h"

namespace ferry::workstation {

/// What holds for the files of one copy.
struct LocalRules {
  /// The one name that may be made directly in the directory: what was asked for, so that a server cannot
  /// send anything else.
  std::optional<std::string> only_name{};
  /// -p: modes as they come. Otherwise a new file's goes through the umask, and an old file keeps its own.
  bool keeps_modes = false;
  /// What the content must have, in hexadecimal; a file with another one is not stored.
  std::optional<std::string> sha256{};
};

/// The files below a directory of this machine, as a copy reads and writes them: counted by a meter, whole or
/// not there at all, never through a link. Safe to use as every file system is; `meter` outlives it.
class LocalFiles final : public vfs::FileSystem {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LocalFiles>> open(const std::filesystem::path& directory,
                                                                LocalRules rules, Meter& meter);

  [[nodiscard]] std::string_view type() const override { return files_->type(); }
  [[nodiscard]] std::string_view flags() const override { return files_->flags(); }
  [[nodiscard]] vfs::Space space() const override { return files_->space(); }
  Result<vfs::FileInfo> stat(const vfs::Path& path) override { return files_->stat(path); }
  Result<std::unique_ptr<vfs::ReadableFile>> open(const vfs::Path& path) override;
  Result<std::unique_ptr<vfs::WritableFile>> create(const vfs::Path& path,
                                                    const vfs::CreateOptions& options) override;
  Result<std::vector<vfs::FileInfo>> list(const vfs::Path& path) override { return files_->list(path); }
  Result<void> make_directory(const vfs::Path& path, unsigned mode) override;
  Result<void> remove(const vfs::Path& path) override { return files_->remove(path); }
  Result<void> remove_directory(const vfs::Path& path) override { return files_->remove_directory(path); }
  Result<void> rename(const vfs::Path& from, const vfs::Path& to) override {
    return files_->rename(from, to);
  }
  Result<void> set_attributes(const vfs::Path& path, std::optional<unsigned> mode,
                              std::optional<WallTime> modified) override;

  /// The mode for a file that comes with `mode`.
  [[nodiscard]] unsigned mode_for(const vfs::Path& path, unsigned mode);
  /// Error: the name is not the one that was asked for.
  [[nodiscard]] Result<void> may_make(const vfs::Path& path) const;

 private:
  LocalFiles(std::unique_ptr<vfs::FileSystem> files, LocalRules rules, Meter& meter)
      : files_(std::move(files)), rules_(std::move(rules)), meter_(meter) {}

  std::unique_ptr<vfs::FileSystem> files_;
  LocalRules rules_;
  Meter& meter_;
};

/// What is new gets no rights that the process's umask takes.
[[nodiscard]] unsigned without_umask(unsigned mode);

/// A digest over what comes, from front to back, compared with the one that was promised.
class DigestCheck {
 public:
  explicit DigestCheck(std::string expected) : expected_(std::move(expected)) {}
  void add(Bytes bytes) { hash_.update(bytes); }
  /// Error: it is another one.
  [[nodiscard]] Result<void> verdict();

 private:
  std::string expected_;
  crypto::Hash hash_{crypto::HashKind::sha256};
};

}  // namespace ferry::workstation
