#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "sftp/attributes.h"
#include "sftp/fields.h"
#include "sftp/status.h"
#include "wire/fields.h"

// The packets of draft-ietf-secsh-filexfer-02, without the length in front of each. What a decoded one refers
// to is borrowed from the packet.
namespace ferry::sftp {

/// Draft section 3.
enum class MessageNumber : std::uint8_t {
  init = 1,
  version = 2,
  open = 3,
  close = 4,
  read = 5,
  write = 6,
  link_stat = 7,
  handle_stat = 8,
  set_stat = 9,
  handle_set_stat = 10,
  open_directory = 11,
  read_directory = 12,
  remove = 13,
  make_directory = 14,
  remove_directory = 15,
  real_path = 16,
  stat = 17,
  rename = 18,
  read_link = 19,
  symbolic_link = 20,
  status = 101,
  handle = 102,
  data = 103,
  name = 104,
  attributes = 105,
  extended = 200,
  extended_reply = 201,
};

/// Chosen by the client; the reply has the same.
enum class RequestId : std::uint32_t {};

/// How a file is opened, draft section 6.3: bits.
enum class OpenFlags : std::uint32_t {
  read = 0x1,
  write = 0x2,
  append = 0x4,
  create = 0x8,
  truncate = 0x10,
  exclusive = 0x20,
};

[[nodiscard]] constexpr OpenFlags operator|(OpenFlags left, OpenFlags right) {
  return static_cast<OpenFlags>(std::to_underlying(left) | std::to_underlying(right));
}
[[nodiscard]] constexpr bool has(OpenFlags flags, OpenFlags one) {
  return (std::to_underlying(flags) & std::to_underlying(one)) != 0;
}

/// INIT, draft section 4: the client's highest version.
struct Init {
  static constexpr auto number = MessageNumber::init;
  static constexpr std::string_view title = "INIT";
  std::uint32_t version = 0;
  Extensions extensions;
  static constexpr auto fields = wire::fields(&Init::version, &Init::extensions);
};

/// VERSION, draft section 4: the version that will be spoken, and what else the server can do.
struct Version {
  static constexpr auto number = MessageNumber::version;
  static constexpr std::string_view title = "VERSION";
  std::uint32_t version = 0;
  Extensions extensions;
  static constexpr auto fields = wire::fields(&Version::version, &Version::extensions);
};

/// OPEN, draft section 6.3.
struct Open {
  static constexpr auto number = MessageNumber::open;
  static constexpr std::string_view title = "OPEN";
  RequestId id{};
  std::string_view path;
  OpenFlags flags{};
  Attributes attributes;
  static constexpr auto fields = wire::fields(&Open::id, &Open::path, &Open::flags, &Open::attributes);
};

/// CLOSE, draft section 6.3.
struct Close {
  static constexpr auto number = MessageNumber::close;
  static constexpr std::string_view title = "CLOSE";
  RequestId id{};
  std::string_view handle;
  static constexpr auto fields = wire::fields(&Close::id, &Close::handle);
};

/// READ, draft section 6.4.
struct Read {
  static constexpr auto number = MessageNumber::read;
  static constexpr std::string_view title = "READ";
  RequestId id{};
  std::string_view handle;
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  static constexpr auto fields = wire::fields(&Read::id, &Read::handle, &Read::offset, &Read::size);
};

/// WRITE, draft section 6.4.
struct Write {
  static constexpr auto number = MessageNumber::write;
  static constexpr std::string_view title = "WRITE";
  RequestId id{};
  std::string_view handle;
  std::uint64_t offset = 0;
  Bytes data;
  static constexpr auto fields = wire::fields(&Write::id, &Write::handle, &Write::offset, &Write::data);
};

/// What stands before the data of a WRITE and their length.
struct WriteFront {
  static constexpr auto number = MessageNumber::write;
  RequestId id{};
  std::string_view handle;
  std::uint64_t offset = 0;
  static constexpr auto fields = wire::fields(&WriteFront::id, &WriteFront::handle, &WriteFront::offset);
};

/// LSTAT, draft section 6.8.
struct LinkStat {
  static constexpr auto number = MessageNumber::link_stat;
  static constexpr std::string_view title = "LSTAT";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&LinkStat::id, &LinkStat::path);
};

/// FSTAT, draft section 6.8.
struct HandleStat {
  static constexpr auto number = MessageNumber::handle_stat;
  static constexpr std::string_view title = "FSTAT";
  RequestId id{};
  std::string_view handle;
  static constexpr auto fields = wire::fields(&HandleStat::id, &HandleStat::handle);
};

/// SETSTAT, draft section 6.9.
struct SetStat {
  static constexpr auto number = MessageNumber::set_stat;
  static constexpr std::string_view title = "SETSTAT";
  RequestId id{};
  std::string_view path;
  Attributes attributes;
  static constexpr auto fields = wire::fields(&SetStat::id, &SetStat::path, &SetStat::attributes);
};

/// FSETSTAT, draft section 6.9.
struct HandleSetStat {
  static constexpr auto number = MessageNumber::handle_set_stat;
  static constexpr std::string_view title = "FSETSTAT";
  RequestId id{};
  std::string_view handle;
  Attributes attributes;
  static constexpr auto fields =
      wire::fields(&HandleSetStat::id, &HandleSetStat::handle, &HandleSetStat::attributes);
};

