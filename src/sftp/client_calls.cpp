// The client's calls that are one request each, or a few.
#include "base/text.h"
#include "sftp/client.h"
#include "vfs/path.h"

namespace ferry::sftp {
namespace {

bool is_dot(std::string_view name) {
  return name == "." || name == "..";
}

}  // namespace

net::Task<Result<Attributes>> Client::stat(std::string path) {
  co_return co_await attributes_of(enqueue(Stat{.path = path}));
}

net::Task<Result<Attributes>> Client::link_stat(std::string path) {
  co_return co_await attributes_of(enqueue(LinkStat{.path = path}));
}

net::Task<Result<Attributes>> Client::attributes_of(RequestId id) {
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto found = wire::decode<AttributesReply>(reply->packet);
  if (!found) co_return std::unexpected(error_of(*reply));
  co_return found->attributes;
}

net::Task<Result<std::string>> Client::real_path(std::string path) {
  auto reply = co_await answer(enqueue(RealPath{.path = path}));
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto names = wire::decode<Name>(reply->packet);
  if (!names) co_return std::unexpected(error_of(*reply));
  if (names->entries.all.size() != 1) co_return broken(ErrorCode::invalid, "a path has more than one name");
  co_return std::string{names->entries.all.front().name};
}

net::Task<Result<std::string>> Client::open(std::string path, OpenFlags flags, Attributes attributes) {
  co_return co_await handle_of(enqueue(Open{.path = path, .flags = flags, .attributes = attributes}));
}

net::Task<Result<std::string>> Client::handle_of(RequestId id) {
  auto reply = co_await answer(id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  const auto opened = wire::decode<Handle>(reply->packet);
  if (!opened) co_return std::unexpected(error_of(*reply));
  if (opened->handle.size() > longest_handle) co_return broken(ErrorCode::invalid, "a handle is too long");
  co_return std::string{opened->handle};
}

net::Task<Result<void>> Client::close(std::string handle) {
  co_return co_await status_of(enqueue(Close{.handle = handle}));
}

net::Task<Result<void>> Client::set_attributes(std::string path, Attributes attributes) {
  co_return co_await status_of(enqueue(SetStat{.path = path, .attributes = attributes}));
}

net::Task<Result<void>> Client::set_attributes_of(std::string handle, Attributes attributes) {
  co_return co_await status_of(enqueue(HandleSetStat{.handle = handle, .attributes = attributes}));
}

template <class Extension>
net::Task<Result<void>> Client::extended(Extension request) {
  const ByteVector data = encode_extension(request);
  co_return co_await status_of(enqueue(Extended{.extension = Extension::extension, .data = {data}}));
}

net::Task<Result<void>> Client::sync(std::string handle) {
  if (!can(Sync::extension)) co_return Result<void>{};
  co_return co_await extended(Sync{handle});
}

net::Task<Result<void>> Client::remove(std::string path) {
  co_return co_await status_of(enqueue(Remove{.path = path}));
}

net::Task<Result<void>> Client::make_directory(std::string path) {
  co_return co_await status_of(enqueue(MakeDirectory{.path = path, .attributes = {}}));
}

net::Task<Result<void>> Client::remove_directory(std::string path) {
  co_return co_await status_of(enqueue(RemoveDirectory{.path = path}));
}

net::Task<Result<void>> Client::rename(std::string from, std::string to) {
  co_return co_await status_of(enqueue(Rename{.from = from, .to = to}));
}

net::Task<Result<void>> Client::replace(std::string from, std::string to) {
  if (can(PosixRename::extension)) co_return co_await extended(PosixRename{from, to});
  auto renamed = co_await rename(from, to);
  if (renamed || broken_) co_return renamed;
  // What is there steps aside until the new one has its name: nothing is lost if that fails.
  const std::string aside = from + ".old";
  const auto moved = co_await rename(to, aside);
  if (!moved) co_return renamed;
  renamed = co_await rename(from, to);
  if (renamed) {
    co_await remove(aside);
  } else {
    co_await rename(aside, to);
  }
  co_return renamed;
}

net::Task<Result<Listing>> Client::list(std::string path) {
  auto handle = co_await handle_of(enqueue(OpenDirectory{.path = path}));
  if (!handle) co_return std::unexpected(std::move(handle.error()));
  Listing listing;
  auto read = co_await read_entries(*handle, listing);
  const auto closed = co_await close(*handle);
  if (read && !closed) read = closed;
  if (!read) co_return std::unexpected(std::move(read.error()));
  co_return listing;
}

net::Task<Result<void>> Client::read_entries(std::string handle, Listing& listing) {
  while (listing.entries.size() + listing.refused.size() <= longest_listing) {
    auto reply = co_await answer(enqueue(ReadDirectory{.handle = handle}));
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    if (is_end(*reply)) co_return Result<void>{};
    const auto names = wire::decode<Name>(reply->packet);
    if (!names) co_return std::unexpected(error_of(*reply));
    if (names->entries.all.empty()) co_return broken(ErrorCode::invalid, "a directory goes on without names");
    for (const NameEntry& entry : names->entries.all) {
      if (is_dot(entry.name)) continue;
      if (vfs::Path::check_name(entry.name)) {
        listing.entries.push_back({std::string{entry.name}, entry.attributes});
      } else {
        listing.refused.push_back(printable(entry.name.substr(0, vfs::Path::longest_name)));
      }
    }
  }
  co_return failure(ErrorCode::no_space, "a directory with too many files");
}

}  // namespace ferry::sftp
