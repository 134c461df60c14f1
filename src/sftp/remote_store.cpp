#include "sftp/remote_store.h"

#include <array>

#include "base/text.h"

namespace ferry::sftp {
namespace {

/// ".image.bin.ferry-0123abcd" beside "image.bin".
std::string hidden_name(std::string_view path, Random& random) {
  std::array<Byte, 4> number{};
  random.fill(number);
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string{path.substr(0, begin)} + "." + std::string{path.substr(begin)} + ".ferry-" +
         to_hex(number);
}

}  // namespace

RemoteStore::RemoteStore(Client& client, std::string path, StoreOptions options)
    : client_(client), path_(std::move(path)), options_(options) {}

net::Task<Result<std::unique_ptr<RemoteStore>>> RemoteStore::open(Client& client, Random& random,
                                                                  std::string path, StoreOptions options) {
  std::unique_ptr<RemoteStore> store{new RemoteStore{client, std::move(path), options}};
  auto looked = co_await store->look();
  if (!looked) co_return std::unexpected(std::move(looked.error()));
  auto begun = co_await store->begin(random);
  if (!begun) co_return std::unexpected(std::move(begun.error()));
  co_return store;
}

/// What stands under the name now. A link is written through, as cp does.
net::Task<Result<void>> RemoteStore::look() {
  const auto found = co_await client_.link_stat(path_);
  if (!found) {
    const bool goes_on = found.error().code == ErrorCode::not_found;
    if (goes_on) co_return Result<void>{};
    co_return std::unexpected(found.error());
  }
  if (found->is(FileKind::directory)) co_return failure(ErrorCode::is_directory);
  exists_ = true;
  is_plain_ = !found->permissions || found->is(FileKind::file);
  if (!options_.mode && found->permissions && is_plain_)
    options_.mode = *found->permissions & permission_bits;
  if (options_.resume) offset_ = found->size.value_or(0);
  co_return Result<void>{};
}

net::Task<Result<void>> RemoteStore::begin(Random& random) {
  const bool in_place = options_.resume || !is_plain_ || client_.can(whole_files_extension);
  std::string handle;
  if (!in_place) {
    auto opened = co_await try_hidden_name(random);
    if (opened) handle = *std::move(opened);
  }
  if (handle.empty()) {
    auto flags = OpenFlags::write | OpenFlags::create;
    if (!options_.resume) flags = flags | OpenFlags::truncate;
    auto opened = co_await client_.open(path_, flags, {.permissions = options_.mode});
    if (!opened) co_return std::unexpected(std::move(opened.error()));
    handle = *std::move(opened);
  }
  writer_.emplace(client_, std::move(handle), offset_);
  co_return Result<void>{};
}

net::Task<Result<std::string>> RemoteStore::try_hidden_name(Random& random) {
  const std::string name = hidden_name(path_, random);
  auto opened = co_await client_.open(name, OpenFlags::write | OpenFlags::create | OpenFlags::exclusive,
                                      {.permissions = options_.mode});
  if (opened) hidden_ = name;
  co_return opened;
}

net::Task<Result<void>> RemoteStore::write(Bytes bytes) {
  co_return co_await writer_->write(bytes);
}

net::Task<Result<void>> RemoteStore::finish() {
  auto stored = co_await writer_->drain();
  // Some servers cannot change a mode or a time, and the content counts for more.
  if (stored && attributes() != Attributes{}) {
    co_await client_.set_attributes_of(writer_->handle(), attributes());
  }
  if (stored) stored = co_await client_.sync(writer_->handle());
  auto closed = co_await close();
  if (stored && !closed) stored = std::move(closed);
  if (stored && !hidden_.empty()) {
    stored = co_await (exists_ ? client_.replace(hidden_, path_) : client_.rename(hidden_, path_));
    if (stored) hidden_.clear();
  }
  if (!stored) co_await abandon();
  co_return stored;
}

net::Task<Result<void>> RemoteStore::close() {
  const std::string handle = writer_->handle();
  writer_.reset();
  co_return co_await client_.close(handle);
}

net::Task<void> RemoteStore::abandon() {
  const bool is_hidden_there = hidden_.empty() && client_.can(whole_files_extension);
  if (is_hidden_there) co_return;  // to close it would store it
  if (writer_) {
    co_await writer_->drain();
    co_await close();
  }
  if (!hidden_.empty()) {
    co_await client_.remove(hidden_);
  } else if (!options_.resume && is_plain_) {
    // It was written in place: a part of a file is worse than none.
    co_await client_.remove(path_);
  }
  hidden_.clear();
}

Attributes RemoteStore::attributes() const {
  return {.permissions = options_.mode, .times = options_.times};
}

}  // namespace ferry::sftp
