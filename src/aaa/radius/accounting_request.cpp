#include "aaa/radius/accounting_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "aaa/radius/access_request.h"
#include "base/text.h"

namespace ferry::aaa::radius {
namespace {

/// RFC 2866 section 5.1.
enum class StatusType : std::uint32_t { start = 1, stop = 2, interim_update = 3, on = 7, off = 8 };

constexpr std::uint32_t nas_prompt = 7;  // Service-Type, RFC 2865 section 5.6

StatusType status_of(const AccountingRecord& record) {
  const bool is_system = record.service == AccountedService::system;
  switch (record.event) {
    case RecordEvent::start:
      return is_system ? StatusType::on : StatusType::start;
    case RecordEvent::stop:
      return is_system ? StatusType::off : StatusType::stop;
    case RecordEvent::update:
      break;
  }
  return StatusType::interim_update;
}

std::uint32_t seconds_of(WallTime time) {
  return static_cast<std::uint32_t>(
      std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// Attributes that are numbers here and have a type of their own there.
struct NumberAttribute {
  std::string_view name;
  AttributeType type;
  std::optional<AttributeType> upper = {};  // where the upper 32 bits go
};
constexpr std::array number_attributes{
    NumberAttribute{"elapsed_time", AttributeType::acct_session_time},
    NumberAttribute{"bytes_in", AttributeType::acct_input_octets, AttributeType::acct_input_gigawords},
    NumberAttribute{"bytes_out", AttributeType::acct_output_octets, AttributeType::acct_output_gigawords},
    NumberAttribute{"disc-cause", AttributeType::acct_terminate_cause},
};

void add_number(AttributeWriter& writer, const NumberAttribute& as, std::uint64_t value) {
  constexpr unsigned half = 32;
  writer.add(as.type, static_cast<std::uint32_t>(value));
  if (as.upper && value >> half != 0) writer.add(*as.upper, static_cast<std::uint32_t>(value >> half));
}

void add_attribute(AttributeWriter& writer, const AccountingRecord::Attribute& attribute) {
  const auto as = std::ranges::find(number_attributes, attribute.name, &NumberAttribute::name);
  const auto value = to_number(attribute.value);
  if (as != number_attributes.end() && value) return add_number(writer, *as, *value);
  writer.add_pair(attribute.name, attribute.value);
}

void add_times(AttributeWriter& writer, const AccountingRecord& record, WallTime now) {
  const std::uint32_t happened = seconds_of(record.time);
  const std::uint32_t sent = seconds_of(now);
  writer.add(AttributeType::acct_delay_time, sent > happened ? sent - happened : 0U);
  writer.add(AttributeType::event_timestamp, happened);
}

// No other packet has its Request Authenticator from its own bytes: RFC 2866 section 3.
void put_authenticator(ByteVector& packet, const Secret& key) {
  const PacketAuthenticator authenticator = response_authenticator(packet, {}, key);
  std::ranges::copy(authenticator, packet.begin() + authenticator_at);
}

}  // namespace

Result<ByteVector> seal(const AccountingRecord& record, WallTime now, const std::string& nas_address,
                        Identifier identifier, const Secret& key) {
  const bool is_system = record.service == AccountedService::system;
  AttributeWriter writer;
  writer.add(AttributeType::acct_status_type, std::to_underlying(status_of(record)));
  writer.add(AttributeType::acct_session_id, fmt::format("{:016X}", std::to_underlying(record.task)));
  add_times(writer, record, now);
  add_nas_address(writer, nas_address);
  if (!is_system) {
    writer.add(AttributeType::user_name, record.origin.user);
    add_port(writer, record.origin);
  }
  if (record.service == AccountedService::exec) writer.add(AttributeType::service_type, nas_prompt);
  for (const auto& attribute : record.attributes) add_attribute(writer, attribute);
  const auto attributes = writer.finish();
  if (!attributes) return attributes;
  auto packet = encode(Code::accounting_request, identifier, {}, *attributes);
  if (packet) put_authenticator(*packet, key);
  return packet;
}

PacketAuthenticator authenticator_of(Bytes packet) {
  PacketAuthenticator authenticator{};
  std::ranges::copy(packet.subspan(authenticator_at, authenticator.size()), authenticator.begin());
  return authenticator;
}

}  // namespace ferry::aaa::radius
