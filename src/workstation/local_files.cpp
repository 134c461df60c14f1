#include "workstation/local_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/text.h"
#include "vfs/directory_file_system.h"

namespace ferry::workstation {
namespace {

template <class Piece>
std::size_t total(std::span<const Piece> pieces) {
  std::size_t size = 0;
  for (const Piece& piece : pieces) size += piece.size();
  return size;
}

class MeteredReader final : public vfs::ReadableFile {
 public:
  MeteredReader(std::unique_ptr<vfs::ReadableFile> file, Meter& meter)
      : file_(std::move(file)), meter_(meter) {}
  ~MeteredReader() override {
    // Whoever copies a file lets go of it when it is whole, or does not get so far.
    if (!begun_ && info().size > 0) return;
    read_ == info().size ? meter_.finish() : meter_.fail();
  }

  [[nodiscard]] const vfs::FileInfo& info() const override { return file_->info(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<const MutableBytes> into) override {
    auto count = file_->read_at(offset, into);
    if (count) note(*count);
    return count;
  }
  std::optional<Result<std::size_t>> try_read_at(std::uint64_t offset,
                                                 std::span<const MutableBytes> into) override {
    auto count = file_->try_read_at(offset, into);
    if (count && *count) note(**count);
    return count;
  }

 private:
  void note(std::size_t count) {
    if (!std::exchange(begun_, true)) meter_.begin(info().name, info().size);
    read_ += count;
    meter_.add(count);
  }

  std::unique_ptr<vfs::ReadableFile> file_;
  Meter& meter_;
  std::uint64_t read_ = 0;
  bool begun_ = false;
};

class MeteredWriter final : public vfs::WritableFile {
 public:
  MeteredWriter(std::unique_ptr<vfs::WritableFile> file, std::optional<DigestCheck> check, Meter& meter)
      : file_(std::move(file)), check_(std::move(check)), meter_(meter) {}
  ~MeteredWriter() override {
    if (!is_stored_) meter_.fail();
  }

  Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces) override {
    auto written = file_->write_at(offset, pieces);
    if (!written) return written;
    meter_.add(total(pieces));
    if (check_) {
      for (const Bytes piece : pieces) check_->add(piece);
    }
    return written;
  }
  void set_modified(WallTime time) override { file_->set_modified(time); }
  Result<vfs::Committed> commit() override {
    const auto verdict = check_ ? check_->verdict() : Result<void>{};
    if (!verdict) return std::unexpected(verdict.error());
    auto committed = file_->commit();
    if (committed) {
      is_stored_ = true;
      meter_.finish();
    }
    return committed;
  }

 private:
  std::unique_ptr<vfs::WritableFile> file_;
  std::optional<DigestCheck> check_;
  Meter& meter_;
  bool is_stored_ = false;
};

}  // namespace

Result<std::unique_ptr<LocalFiles>> LocalFiles::open(const std::filesystem::path& directory, LocalRules rules,
                                                     Meter& meter) {
  auto files = vfs::open_shared_directory(directory, vfs::SystemCalls::real());
  if (!files) return std::unexpected(std::move(files.error()));
  return std::unique_ptr<LocalFiles>{new LocalFiles{*std::move(files), std::move(rules), meter}};
}

Result<std::unique_ptr<vfs::ReadableFile>> LocalFiles::open(const vfs::Path& path) {
  auto file = files_->open(path);
  if (!file) return file;
  return std::make_unique<MeteredReader>(*std::move(file), meter_);
}

Result<std::unique_ptr<vfs::WritableFile>> LocalFiles::create(const vfs::Path& path,
                                                              const vfs::CreateOptions& options) {
  const auto allowed = may_make(path);
  if (!allowed) return std::unexpected(allowed.error());
  vfs::CreateOptions own = options;
  own.mode = mode_for(path, options.mode);
  auto file = files_->create(path, own);
  if (!file) return file;
  meter_.begin(path.name(), options.expected_size);
  std::optional<DigestCheck> check;
  if (rules_.sha256) check.emplace(*rules_.sha256);
  return std::make_unique<MeteredWriter>(*std::move(file), std::move(check), meter_);
}

Result<void> LocalFiles::make_directory(const vfs::Path& path, unsigned mode) {
  const auto allowed = may_make(path);
  if (!allowed) return allowed;
  return files_->make_directory(path, rules_.keeps_modes ? mode : without_umask(mode));
}

Result<void> LocalFiles::set_attributes(const vfs::Path& path, std::optional<unsigned> mode,
                                        std::optional<WallTime> modified) {
  const auto allowed = may_make(path);
  if (!allowed) return allowed;
  return files_->set_attributes(path, mode, modified);
}

unsigned LocalFiles::mode_for(const vfs::Path& path, unsigned mode) {
  if (rules_.keeps_modes) return mode;
  const auto old = files_->stat(path);
  return old ? old->mode : without_umask(mode);
}

Result<void> LocalFiles::may_make(const vfs::Path& path) const {
  if (!rules_.only_name || path.is_root() || path.components().front() == *rules_.only_name) return {};
  return failure(ErrorCode::name_not_allowed,
                 fmt::format("refused: the server sends '{}', and '{}' was asked for",
                             printable(path.components().front()), printable(*rules_.only_name)));
}

unsigned without_umask(unsigned mode) {
  // The mask can only be read by setting it: once, so that no other thread makes a file meanwhile.
  static const mode_t mask = [] {
    const mode_t found = ::umask(S_IRWXG | S_IRWXO);
    ::umask(found);
    return found;
  }();
  return mode & ~static_cast<unsigned>(mask);
}

Result<void> DigestCheck::verdict() {
  const std::string found = to_hex(hash_.finish());
  if (equal_ignoring_case(found, expected_)) return {};
  return failure(ErrorCode::invalid, fmt::format("its SHA-256 is {}, not {}: not stored", found, expected_));
}

}  // namespace ferry::workstation
