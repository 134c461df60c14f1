#include "sftp/attributes.h"

#include <utility>

namespace ferry::sftp {
namespace {

enum Flag : std::uint32_t {
  has_size = 0x1,
  has_owner = 0x2,
  has_permissions = 0x4,
  has_times = 0x8,
  has_extended = 0x80000000,
};

/// Each takes eight bytes at least: the reader runs dry before a false count costs anything.
void pass_over_extended(wire::Reader& in) {
  std::uint32_t count = 0;
  in.read(count);
  for (; count > 0 && in.error() == wire::WireError::none; --count) {
    in.string();
    in.string();
  }
}

}  // namespace

bool Attributes::is(FileKind kind) const {
  return permissions && (*permissions & file_kind_bits) == std::to_underlying(kind);
}

void Attributes::read_from(wire::Reader& in) {
  std::uint32_t flags = 0;
  in.read(flags);
  if ((flags & has_size) != 0) in.read(size.emplace());
  if ((flags & has_owner) != 0) {
    in.read(owner.emplace().user);
    in.read(owner->group);
  }
  if ((flags & has_permissions) != 0) in.read(permissions.emplace());
  if ((flags & has_times) != 0) {
    in.read(times.emplace().accessed);
    in.read(times->modified);
  }
  if ((flags & has_extended) != 0) pass_over_extended(in);
}

void Attributes::write_to(wire::Writer& out) const {
  std::uint32_t flags = 0;
  if (size) flags |= has_size;
  if (owner) flags |= has_owner;
  if (permissions) flags |= has_permissions;
  if (times) flags |= has_times;
  out.write(flags);
  if (size) out.write(*size);
  if (owner) {
    out.write(owner->user);
    out.write(owner->group);
  }
  if (permissions) out.write(*permissions);
  if (times) {
    out.write(times->accessed);
    out.write(times->modified);
  }
}

}  // namespace ferry::sftp
