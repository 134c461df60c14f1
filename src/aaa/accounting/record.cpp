#include "aaa/accounting/record.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "crypto/hash.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::aaa {
namespace {

using std::chrono::milliseconds;

/// Of the SHA-256 of a record: it tells damage, not forgery.
constexpr std::size_t checksum_size = 8;
/// More than a record can have; what says that it has more is damage.
constexpr std::uint32_t longest_record = 65536;
constexpr std::uint32_t most_parts = 64;

ByteVector checksum(Bytes body) {
  ByteVector digest = crypto::hash(crypto::HashKind::sha256, body);
  digest.resize(checksum_size);
  return digest;
}

std::uint64_t to_milliseconds(WallTime time) {
  return static_cast<std::uint64_t>(std::chrono::floor<milliseconds>(time.time_since_epoch()).count());
}

void write_origin(wire::Writer& out, const Origin& origin) {
  out.write(std::string_view{origin.user});
  out.write(std::string_view{origin.address});
  out.write(std::uint32_t{origin.line});
  out.write(origin.console);
}

std::uint32_t count_of(std::size_t size) {
  return static_cast<std::uint32_t>(size);
}

ByteVector encode_body(const QueuedRecord& queued) {
  const AccountingRecord& record = queued.record;
  ByteVector body;
  wire::Writer out{body};
  out.write(record.event);
  out.write(record.service);
  out.write(record.task);
  write_origin(out, record.origin);
  out.write(std::uint32_t{record.privilege});
  out.write(to_milliseconds(record.started));
  out.write(to_milliseconds(record.time));
  out.write(count_of(record.attributes.size()));
  for (const auto& attribute : record.attributes) {
    out.write(std::string_view{attribute.name});
    out.write(std::string_view{attribute.value});
  }
  out.write(count_of(queued.groups.size()));
  for (const std::string& group : queued.groups) out.write(std::string_view{group});
  return body;
}

std::string read_text(wire::Reader& in) {
  std::string_view text;
  in.read(text);
  return std::string{text};
}

unsigned read_unsigned(wire::Reader& in) {
  std::uint32_t number = 0;
  in.read(number);
  return number;
}

/// The epoch and an error if it is before 1970 or later than WallTime can say.
WallTime read_time(wire::Reader& in) {
  constexpr auto latest = static_cast<std::uint64_t>(
      std::chrono::floor<milliseconds>(WallTime::max().time_since_epoch()).count());
  std::uint64_t count = 0;
  in.read(count);
  if (count <= latest) return WallTime{milliseconds{static_cast<std::int64_t>(count)}};
  in.fail(wire::WireError::bad_value);
  return {};
}

/// How many parts follow; 0 and an error if there are more than there can be.
std::uint32_t read_count(wire::Reader& in) {
  const std::uint32_t count = read_unsigned(in);
  if (count <= most_parts) return count;
  in.fail(wire::WireError::bad_value);
  return 0;
}

std::optional<QueuedRecord> decode_body(Bytes body) {
  wire::Reader in{body};
  QueuedRecord queued;
  AccountingRecord& record = queued.record;
  in.read(record.event);
  in.read(record.service);
  in.read(record.task);
  record.origin.user = read_text(in);
  record.origin.address = read_text(in);
  record.origin.line = read_unsigned(in);
  in.read(record.origin.console);
  record.privilege = read_unsigned(in);
  record.started = read_time(in);
  record.time = read_time(in);
  for (std::uint32_t left = read_count(in); left > 0; --left) {
    std::string name = read_text(in);
    record.attributes.push_back({std::move(name), read_text(in)});
  }
  for (std::uint32_t left = read_count(in); left > 0; --left) queued.groups.push_back(read_text(in));
  const bool is_known = record.event <= RecordEvent::update && record.service <= AccountedService::system;
  if (in.finish() != wire::WireError::none || !is_known) return std::nullopt;
  return queued;
}

/// Nothing if no whole record is next.
std::optional<QueuedRecord> next_record(wire::Reader& in) {
  std::uint32_t size = 0;
  in.read(size);
  const Bytes stated = in.take(checksum_size);
  if (in.error() != wire::WireError::none || size > longest_record) return std::nullopt;
  const Bytes body = in.take(size);
  if (in.error() != wire::WireError::none || !std::ranges::equal(checksum(body), stated)) return std::nullopt;
  return decode_body(body);
}

}  // namespace

std::string_view AccountingRecord::find(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? std::string_view{} : found->value;
}

std::string_view describe(AccountedService service) {
  switch (service) {
    case AccountedService::exec:
      return "EXEC";
    case AccountedService::command:
      return "CMD";
    case AccountedService::connection:
      return "CONN";
    case AccountedService::system:
      return "SYSTEM";
  }
  std::unreachable();
}

std::string_view describe(RecordEvent event) {
  switch (event) {
    case RecordEvent::start:
      return "START";
    case RecordEvent::stop:
      return "STOP";
    case RecordEvent::update:
      return "UPDATE";
  }
  std::unreachable();
}

ByteVector encode_spool(const std::vector<QueuedRecord>& records) {
  ByteVector bytes;
  wire::Writer out{bytes};
  for (const QueuedRecord& record : records) {
    const ByteVector body = encode_body(record);
    out.write(count_of(body.size()));
    out.raw(checksum(body));
    out.raw(body);
  }
  return bytes;
}

SpoolContent decode_spool(Bytes bytes) {
  wire::Reader in{bytes};
  SpoolContent content;
  while (in.left() > 0) {
    auto record = next_record(in);
    if (!record) {
      content.is_damaged = true;
      break;
    }
    content.records.push_back(std::move(*record));
  }
  return content;
}

}  // namespace ferry::aaa
