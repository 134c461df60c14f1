#include "sftp/messages.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/text.h"
#include "sftp/extensions.h"

namespace ferry::sftp {
namespace {

constexpr RequestId seven{7};

/// A packet, and what its decoder says about some bytes: written again, or nothing.
struct Case {
  std::string_view title;
  std::string hex;
  ByteVector written;
  std::function<std::optional<ByteVector>(Bytes)> decode_and_write;
  /// A shorter packet means something too: its last field goes to the end, or may be missing.
  bool has_open_end = false;
};

template <class M>
Case message(const M& sample, std::string hex, bool has_open_end = false) {
  return {M::title, std::move(hex), wire::encode(sample),
          [](Bytes bytes) -> std::optional<ByteVector> {
            const auto decoded = wire::decode<M>(bytes);
            if (!decoded) return std::nullopt;
            return wire::encode(*decoded);
          },
          has_open_end};
}

template <class Fields>
Case extension(std::string_view title, const Fields& sample, std::string hex) {
  return {title, std::move(hex), encode_extension(sample), [](Bytes bytes) -> std::optional<ByteVector> {
            const auto decoded = decode_extension<Fields>(bytes);
            if (!decoded) return std::nullopt;
            return encode_extension(*decoded);
          }};
}

Attributes full() {
  return {.size = 5, .owner = FileOwner{1, 2}, .permissions = 0100644, .times = FileTimes{3, 4}};
}
const std::string full_hex =
    "0000000f"
    "0000000000000005"
    "00000001"
    "00000002"
    "000081a4"
    "00000003"
    "00000004";
const std::string none_hex = "00000000";
const std::string id_hex = "00000007";
const std::string a_hex =
    "00000001"
    "61";
const std::string b_hex =
    "00000001"
    "62";

std::vector<Case> requests() {
  return {
      message(Init{3, {{{"a", "b"}}}},
              "01"
              "00000003" +
                  a_hex + b_hex,
              true),
      message(Open{seven, "a", OpenFlags::write | OpenFlags::create, full()},
              "03" + id_hex + a_hex + "0000000a" + full_hex),
      message(Close{seven, "a"}, "04" + id_hex + a_hex),
      message(Read{seven, "a", 1, 2}, "05" + id_hex + a_hex +
                                          "0000000000000001"
                                          "00000002"),
      message(Write{seven, "a", 1, as_bytes("b")}, "06" + id_hex + a_hex + "0000000000000001" + b_hex),
      message(LinkStat{seven, "a"}, "07" + id_hex + a_hex),
      message(HandleStat{seven, "a"}, "08" + id_hex + a_hex),
      message(SetStat{seven, "a", {}}, "09" + id_hex + a_hex + none_hex),
      message(HandleSetStat{seven, "a", full()}, "0a" + id_hex + a_hex + full_hex),
      message(OpenDirectory{seven, "a"}, "0b" + id_hex + a_hex),
      message(ReadDirectory{seven, "a"}, "0c" + id_hex + a_hex),
      message(Remove{seven, "a"}, "0d" + id_hex + a_hex),
      message(MakeDirectory{seven, "a", {}}, "0e" + id_hex + a_hex + none_hex),
      message(RemoveDirectory{seven, "a"}, "0f" + id_hex + a_hex),
      message(RealPath{seven, "a"}, "10" + id_hex + a_hex),
      message(Stat{seven, "a"}, "11" + id_hex + a_hex),
      message(Rename{seven, "a", "b"}, "12" + id_hex + a_hex + b_hex),
      message(ReadLink{seven, "a"}, "13" + id_hex + a_hex),
      message(SymbolicLink{seven, "a", "b"}, "14" + id_hex + a_hex + b_hex),
      message(Extended{seven, "a", {as_bytes("xy")}}, "c8" + id_hex + a_hex + "7879", true),
  };
}

std::vector<Case> replies() {
  return {
      message(Version{3, {}},
              "02"
              "00000003",
              true),
      message(Status{seven, StatusCode::no_such_file, {"a", "b"}}, "65" + id_hex + "00000002" + a_hex + b_hex,
              true),
      message(Handle{seven, "a"}, "66" + id_hex + a_hex),
      message(Data{seven, as_bytes("b")}, "67" + id_hex + b_hex),
      message(Name{seven, {{{"a", "b", full()}, {"b", "a", {}}}}},
              "68" + id_hex + "00000002" + a_hex + b_hex + full_hex + b_hex + a_hex + none_hex),
      message(AttributesReply{seven, full()}, "69" + id_hex + full_hex),
      message(ExtendedReply{seven, {as_bytes("xy")}}, "c9" + id_hex + "7879", true),
  };
}

std::vector<Case> extensions() {
  const std::string one = "0000000000000001";
  const std::string two = "0000000000000002";
  return {
      extension("posix-rename", PosixRename{"a", "b"}, a_hex + b_hex),
      extension("hardlink", HardLink{"a", "b"}, a_hex + b_hex),
      extension("statvfs", SpaceOfPath{"a"}, a_hex),
      extension("fstatvfs", SpaceOfHandle{"a"}, a_hex),
      extension("fsync", Sync{"a"}, a_hex),
      extension("lsetstat", LinkSetStat{"a", full()}, a_hex + full_hex),
      extension("limits", AskLimits{}, ""),
      extension("expand-path", ExpandPath{"a"}, a_hex),
      extension("copy-data", CopyData{"a", 1, 2, "b", 1}, a_hex + one + two + b_hex + one),
      extension("home-directory", HomeDirectory{"a"}, a_hex),
      extension("users-groups-by-id", UsersAndGroups{as_bytes("a"), as_bytes("b")}, a_hex + b_hex),
      extension("limits reply", Limits{1, 2, 1, 2}, one + two + one + two),
      extension("users-groups reply", UserAndGroupNames{as_bytes("a"), as_bytes("b")}, a_hex + b_hex),
      extension("statvfs reply", FileSystemSpace{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1},
                one + two + one + two + one + two + one + two + one + two + one),
  };
}

std::vector<Case> all() {
  std::vector<Case> cases = requests();
  for (auto& one : replies()) cases.push_back(std::move(one));
  for (auto& one : extensions()) cases.push_back(std::move(one));
  return cases;
}

TEST(SftpMessages, AreWrittenAsTheDraftListsTheirFields) {
  for (const Case& one : all()) EXPECT_EQ(to_hex(one.written), one.hex) << one.title;
}

TEST(SftpMessages, AreReadBackAsTheyWereWritten) {
  for (const Case& one : all()) {
    const auto again = one.decode_and_write(one.written);
    ASSERT_TRUE(again) << one.title;
    EXPECT_EQ(to_hex(*again), one.hex) << one.title;
  }
}

TEST(SftpMessages, AreRefusedWhenTheyAreCutOffAnywhere) {
  for (const Case& one : all()) {
    for (std::size_t size = 0; size < one.written.size(); ++size) {
      const auto decoded = one.decode_and_write(Bytes{one.written}.first(size));
      if (decoded && one.has_open_end) continue;
      EXPECT_FALSE(decoded) << one.title << " at " << size;
    }
  }
}

TEST(SftpMessages, AreRefusedWithAByteTooMany) {
  for (const Case& one : all()) {
    ByteVector longer = one.written;
    longer.push_back(0);
    const auto decoded = one.decode_and_write(longer);
    const bool goes_to_the_end = one.title == "EXTENDED" || one.title == "EXTENDED_REPLY";
    EXPECT_EQ(decoded.has_value(), goes_to_the_end) << one.title;
  }
}

TEST(SftpAttributes, PassOverExtendedOnes) {
  const auto bytes = from_hex("69" + id_hex +
                              "80000004"
                              "000041ed"
                              "00000001" +
                              a_hex + b_hex)
                         .value();
  const auto reply = wire::decode<AttributesReply>(bytes);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->attributes.is(FileKind::directory));
  EXPECT_FALSE(reply->attributes.size);
}

TEST(SftpAttributes, RefuseAFalseCountOfExtendedOnesAtOnce) {
  const auto bytes = from_hex("69" + id_hex +
                              "80000000"
                              "ffffffff")
                         .value();
  EXPECT_EQ(wire::decode<AttributesReply>(bytes).error(), wire::WireError::truncated);
}

TEST(SftpName, RefusesACountThatItsPacketCannotHold) {
  const auto bytes = from_hex("68" + id_hex + "ffffffff").value();
  EXPECT_EQ(wire::decode<Name>(bytes).error(), wire::WireError::truncated);
}

TEST(SftpStatus, IsReadWithoutItsWords) {
  const auto bytes = from_hex("65" + id_hex + "00000003").value();
  const auto status = wire::decode<Status>(bytes);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, StatusCode::permission_denied);
  EXPECT_TRUE(status->text.text.empty());
}

TEST(SftpStatus, BecomesTheErrorThatAnIosUserKnows) {
  EXPECT_EQ(error_for(StatusCode::no_such_file, "gone"),
            (Error{ErrorCode::not_found, "No such file or directory"}));
  EXPECT_EQ(error_for(StatusCode::permission_denied, ""),
            (Error{ErrorCode::permission_denied, "Permission denied"}));
  EXPECT_EQ(error_for(StatusCode::failure, "disk \x1b[31mon fire"),
            (Error{ErrorCode::io, "disk \\x1b[31mon fire"}));
  EXPECT_EQ(error_for(StatusCode::failure, "Failure"),
            (Error{ErrorCode::io, "the server reports a failure"}));
  EXPECT_EQ(error_for(static_cast<StatusCode>(99), "").code, ErrorCode::io);
}

}  // namespace
}  // namespace ferry::sftp
