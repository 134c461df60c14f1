#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>
#include <tuple>

#include "sftp/attributes.h"
#include "sftp/messages.h"

// What OpenSSH added to version 3 (its file PROTOCOL, section 4): the data of EXTENDED and EXTENDED_REPLY.
namespace ferry::sftp {

/// Like RENAME, but replaces what stands under the new name.
struct PosixRename {
  static constexpr std::string_view extension = "posix-rename@openssh.com";
  static constexpr std::string_view version = "1";
  std::string_view from, to;
  static constexpr auto fields = wire::fields(&PosixRename::from, &PosixRename::to);
};

struct HardLink {
  static constexpr std::string_view extension = "hardlink@openssh.com";
  static constexpr std::string_view version = "1";
  std::string_view from, to;
  static constexpr auto fields = wire::fields(&HardLink::from, &HardLink::to);
};

/// Asks for the space of the file system around a path.
struct SpaceOfPath {
  static constexpr std::string_view extension = "statvfs@openssh.com";
  static constexpr std::string_view version = "2";
  std::string_view path;
  static constexpr auto fields = wire::fields(&SpaceOfPath::path);
};

struct SpaceOfHandle {
  static constexpr std::string_view extension = "fstatvfs@openssh.com";
  static constexpr std::string_view version = "2";
  std::string_view handle;
  static constexpr auto fields = wire::fields(&SpaceOfHandle::handle);
};

/// Puts what was written on the disk.
struct Sync {
  static constexpr std::string_view extension = "fsync@openssh.com";
  static constexpr std::string_view version = "1";
  std::string_view handle;
  static constexpr auto fields = wire::fields(&Sync::handle);
};

struct LinkSetStat {
  static constexpr std::string_view extension = "lsetstat@openssh.com";
  static constexpr std::string_view version = "1";
  std::string_view path;
  Attributes attributes;
  static constexpr auto fields = wire::fields(&LinkSetStat::path, &LinkSetStat::attributes);
};

struct AskLimits {
  static constexpr std::string_view extension = "limits@openssh.com";
  static constexpr std::string_view version = "1";
  static constexpr auto fields = wire::fields();
};

/// REALPATH that knows "~".
struct ExpandPath {
  static constexpr std::string_view extension = "expand-path@openssh.com";
  static constexpr std::string_view version = "1";
  std::string_view path;
  static constexpr auto fields = wire::fields(&ExpandPath::path);
};

/// Copies between two open files of the server; a size of 0 means up to the end.
struct CopyData {
  static constexpr std::string_view extension = "copy-data";
  static constexpr std::string_view version = "1";
  std::string_view from;
  std::uint64_t from_offset = 0, size = 0;
  std::string_view to;
  std::uint64_t to_offset = 0;
  static constexpr auto fields = wire::fields(&CopyData::from, &CopyData::from_offset, &CopyData::size,
                                              &CopyData::to, &CopyData::to_offset);
};

struct HomeDirectory {
  static constexpr std::string_view extension = "home-directory";
  static constexpr std::string_view version = "1";
  std::string_view user;
  static constexpr auto fields = wire::fields(&HomeDirectory::user);
};

/// The names for numbers of users and groups, each list 32-bit numbers in a string.
struct UsersAndGroups {
  static constexpr std::string_view extension = "users-groups-by-id@openssh.com";
  static constexpr std::string_view version = "1";
  Bytes users, groups;
  static constexpr auto fields = wire::fields(&UsersAndGroups::users, &UsersAndGroups::groups);
};

/// The answer to `AskLimits`; 0 means that the server does not say.
struct Limits {
  std::uint64_t packet = 0, read = 0, write = 0, open_handles = 0;
  static constexpr auto fields =
      wire::fields(&Limits::packet, &Limits::read, &Limits::write, &Limits::open_handles);
};

/// The answer to `SpaceOfPath`, with the fields of statvfs(3).
struct FileSystemSpace {
  std::uint64_t block_size = 0, fragment_size = 0, blocks = 0, free_blocks = 0, available_blocks = 0;
  std::uint64_t files = 0, free_files = 0, available_files = 0, id = 0, flags = 0, longest_name = 0;
  static constexpr auto fields =
      wire::fields(&FileSystemSpace::block_size, &FileSystemSpace::fragment_size, &FileSystemSpace::blocks,
                   &FileSystemSpace::free_blocks, &FileSystemSpace::available_blocks, &FileSystemSpace::files,
                   &FileSystemSpace::free_files, &FileSystemSpace::available_files, &FileSystemSpace::id,
                   &FileSystemSpace::flags, &FileSystemSpace::longest_name);
};

/// The answer to `UsersAndGroups`: names, each a string, in a string.
struct UserAndGroupNames {
  Bytes users, groups;
  static constexpr auto fields = wire::fields(&UserAndGroupNames::users, &UserAndGroupNames::groups);
};

/// Our own, named in VERSION: a file that is written appears whole at its CLOSE, or not at all. Who sees it
/// needs no temporary name.
inline constexpr std::string_view whole_files_extension = "whole-files@ferry";

/// Parses the data of an extension.
template <class Fields>
[[nodiscard]] std::expected<Fields, wire::WireError> decode_extension(Bytes data) {
  wire::Reader in{data};
  Fields parsed{};
  std::apply([&](auto... field) { (in.read(parsed.*field), ...); }, Fields::fields);
  if (const auto error = in.finish(); error != wire::WireError::none) return std::unexpected(error);
  return parsed;
}

template <class Fields>
[[nodiscard]] ByteVector encode_extension(const Fields& fields) {
  ByteVector data;
  wire::Writer out{data};
  std::apply([&](auto... field) { (out.write(fields.*field), ...); }, Fields::fields);
  return data;
}

}  // namespace ferry::sftp