/// OPENDIR, draft section 6.7.
struct OpenDirectory {
  static constexpr auto number = MessageNumber::open_directory;
  static constexpr std::string_view title = "OPENDIR";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&OpenDirectory::id, &OpenDirectory::path);
};

/// READDIR, draft section 6.7.
struct ReadDirectory {
  static constexpr auto number = MessageNumber::read_directory;
  static constexpr std::string_view title = "READDIR";
  RequestId id{};
  std::string_view handle;
  static constexpr auto fields = wire::fields(&ReadDirectory::id, &ReadDirectory::handle);
};

/// REMOVE, draft section 6.5.
struct Remove {
  static constexpr auto number = MessageNumber::remove;
  static constexpr std::string_view title = "REMOVE";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&Remove::id, &Remove::path);
};

/// MKDIR, draft section 6.6.
struct MakeDirectory {
  static constexpr auto number = MessageNumber::make_directory;
  static constexpr std::string_view title = "MKDIR";
  RequestId id{};
  std::string_view path;
  Attributes attributes;
  static constexpr auto fields =
      wire::fields(&MakeDirectory::id, &MakeDirectory::path, &MakeDirectory::attributes);
};

/// RMDIR, draft section 6.6.
struct RemoveDirectory {
  static constexpr auto number = MessageNumber::remove_directory;
  static constexpr std::string_view title = "RMDIR";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&RemoveDirectory::id, &RemoveDirectory::path);
};

/// REALPATH, draft section 6.11.
struct RealPath {
  static constexpr auto number = MessageNumber::real_path;
  static constexpr std::string_view title = "REALPATH";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&RealPath::id, &RealPath::path);
};

/// STAT, draft section 6.8.
struct Stat {
  static constexpr auto number = MessageNumber::stat;
  static constexpr std::string_view title = "STAT";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&Stat::id, &Stat::path);
};

/// RENAME, draft section 6.5.
struct Rename {
  static constexpr auto number = MessageNumber::rename;
  static constexpr std::string_view title = "RENAME";
  RequestId id{};
  std::string_view from;
  std::string_view to;
  static constexpr auto fields = wire::fields(&Rename::id, &Rename::from, &Rename::to);
};

/// READLINK, draft section 6.10.
struct ReadLink {
  static constexpr auto number = MessageNumber::read_link;
  static constexpr std::string_view title = "READLINK";
  RequestId id{};
  std::string_view path;
  static constexpr auto fields = wire::fields(&ReadLink::id, &ReadLink::path);
};

/// SYMLINK, draft section 6.10. OpenSSH sends the two paths the other way round than the draft has them.
struct SymbolicLink {
  static constexpr auto number = MessageNumber::symbolic_link;
  static constexpr std::string_view title = "SYMLINK";
  RequestId id{};
  std::string_view target;
  std::string_view link;
  static constexpr auto fields = wire::fields(&SymbolicLink::id, &SymbolicLink::target, &SymbolicLink::link);
};

/// STATUS, draft section 7.
struct Status {
  static constexpr auto number = MessageNumber::status;
  static constexpr std::string_view title = "STATUS";
  RequestId id{};
  StatusCode code{};
  StatusText text;
  static constexpr auto fields = wire::fields(&Status::id, &Status::code, &Status::text);
};

/// HANDLE, draft section 7.
struct Handle {
  static constexpr auto number = MessageNumber::handle;
  static constexpr std::string_view title = "HANDLE";
  RequestId id{};
  std::string_view handle;
  static constexpr auto fields = wire::fields(&Handle::id, &Handle::handle);
};

/// DATA, draft section 7.
struct Data {
  static constexpr auto number = MessageNumber::data;
  static constexpr std::string_view title = "DATA";
  RequestId id{};
  Bytes data;
  static constexpr auto fields = wire::fields(&Data::id, &Data::data);
};

/// What stands before the data of a DATA and their length.
struct DataFront {
  static constexpr auto number = MessageNumber::data;
  RequestId id{};
  static constexpr auto fields = wire::fields(&DataFront::id);
};

/// NAME, draft section 7.
struct Name {
  static constexpr auto number = MessageNumber::name;
  static constexpr std::string_view title = "NAME";
  RequestId id{};
  NameEntries entries;
  static constexpr auto fields = wire::fields(&Name::id, &Name::entries);
};

/// ATTRS, draft section 7.
struct AttributesReply {
  static constexpr auto number = MessageNumber::attributes;
  static constexpr std::string_view title = "ATTRS";
  RequestId id{};
  Attributes attributes;
  static constexpr auto fields = wire::fields(&AttributesReply::id, &AttributesReply::attributes);
};

/// EXTENDED, draft section 8. `data` is one of the structs in extensions.h.
struct Extended {
  static constexpr auto number = MessageNumber::extended;
  static constexpr std::string_view title = "EXTENDED";
  RequestId id{};
  std::string_view extension;
  wire::Rest data;
  static constexpr auto fields = wire::fields(&Extended::id, &Extended::extension, &Extended::data);
};

/// EXTENDED_REPLY, draft section 8.
struct ExtendedReply {
  static constexpr auto number = MessageNumber::extended_reply;
  static constexpr std::string_view title = "EXTENDED_REPLY";
  RequestId id{};
  wire::Rest data;
  static constexpr auto fields = wire::fields(&ExtendedReply::id, &ExtendedReply::data);
};

}  // namespace ferry::sftp
