#include <gmock/gmock.h>

#include <chrono>

#include "aaa/accounting/record.h"
#include "aaa/radius/accounting_request.h"
#include "aaa/tacacs/accounting.h"
#include "base/text.h"

namespace ferry::aaa {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

const WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + 12h;  // 1767268800

AccountingRecord upload() {
  return {.event = RecordEvent::stop,
          .service = AccountedService::connection,
          .task = TaskId{0x1234},
          .origin = {.user = "admin", .address = "10.1.1.2", .line = 3},
          .privilege = 15,
          .started = noon - 7s,
          .time = noon,
          .attributes = {{"elapsed_time", "7"},
                         {"bytes_in", "5000000000"},
                         {"protocol", "scp"},
                         {"path", "flash:/image.bin"},
                         {"err_msg", "cut off"}}};
}

std::vector<std::string> texts(const AccountingRecord& record) {
  std::vector<std::string> all;
  for (const auto& argument : tacacs::accounting_arguments(record)) all.push_back(argument.text());
  return all;
}

TEST(AccountingRecord, HasTheArgumentsOfAccountingInFront_Rfc8907Section8_3) {
  EXPECT_THAT(texts(upload()),
              ElementsAre("task_id=4660", "start_time=1767268793", "stop_time=1767268800", "timezone=UTC",
                          "elapsed_time=7", "bytes_in=5000000000", "err_msg=cut off", "service=connection",
                          "priv-lvl=15", "protocol=scp", "path=flash:/image.bin"));
}

TEST(AccountingRecord, EndsACommandAsIosDoes) {
  AccountingRecord record = upload();
  record.service = AccountedService::command;
  record.attributes = {{"cmd", "write memory"}};
  EXPECT_EQ(texts(record).back(), "cmd=write memory <cr>");
}

TEST(AccountingRecord, LosesNothingOfALongCommand) {
  AccountingRecord record = upload();
  record.attributes = {{"cmd", std::string(600, 'x')}};
  std::string whole;
  for (const auto& argument : tacacs::accounting_arguments(record)) {
    EXPECT_LE(argument.text().size(), tacacs::longest_argument);
    if (argument.name.starts_with("cmd")) whole += argument.value;
  }
  EXPECT_EQ(whole, std::string(600, 'x') + " <cr>");
}

TEST(AccountingRecord, OfTheSystemHasNoPrivilege) {
  AccountingRecord record = upload();
  record.service = AccountedService::system;
  record.event = RecordEvent::start;
  record.attributes = {{"event", "sys_acct"}, {"reason", "reload"}};
  EXPECT_THAT(texts(record), ElementsAre("task_id=4660", "start_time=1767268793", "timezone=UTC",
                                         "event=sys_acct", "reason=reload", "service=system"));
}

// RADIUS

using radius::AttributeType;

const Secret key{"a key"};

struct Sealed {
  ByteVector bytes;
  radius::Packet packet;

