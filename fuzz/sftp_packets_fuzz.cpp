// rooms: sftp wire base
#include <algorithm>
#include <cstdlib>

#include "sftp/extensions.h"
#include "sftp/limits.h"
#include "sftp/splitter.h"

namespace {

using namespace ferry;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What was read and is written again is read as the same.
template <class M>
void round_trip(Bytes packet) {
  const auto message = wire::decode<M>(packet);
  if (!message) return;
  const ByteVector written = wire::encode(*message);
  const auto again = wire::decode<M>(written);
  require(again.has_value() && wire::encode(*again) == written);
}

template <class... Ms>
void round_trips(Bytes packet) {
  (round_trip<Ms>(packet), ...);
}

template <class Fields>
void extension_round_trip(Bytes data) {
  const auto parsed = sftp::decode_extension<Fields>(data);
  if (!parsed) return;
  const ByteVector written = sftp::encode_extension(*parsed);
  require(sftp::decode_extension<Fields>(written).has_value());
}

template <class... Es>
void extension_round_trips(Bytes data) {
  (extension_round_trip<Es>(data), ...);
}

void check(Bytes packet) {
  using namespace sftp;
  round_trips<Init, Version, Open, Close, Read, Write, LinkStat, HandleStat, SetStat, HandleSetStat>(packet);
  round_trips<OpenDirectory, ReadDirectory, Remove, MakeDirectory, RemoveDirectory, RealPath, Stat>(packet);
  round_trips<Rename, ReadLink, SymbolicLink, Extended, Status, Handle, Data, Name>(packet);
  round_trips<AttributesReply, ExtendedReply>(packet);
  extension_round_trips<PosixRename, SpaceOfPath, LinkSetStat, CopyData, UsersAndGroups>(packet);
  extension_round_trips<Limits, FileSystemSpace, AskLimits>(packet);
}

/// Splits the input in steps of `step` bytes: how many bytes of packets and of data came out.
std::size_t split(Bytes bytes, std::size_t step, sftp::Splitter::Bulk bulk) {
  sftp::Splitter splitter{bulk};
  std::size_t given = 0;
  while (!bytes.empty()) {
    Bytes input = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(input.size());
    for (;;) {
      const auto event = splitter.next(input);
      if (!event) return given;
      if (!*event) break;
      if (const auto* const packet = std::get_if<sftp::Packet>(&**event)) {
        require(packet->bytes.size() <= sftp::longest_packet);
        given += packet->bytes.size();
        check(packet->bytes);
      }
      if (const auto* const piece = std::get_if<sftp::BulkPiece>(&**event)) given += piece->bytes.size();
    }
  }
  return given;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Bulk = sftp::Splitter::Bulk;
  const Bytes bytes{data, size};
  check(bytes);
  for (const Bulk bulk : {Bulk::write, Bulk::data}) {
    require(split(bytes, 1, bulk) == split(bytes, std::max<std::size_t>(size, 1), bulk));
  }
  return 0;
}
