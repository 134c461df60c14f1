#include <optional>

#include "sftp/file_service.h"

namespace ferry::sftp {
namespace {

using vfs::Operation;
using Kind = Operation::Kind;

Kind kind_of(const Open& request) {
  return has(request.flags, OpenFlags::write) || has(request.flags, OpenFlags::append) ? Kind::store
                                                                                       : Kind::fetch;
}

/// The operation of `kind` that a request of type M is; nothing if it is malformed: the answer will say so.
template <class M>
std::optional<Operation> with_path(const Tree& tree, Bytes packet, Kind (*kind)(const M&)) {
  const auto request = wire::decode<M>(packet);
  if (!request) return std::nullopt;
  const auto place = tree.parse(request->path);
  if (!place || !*place) return std::nullopt;
  return Operation{kind(*request), (*place)->text()};
}

template <class M, Kind kind>
std::optional<Operation> always(const Tree& tree, Bytes packet) {
  return with_path<M>(tree, packet, [](const M&) { return kind; });
}

std::optional<Operation> rename(const Tree& tree, std::string_view from, std::string_view to) {
  const auto source = tree.parse(from);
  const auto target = tree.parse(to);
  if (!source || !*source || !target || !*target) return std::nullopt;
  return Operation{Kind::rename, (*source)->text(), (*target)->text()};
}

std::optional<Operation> plain_rename(const Tree& tree, Bytes packet) {
  const auto request = wire::decode<Rename>(packet);
  return request ? rename(tree, request->from, request->to) : std::nullopt;
}

std::optional<Operation> posix_rename(const Tree& tree, Bytes packet) {
  const auto extended = wire::decode<Extended>(packet);
  if (!extended || extended->extension != PosixRename::extension) return std::nullopt;
  const auto request = decode_extension<PosixRename>(extended->data.bytes);
  return request ? rename(tree, request->from, request->to) : std::nullopt;
}

/// A new size is new content; owners, modes and times are not.
std::optional<Operation> truncation(const Tree& tree, Bytes packet) {
  const auto request = wire::decode<SetStat>(packet);
  if (!request || !request->attributes.size) return std::nullopt;
  return always<SetStat, Kind::store>(tree, packet);
}

}  // namespace

std::optional<vfs::Operation> FileService::operation_of(Bytes packet) const {
  switch (static_cast<MessageNumber>(packet.front())) {
    case MessageNumber::open:
      return with_path<Open>(tree_, packet, kind_of);
    case MessageNumber::open_directory:
      return always<OpenDirectory, Kind::list>(tree_, packet);
    case MessageNumber::remove:
      return always<Remove, Kind::remove>(tree_, packet);
    case MessageNumber::make_directory:
      return always<MakeDirectory, Kind::make_directory>(tree_, packet);
    case MessageNumber::remove_directory:
      return always<RemoveDirectory, Kind::remove_directory>(tree_, packet);
    case MessageNumber::set_stat:
      return truncation(tree_, packet);
    case MessageNumber::rename:
      return plain_rename(tree_, packet);
    case MessageNumber::extended:
      return posix_rename(tree_, packet);
    default:
      return std::nullopt;
  }
}

}  // namespace ferry::sftp