  [[nodiscard]] std::uint32_t number(AttributeType type) const {
    const radius::Attribute* const found = packet.find(type);
    if (found == nullptr || found->value.size() != 4) return 0xdead'beef;
    std::uint32_t value = 0;
    for (const Byte byte : found->value) value = value << 8 | byte;
    return value;
  }
};

Sealed sealed(const AccountingRecord& record, WallTime now = noon) {
  Sealed result;
  result.bytes = radius::seal(record, now, "10.1.1.1", radius::Identifier{9}, key).value();
  result.packet = radius::decode(result.bytes).value();
  return result;
}

TEST(RadiusAccounting, HasAnAuthenticatorThatIsAChecksum_Rfc2866Section3) {
  const Sealed sent = sealed(upload());
  EXPECT_EQ(sent.packet.code, radius::Code::accounting_request);
  EXPECT_EQ(sent.packet.authenticator, radius::response_authenticator(sent.bytes, {}, key));
  EXPECT_NE(sent.packet.authenticator, radius::response_authenticator(sent.bytes, {}, Secret{"another"}));
  EXPECT_EQ(radius::authenticator_of(sent.bytes), sent.packet.authenticator);
}

TEST(RadiusAccounting, TellsWhatHappened_Rfc2866Section5) {
  const Sealed sent = sealed(upload());
  EXPECT_EQ(sent.number(AttributeType::acct_status_type), 2U);
  EXPECT_EQ(sent.packet.text(AttributeType::acct_session_id), "0000000000001234");
  EXPECT_EQ(sent.packet.text(AttributeType::user_name), "admin");
  EXPECT_EQ(sent.packet.text(AttributeType::calling_station_id), "10.1.1.2");
  EXPECT_EQ(sent.number(AttributeType::acct_session_time), 7U);
  EXPECT_EQ(sent.number(AttributeType::event_timestamp), 1767268800U);
  EXPECT_NE(sent.packet.find(AttributeType::nas_ip_address), nullptr);
  EXPECT_NE(sent.packet.text(AttributeType::vendor_specific).find("path=flash:/image.bin"),
            std::string::npos);
}

TEST(RadiusAccounting, CountsMoreThanFourGigabytes_Rfc2869Section5_1) {
  const Sealed sent = sealed(upload());
  EXPECT_EQ(sent.number(AttributeType::acct_input_octets), 5'000'000'000U & 0xffff'ffffU);
  EXPECT_EQ(sent.number(AttributeType::acct_input_gigawords), 1U);
  EXPECT_EQ(sent.packet.find(AttributeType::acct_output_octets), nullptr);
}

TEST(RadiusAccounting, SaysHowLateItIs_Rfc2866Section5_2) {
  EXPECT_EQ(sealed(upload()).number(AttributeType::acct_delay_time), 0U);
  EXPECT_EQ(sealed(upload(), noon + 95s).number(AttributeType::acct_delay_time), 95U);
  EXPECT_EQ(sealed(upload(), noon - 5s).number(AttributeType::acct_delay_time), 0U);
}

TEST(RadiusAccounting, AStartOfTheSystemIsAccountingOn_Rfc2866Section5_1) {
  AccountingRecord record = upload();
  record.service = AccountedService::system;
  record.event = RecordEvent::start;
  EXPECT_EQ(sealed(record).number(AttributeType::acct_status_type), 7U);
  EXPECT_EQ(sealed(record).packet.find(AttributeType::user_name), nullptr);
  record.event = RecordEvent::stop;
  EXPECT_EQ(sealed(record).number(AttributeType::acct_status_type), 8U);
}

TEST(RadiusAccounting, SaysWhyASessionIsOver_Rfc2866Section5_10) {
  AccountingRecord record = upload();
  record.service = AccountedService::exec;
  record.attributes = {{"disc-cause", "4"}};
  EXPECT_EQ(sealed(record).number(AttributeType::acct_terminate_cause), 4U);
  EXPECT_EQ(sealed(record).number(AttributeType::service_type), 7U);
}

TEST(RadiusAccounting, CutsAPairThatIsTooLong) {
  AccountingRecord record = upload();
  record.attributes = {{"path", std::string(4000, 'x')}};
  EXPECT_EQ(sealed(record).packet.find(AttributeType::vendor_specific)->value.size(), radius::longest_value);
}

// The spool

bool same(const QueuedRecord& left, const QueuedRecord& right) {
  return encode_spool({left}) == encode_spool({right});
}

TEST(AccountingSpool, ReadsWhatItHasWritten) {
  AccountingRecord other = upload();
  other.origin.console = true;
  const std::vector<QueuedRecord> written{{upload(), {"tacacs+", "MINE"}}, {other, {"radius"}}};
  const SpoolContent read = decode_spool(encode_spool(written));
  EXPECT_FALSE(read.is_damaged);
  ASSERT_THAT(read.records, SizeIs(2));
  EXPECT_TRUE(same(read.records[0], written[0]));
  EXPECT_TRUE(same(read.records[1], written[1]));
  EXPECT_EQ(read.records[0].record.time, noon);
  EXPECT_EQ(read.records[0].record.attributes, upload().attributes);
  EXPECT_TRUE(read.records[1].record.origin.console);
}

TEST(AccountingSpool, KeepsWhatIsWholeOfATruncatedFile) {
  const std::size_t one = encode_spool({{upload(), {"radius"}}}).size();
  const ByteVector both = encode_spool({{upload(), {"radius"}}, {upload(), {"radius"}}});
  for (std::size_t size = 0; size < both.size(); ++size) {
    const SpoolContent read = decode_spool(Bytes{both}.first(size));
    EXPECT_THAT(read.records, SizeIs(size / one)) << size;
    EXPECT_EQ(read.is_damaged, size % one != 0) << size;
  }
}

TEST(AccountingSpool, NoticesEveryByteThatIsWrong) {
  const ByteVector right = encode_spool({{upload(), {"radius"}}});
  for (std::size_t at = 0; at < right.size(); ++at) {
    ByteVector wrong = right;
    wrong[at] ^= 0x40;
    const SpoolContent read = decode_spool(wrong);
    EXPECT_TRUE(read.is_damaged) << at;
    EXPECT_THAT(read.records, SizeIs(0)) << at;
  }
}

TEST(AccountingSpool, KeepsTheRecordsInFrontOfATrailingByte) {
  ByteVector bytes = encode_spool({{upload(), {"radius"}}});
  bytes.push_back(0);
  const SpoolContent read = decode_spool(bytes);
  EXPECT_TRUE(read.is_damaged);
  EXPECT_THAT(read.records, SizeIs(1));
}

TEST(AccountingSpool, TakesATimeThatTheClockCannotSayForDamage) {
  AccountingRecord record = upload();
  record.time =
      WallTime{std::chrono::milliseconds{-1}};  // written as the greatest number of milliseconds there is
  const SpoolContent read = decode_spool(encode_spool({{upload(), {"radius"}}, {record, {"radius"}}}));
  EXPECT_TRUE(read.is_damaged);
  EXPECT_THAT(read.records, SizeIs(1));
}

}  // namespace
}  // namespace ferry::aaa
