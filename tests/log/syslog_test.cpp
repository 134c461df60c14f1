#include "log/syslog.h"

#include <gmock/gmock.h>

#include <string>

namespace ferry::log {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A message of 2026-09-13 09:17:32.535.
Message sample(Severity severity = Severity::notifications) {
  using namespace std::chrono;
  Message message;
  message.facility = "SYS";
  message.severity = severity;
  message.mnemonic = "CONFIG_I";
  message.text = "Configured from console by console";
  message.time = sys_days{year{2026} / 9 / 13} + 9h + 17min + 32s + 535ms;
  message.sequence = 7;
  message.line = format(message);
  return message;
}

constexpr unsigned local7 = 23;

SyslogFormat structured(std::string host = "R1.lab") {
  return {.form = SyslogForm::structured, .facility = local7, .host = std::move(host)};
}

TEST(Syslog, PutsPriorityAndCounterInFrontOfTheLineAsIosDoes) {
  EXPECT_EQ(syslog_packet(sample(), 234, {}),
            "<189>234: *Sep 13 09:17:32.535: %SYS-5-CONFIG_I: Configured from console by console");
}

TEST(Syslog, SendsTheLineAsTheScreenShowsIt) {
  Message message = sample();
  message.line = format(message, {.log = {.kind = Stamp::Kind::none}, .debug = {}, .sequence_numbers = true});
  EXPECT_EQ(syslog_packet(message, 1, {}),
            "<189>1: 000007: %SYS-5-CONFIG_I: Configured from console by console");
}

struct PriorityRow {
  unsigned facility;
  Severity severity;
  const char* priority;
};

TEST(Syslog, ThePriorityIsFacilityTimesEightPlusSeverity_Rfc5424Section6_2_1) {
  constexpr PriorityRow rows[] = {
      {0, Severity::emergencies, "<0>"},
      {local7, Severity::debugging, "<191>"},
      {16, Severity::errors, "<131>"},
      {4, Severity::informational, "<38>"},
  };
  for (const PriorityRow& row : rows) {
    for (const SyslogForm form : {SyslogForm::ios, SyslogForm::structured}) {
      const SyslogFormat format{.form = form, .facility = row.facility, .host = "R1"};
      EXPECT_TRUE(syslog_packet(sample(row.severity), 1, format).starts_with(row.priority));
    }
  }
}

TEST(Syslog, AStructuredMessageHasAllFieldsOfTheHeader_Rfc5424Section6_2) {
  EXPECT_EQ(syslog_packet(sample(), 234, structured()),
            "<189>1 2026-09-13T09:17:32.535Z R1.lab ferry - SYS-5-CONFIG_I [meta sequenceId=\"234\"] "
            "%SYS-5-CONFIG_I: Configured from console by console");
}

TEST(Syslog, AFieldWithoutAValueIsADash_Rfc5424Section6) {
  EXPECT_THAT(syslog_packet(sample(), 1, structured("")), HasSubstr("Z - ferry - SYS-5"));
}

TEST(Syslog, AHeaderFieldHasNoBlanksAndNoOtherThanAscii_Rfc5424Section6) {
  EXPECT_THAT(syslog_packet(sample(), 1, structured("R\xc3\xa4 1\n")), HasSubstr("Z R1 ferry"));
  EXPECT_THAT(syslog_packet(sample(), 1, structured(std::string(300, 'h'))),
              HasSubstr("Z " + std::string(255, 'h') + " ferry"));
}

TEST(Syslog, ADebugLineSaysSoInItsId) {
  Message message = sample(Severity::debugging);
  message.facility = message.mnemonic = "";
  message.text = "SCP: [22 -> 10.1.1.2:61656] send <OK>";
  EXPECT_THAT(syslog_packet(message, 1, structured()),
              EndsWith(" DEBUG [meta sequenceId=\"1\"] SCP: [22 -> 10.1.1.2:61656] send <OK>"));
}

TEST(Syslog, AnIdIsAtMost32BytesLong_Rfc5424Section6_2_7) {
  Message message = sample();
  message.mnemonic = std::string(64, 'M');
  EXPECT_THAT(syslog_packet(message, 1, structured()), HasSubstr(" SYS-5-" + std::string(26, 'M') + " ["));
}

TEST(Syslog, TheSequenceIdStartsAgainAt1_Rfc5424Section7_3_1) {
  EXPECT_THAT(syslog_packet(sample(), 2147483647, structured()), HasSubstr("sequenceId=\"2147483647\""));
  EXPECT_THAT(syslog_packet(sample(), 2147483648, structured()), HasSubstr("sequenceId=\"1\""));
}

TEST(Syslog, TextInUtf8BeginsWithAByteOrderMark_Rfc5424Section6_4) {
  Message message = sample();
  message.text = "Z\xc3\xbcrich";
  EXPECT_THAT(syslog_packet(message, 1, structured()),
              EndsWith("] \xef\xbb\xbf%SYS-5-CONFIG_I: Z\xc3\xbcrich"));
}

TEST(Syslog, APacketIsAtMost1024BytesLong_Rfc3164Section4_1) {
  Message message = sample();
  message.text = std::string(900, 'x');
  for (int i = 0; i < 100; ++i) message.text += "\xc3\xa4";
  message.line = format(message);
  const std::string packet = syslog_packet(message, 1, {});
  EXPECT_LE(packet.size(), most_ios_bytes);
  EXPECT_GE(packet.size(), most_ios_bytes - 1);
  EXPECT_THAT(packet, EndsWith("\xc3\xa4"));
}

TEST(Syslog, AStructuredMessageIsAtMost2048BytesLong_Rfc5424Section6_1) {
  Message message = sample();
  message.text = std::string(4000, 'x');
  EXPECT_EQ(syslog_packet(message, 1, structured()).size(), most_structured_bytes);
}

TEST(Syslog, InAStreamTheLengthStandsInFront_Rfc6587Section3_4_1) {
  EXPECT_EQ(octet_counted("<189>1: a\xc3\xa4"), "11 <189>1: a\xc3\xa4");
}

}  // namespace
}  // namespace ferry::log
