#include "sftp/server.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "base/text.h"
#include "sftp/extensions.h"
#include "sftp/file_service.h"
#include "sftp/limits.h"
#include "sftp/splitter.h"
#include "support/sftp_run.h"
#include "support/temporary_directory.h"
#include "vfs/directory_file_system.h"

namespace ferry::sftp {
namespace {

using testing::ScriptedStream;
using testing::SftpDevice;

constexpr RequestId seven{7};
/// What the server calls the first thing that is opened.
constexpr std::string_view first_handle{"\0\0\0\0\0\0\0\1", 8};
constexpr auto everything = std::numeric_limits<std::uint64_t>::max();

std::string framed(const ByteVector& packet) {
  ByteVector bytes;
  wire::Writer{bytes}.write(Bytes{packet});
  return std::string{as_text(bytes)};
}

template <class... Ms>
std::string session(const Ms&... requests) {
  std::string input = framed(wire::encode(Init{.version = 3, .extensions = {}}));
  ((input += framed(wire::encode(requests))), ...);
  return input;
}

/// "no such handle (4)", "handle", "7 bytes"...
std::string told(Bytes packet) {
  if (const auto status = wire::decode<Status>(packet)) {
    return std::string{status->text.text} + " (" + std::to_string(std::to_underlying(status->code)) + ")";
  }
  if (wire::decode<Handle>(packet)) return "handle";
  if (const auto data = wire::decode<Data>(packet)) return std::to_string(data->data.size()) + " bytes";
  if (const auto name = wire::decode<Name>(packet)) return std::string{name->entries.all.front().name};
  if (const auto found = wire::decode<AttributesReply>(packet))
    return "size " + std::to_string(found->attributes.size.value_or(0));
  if (wire::decode<Version>(packet)) return "version";
  return "message " + std::to_string(packet.front());
}

std::vector<std::string> answers_in(std::string_view output) {
  Splitter splitter{Splitter::Bulk::write};
  std::vector<std::string> answers;
  Bytes input = as_bytes(output);
  for (;;) {
    const auto event = splitter.next(input);
    if (!event || !*event) return answers;
    answers.push_back(told(std::get<Packet>(**event).bytes));
  }
}

using Texts = std::vector<std::string>;

class SftpServerTest : public ::testing::Test {
 protected:
  Texts serve(std::string input, ScriptedStream::Options options = {}) {
    ScriptedStream stream{std::move(input), options};
    status = device.serve(stream);
    output = stream.output();
    return answers_in(output);
  }
  SftpDevice device;
  int status = -1;
  std::string output;
};

TEST_F(SftpServerTest, SpeaksVersion3WhateverTheClientKnowsBeyondIt) {
  EXPECT_EQ(serve(session()), Texts{"version"});
  EXPECT_EQ(status, 0);
  EXPECT_EQ(serve(framed(wire::encode(Init{6, {}}))), Texts{"version"});
  EXPECT_EQ(serve(framed(wire::encode(Init{2, {}}))), Texts{});
}

TEST_F(SftpServerTest, WantsInitFirst_DraftSection4) {
  EXPECT_EQ(serve(framed(wire::encode(Stat{seven, "/"}))), Texts{});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(serve(framed(wire::encode(Write{seven, "h", 0, as_bytes("x")}))), Texts{});
  EXPECT_EQ(serve("GET / HTTP/1.1\r\n\r\n"), Texts{});
}

TEST_F(SftpServerTest, AnswersTheSameHoweverTheBytesComeAndGo) {
  device.put("a", "0123456789");
  const std::string input =
      session(Open{RequestId{1}, "a", OpenFlags::read, {}}, Read{RequestId{2}, first_handle, 0, 4},
              Read{RequestId{3}, first_handle, 4, 4}, Read{RequestId{4}, first_handle, 8, 4},
              Read{RequestId{5}, first_handle, 12, 4}, Close{RequestId{6}, first_handle});
  const Texts expected{"version", "handle",          "4 bytes",    "4 bytes",
                       "2 bytes", "End of file (1)", "Success (0)"};
  EXPECT_EQ(serve(input), expected);
  const std::string whole = output;
  for (const std::size_t small : {1UL, 3UL, 17UL}) {
    EXPECT_EQ(serve(input, {.fragment = small, .piece = small, .room = small, .slot = small}), expected);
    EXPECT_EQ(output, whole);
  }
}

TEST_F(SftpServerTest, RecordsWhatAClientReadOfAFileThatItDidNotWantWhole) {
  device.put("a", "0123456789");
  serve(session(Open{RequestId{1}, "a", OpenFlags::read, {}}, Read{RequestId{2}, first_handle, 0, 4},
                Close{RequestId{3}, first_handle}));
  EXPECT_EQ(device.records, std::vector<std::string>{"out flash:/a 4 of 10"});
}

TEST_F(SftpServerTest, AnswersWhatItDoesNotKnowOrUnderstand) {
  std::string input = session();
  input += framed({99, 0, 0, 0, 7});                   // no such message
  input += framed({17, 0, 0, 0, 7, 0, 0, 0, 9, 'a'});  // STAT, cut off
  input += framed(wire::encode(Extended{seven, "nothing@example.com", {}}));
  input += framed(wire::encode(Extended{seven, "limits@openssh.com", {as_bytes("x")}}));
  input += framed(wire::encode(SymbolicLink{seven, "a", "b"}));
  input += framed(wire::encode(ReadLink{seven, "flash:"}));
  EXPECT_EQ(serve(input),
            (Texts{"version", "Operation not supported (8)", "Bad message (5)", "Operation not supported (8)",
                   "Bad message (5)", "Operation not supported (8)", "not a link (4)"}));
  EXPECT_EQ(status, 0);
  EXPECT_EQ(serve(session() + framed({17, 0, 0})), Texts{"version"});
  EXPECT_EQ(status, 1);
}

TEST_F(SftpServerTest, KnowsNoHandleThatItDidNotGiveOrThatWasClosed) {
  device.put("a", "x");
  const std::string wrong = "no such handle (4)";
  EXPECT_EQ(
      serve(session(Read{seven, "", 0, 1}, Write{seven, "x", 0, as_bytes("x")}, Close{seven, first_handle},
                    HandleStat{seven, "\xff\xff\xff\xff\xff\xff\xff\xff"}, ReadDirectory{seven, first_handle},
                    HandleSetStat{seven, std::string(256, 'h'), {}})),
      (Texts{"version", wrong, wrong, wrong, wrong, wrong, wrong}));
  EXPECT_EQ(serve(session(Open{seven, "a", OpenFlags::read, {}}, Close{seven, first_handle},
                          Open{seven, "a", OpenFlags::read, {}}, Read{seven, first_handle, 0, 1},
                          Write{seven, first_handle, 0, as_bytes("x")})),
            (Texts{"version", "handle", "Success (0)", "handle", wrong, wrong}));
}

TEST_F(SftpServerTest, GivesNoMoreThanThereIsForHugeNumbers) {
  device.put("a", std::string(2'000'000, 'x'));
  const std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  EXPECT_EQ(
      serve(session(Open{seven, "a", OpenFlags::read, {}}, Read{seven, first_handle, 0, most},
                    Read{seven, first_handle, everything, 1},
                    Read{seven, first_handle, std::uint64_t{1} << 63, most},
                    Read{seven, first_handle, 0, 0})),
      (Texts{"version", "handle", "261120 bytes", "End of file (1)", "End of file (1)", "End of file (1)"}));
}

TEST_F(SftpServerTest, StoresNothingOfAFileWhenAWriteFailed) {
  const auto flags = OpenFlags::write | OpenFlags::create | OpenFlags::truncate;
  const Texts answers =
      serve(session(Open{seven, "a", flags, {}}, Write{seven, first_handle, everything - 1, as_bytes("xyz")},
                    Write{seven, first_handle, 0, as_bytes("x")}, Close{seven, first_handle}));
  ASSERT_EQ(answers.size(), 5U);
  for (std::size_t i = 2; i < 5; ++i) EXPECT_TRUE(answers[i].ends_with("(4)")) << answers[i];
  EXPECT_TRUE(device.names().empty());
}

TEST_F(SftpServerTest, WritesWhatAWriteGivesAtItsPlace) {
  const auto flags = OpenFlags::write | OpenFlags::create | OpenFlags::truncate;
  const std::string input =
      session(Open{seven, "a", flags, {}}, Write{seven, first_handle, 6, as_bytes("world")},
              Write{seven, first_handle, 0, as_bytes("hello ")}, Write{seven, first_handle, 11, {}},
              Close{seven, first_handle});
  for (const std::size_t fragment : {1UL, 10UL, 10'000UL}) {
    const std::string ok = "Success (0)";
    EXPECT_EQ(serve(input, {.fragment = fragment, .piece = 5}), (Texts{"version", "handle", ok, ok, ok, ok}));
    EXPECT_EQ(device.content("a"), "hello world");
  }
}

TEST_F(SftpServerTest, ShowsAFileBeforeItsCloseToNobodyElse) {
  const auto flags = OpenFlags::write | OpenFlags::create | OpenFlags::truncate;
  EXPECT_EQ(
      serve(session(Open{seven, "a", flags, {}}, Write{seven, first_handle, 0, as_bytes("xyz")},
                    Stat{seven, "a"}, HandleStat{seven, first_handle}, Read{seven, first_handle, 0, 3})),
      (Texts{"version", "handle", "Success (0)", "size 3", "size 3", "Operation not supported (8)"}));
  EXPECT_TRUE(device.names().empty());
}

TEST_F(SftpServerTest, OpensAsTheFlagsSay_DraftSection6_3) {
  device.put("a", "old");
  const auto create = OpenFlags::write | OpenFlags::create;
  const auto opening = [&](std::string_view path, OpenFlags flags) {
    return serve(session(Open{seven, path, flags, {}})).at(1);
  };
  EXPECT_EQ(opening("a", create | OpenFlags::exclusive), "File exists (4)");
  EXPECT_EQ(opening("b", OpenFlags::write), "No such file or directory (2)");
  EXPECT_EQ(opening("flash:", create), "Is a directory (4)");
  EXPECT_EQ(opening("/", OpenFlags::read), "Is a directory (4)");
  EXPECT_EQ(opening("tape:/a", OpenFlags::read).back(), ')');
  serve(session(Open{seven, "a", create, {}}, Write{seven, first_handle, 1, as_bytes("LD and new")},
                Close{seven, first_handle}));
  EXPECT_EQ(device.content("a"), "oLD and new");
  serve(session(Open{seven, "a", OpenFlags::write | OpenFlags::append, {}},
                Write{seven, first_handle, 0, as_bytes("!")}, Close{seven, first_handle}));
  EXPECT_EQ(device.content("a"), "oLD and new!");
  // Opened and closed: nothing is written anew.
  serve(session(Open{seven, "a", OpenFlags::write, {}}, Close{seven, first_handle}));
  EXPECT_EQ(device.content("a"), "oLD and new!");
}

// OpenSSH's scp replaces a file so: it does not say TRUNC, and cuts what is left of the old one in the end.
TEST_F(SftpServerTest, CutsWhatIsLeftOfTheFileThatIsWrittenOver) {
  const auto over = [&](std::string_view path, std::string_view text, std::uint64_t size) {
    return serve(session(Open{seven, path, OpenFlags::write | OpenFlags::create, {}},
                         Write{seven, first_handle, 0, as_bytes(text)},
                         HandleSetStat{seven, first_handle, {.size = size}}, Close{seven, first_handle}))
        .at(3);
  };
  device.put("a", "the old content");
  EXPECT_EQ(over("a", "new", 3), "Success (0)");
  EXPECT_EQ(device.content("a"), "new");
  device.put("a", "the old content");
  EXPECT_EQ(over("a", "new", 7), "Success (0)");
  EXPECT_EQ(device.content("a"), "new old");
  EXPECT_EQ(over("a", "newest", 3), "Operation not supported (8)");
  EXPECT_EQ(device.content("a"), "newestd");
  device.running_config = "hostname R1\nend\n";
  EXPECT_EQ(over("running-config", "b\n", 2), "Success (0)");
  EXPECT_EQ(device.running_config, "hostname R1\nend\nb\n");
}

TEST_F(SftpServerTest, KeepsWhatIsNotWrittenOver) {
  device.put("a", "0123456789");
  serve(session(Open{seven, "a", OpenFlags::write, {}}, Write{seven, first_handle, 6, as_bytes("x")},
                Write{seven, first_handle, 2, as_bytes("yy")}, Close{seven, first_handle}));
  EXPECT_EQ(device.content("a"), "01yy45x789");
  serve(session(Open{seven, "a", OpenFlags::write, {}}, Write{seven, first_handle, 12, as_bytes("z")},
                Close{seven, first_handle}));
  EXPECT_EQ(device.content("a"), (std::string{"01yy45x789\0\0z", 13}));
}

TEST_F(SftpServerTest, ToleratesAttributesThatMeanNothingHere) {
  device.put("a", "xyz");
  const std::string ok = "Success (0)";
  EXPECT_EQ(
      serve(session(SetStat{seven, "a", {.owner = FileOwner{1, 2}}},
                    SetStat{seven, "running-config", {.times = FileTimes{1, 2}}},
                    SetStat{seven, "a", {.size = 3}}, SetStat{seven, "a", {.size = 2}},
                    SetStat{seven, "a", {.size = 0}}, SetStat{seven, "b", {.permissions = 0600}})),
      (Texts{"version", ok, ok, ok, "Operation not supported (8)", ok, "No such file or directory (2)"}));
  EXPECT_EQ(device.content("a"), "");
}

TEST_F(SftpServerTest, TellsSomebodyWhoMayNothingWhyAndNothingElse) {
  device.put("a", "secret");
  ServerEnvironment surroundings = device.environment();
  surroundings.refusal = "Privilege denied.";
  std::string input = session();
  for (int i = 0; i < 20; ++i) input += framed(wire::encode(Stat{seven, "a"}));
  ScriptedStream stream{input};
  std::optional<int> ended;
  device.loop.spawn(testing::detail::keep(sftp::serve(stream, surroundings), ended));
  device.loop.run_until_idle();
  EXPECT_EQ(ended, 1);
  const Texts answers = answers_in(stream.output());
  ASSERT_EQ(answers.size(), 17U);
  for (std::size_t i = 1; i < answers.size(); ++i) EXPECT_EQ(answers[i], "Privilege denied. (3)");
}

TEST_F(SftpServerTest, AsksBeforeItOpensOrChangesAnything) {
  device.put("a", "0123456789");
  device.permissions.are_asked = true;
  const Attributes shorter{.size = 3};
  serve(session(Open{seven, "a", OpenFlags::read, {}},
                Open{seven, "new", OpenFlags::write | OpenFlags::create, {}},
                Open{seven, "new", OpenFlags::append, {}}, OpenDirectory{seven, "flash:"},
                MakeDirectory{seven, "d", {}}, RemoveDirectory{seven, "d"}, Rename{seven, "a", "b"},
                SetStat{seven, "b", shorter}, SetStat{seven, "b", {}}, Remove{seven, "b"}, Stat{seven, "a"},
                RealPath{seven, "."}));
  EXPECT_EQ(device.permissions.asked,
            (Texts{"fetch flash:/a", "store flash:/new", "store flash:/new", "list flash:/", "mkdir flash:/d",
                   "rmdir flash:/d", "rename flash:/a flash:/b", "store flash:/b", "remove flash:/b"}));
}

TEST_F(SftpServerTest, DoesNothingThatIsNotPermitted) {
  device.put("a", "0123456789");
  device.permissions = {.are_asked = true,
                        .denied = {"fetch flash:/a", "remove flash:/a", "rename flash:/a flash:/b"}};
  constexpr char names[] = "\0\0\0\1a\0\0\0\1b";
  const std::string_view posix_rename{names, sizeof names - 1};
  EXPECT_EQ(serve(session(Open{seven, "a", OpenFlags::read, {}}, Remove{seven, "a"}, Rename{seven, "a", "b"},
                          Extended{seven, PosixRename::extension, {as_bytes(posix_rename)}})),
            (Texts{"version", "denied by the test (3)", "denied by the test (3)", "denied by the test (3)",
                   "denied by the test (3)"}));
  EXPECT_EQ(device.content("a"), "0123456789");
}

/// The same with flash: in a directory of the machine, where much can be said without asking the disk.
class SftpOnDisk : public ::testing::Test {
 protected:
  void mount(std::uint64_t capacity = SftpDevice::capacity) {
    device.mounts.mount("flash", {});
    device.mounts.mount("flash", vfs::open_directory(directory.path(), {.capacity = capacity}).value());
  }
  SftpOnDisk() { mount(); }
  Texts serve(const std::string& input) {
    ScriptedStream stream{input, {}};
    device.serve(stream);
    return answers_in(stream.output());
  }
  /// What the first handle led to, opened for writing.
  Texts put(OpenFlags more, std::initializer_list<Write> writes) {
    std::string input = session(Open{seven, "a", OpenFlags::write | OpenFlags::create | more, {}});
    for (const Write& write : writes) input += framed(wire::encode(write));
    return serve(input + framed(wire::encode(Close{seven, first_handle})));
  }

  testing::TemporaryDirectory directory;
  SftpDevice device;
};

TEST_F(SftpOnDisk, ASmallFileIsMadeAtItsClose) {
  const ServerEnvironment surroundings = device.environment();
  FileService service{surroundings};
  const auto flags = OpenFlags::write | OpenFlags::create | OpenFlags::truncate;
  const auto opened = service.answer(wire::encode(Open{seven, "a", flags, {.permissions = 0600}}));
  ASSERT_EQ(told(opened->packet), "handle");
  const auto upload = service.find_upload(first_handle);
  ASSERT_TRUE(upload);
  const Bytes pieces[] = {as_bytes("hel"), as_bytes("lo")};
  EXPECT_TRUE(FileService::hold(*upload, 0, pieces));
  EXPECT_EQ(told(service.answer_at_once(wire::encode(Stat{seven, "a"})).value().packet), "size 5");
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  const auto seen = service.answer(wire::encode(HandleStat{seven, first_handle}));
  EXPECT_EQ(wire::decode<AttributesReply>(seen->packet)->attributes.permissions.value_or(0) & 0777U, 0600U);
  const ByteVector close = wire::encode(Close{seven, first_handle});
  EXPECT_FALSE(service.answer_at_once(close));
  EXPECT_EQ(told(service.answer(close)->packet), "Success (0)");
  EXPECT_EQ(device.content("a"), "hello");
  EXPECT_EQ(device.mounts.stat(device.path("a"))->mode, 0600U);
}

TEST_F(SftpOnDisk, AFileThatIsMadeAlreadyIsSeenWithTheModeItWasGiven) {
  const ServerEnvironment surroundings = device.environment();
  FileService service{surroundings};
  const auto flags = OpenFlags::write | OpenFlags::create | OpenFlags::truncate;
  ASSERT_TRUE(service.answer(wire::encode(Open{seven, "a", flags, {.permissions = 0600}})));
  const std::string block(most_held + 1, 'x');
  const Bytes pieces[] = {as_bytes(block)};
  ASSERT_TRUE(service.write(*service.find_upload(first_handle), 0, pieces));
  const auto seen = service.answer(wire::encode(HandleStat{seven, first_handle}));
  EXPECT_EQ(wire::decode<AttributesReply>(seen->packet)->attributes.permissions.value_or(0) & 0777U, 0600U);
  EXPECT_EQ(told(service.answer(wire::encode(Close{seven, first_handle}))->packet), "Success (0)");
  EXPECT_EQ(device.mounts.stat(device.path("a"))->mode, 0600U);
}

TEST_F(SftpOnDisk, AFileThatIsLongerOrOutOfOrderIsWritten) {
  const std::string block(most_held - 1, 'x');
  const std::string ok = "Success (0)";
  const auto size = std::uint64_t{block.size()};
  EXPECT_EQ(put({}, {{seven, first_handle, 0, as_bytes(block)}, {seven, first_handle, size, as_bytes("yz")}}),
            (Texts{"version", "handle", ok, ok, ok}));
  EXPECT_TRUE(device.content("a") == block + "yz");
  put(OpenFlags::truncate,
      {{seven, first_handle, 2, as_bytes("c")}, {seven, first_handle, 0, as_bytes("ab")}});
  EXPECT_EQ(device.content("a"), "abc");
  put(OpenFlags::truncate,
      {{seven, first_handle, 0, as_bytes("abc")}, {seven, first_handle, 1, as_bytes("B")}});
  EXPECT_EQ(device.content("a"), "aBc");
  put(OpenFlags::truncate | OpenFlags::append,
      {{seven, first_handle, 0, as_bytes("a")}, {seven, first_handle, 0, as_bytes("b")}});
  EXPECT_EQ(device.content("a"), "ab");
  put(OpenFlags::truncate, {});
  EXPECT_EQ(device.content("a"), "");
}

TEST_F(SftpOnDisk, AHeldFileThatFindsNoRoomSaysSoAtItsCloseAndLeavesTheOldOne) {
  put({}, {{seven, first_handle, 0, as_bytes("old")}});
  mount(20);
  const Texts answers =
      put(OpenFlags::truncate, {{seven, first_handle, 0, as_bytes("much too long for this disk")}});
  EXPECT_TRUE(answers.back().ends_with("(4)")) << answers.back();
  EXPECT_TRUE(answers.back().contains("space")) << answers.back();
  EXPECT_EQ(device.content("a"), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{directory.path()}, {}), 1);
}

TEST_F(SftpOnDisk, AHeldFileThatIsCutOffCanBeContinued) {
  serve(session(Open{seven, "a", OpenFlags::write | OpenFlags::create, {}},
                Write{seven, first_handle, 0, as_bytes("front ")}));
  EXPECT_TRUE(device.names().empty());
  EXPECT_EQ(serve(session(Stat{seven, "a"})).back(), "size 6");
  put({}, {{seven, first_handle, 6, as_bytes("and rest")}});
  EXPECT_EQ(device.content("a"), "front and rest");
}

TEST_F(SftpOnDisk, SaysWhatIsThereAndWhatIsNot) {
  put({}, {{seven, first_handle, 0, as_bytes("hello")}});
  device.mounts.make_directory(device.path("d"), 0755).value();
  EXPECT_EQ(serve(session(Stat{seven, "a"}, Stat{seven, "d/no"}, Stat{seven, "a/no"}, LinkStat{seven, "d"},
                          Open{seven, "d", OpenFlags::read, {}}, Open{seven, "no", OpenFlags::read, {}},
                          Open{seven, "no/no", OpenFlags::write | OpenFlags::create, {}},
                          Open{seven, "a", OpenFlags::read, {}}, Read{seven, first_handle, 1, 3},
                          HandleStat{seven, first_handle}, Close{seven, first_handle})),
            (Texts{"version", "size 5", "No such file or directory (2)", "Not a directory (2)", "size 0",
                   "Is a directory (4)", "No such file or directory (2)", "No such file or directory (2)",
                   "handle", "3 bytes", "size 5", "Success (0)"}));
}

TEST(SftpFileService, RefusesMoreOpenFilesThanItHasRoomFor) {
  SftpDevice device;
  device.put("a", "x");
  const ServerEnvironment surroundings = device.environment();
  FileService service{surroundings};
  const ByteVector open = wire::encode(Open{seven, "a", OpenFlags::read, {}});
  std::size_t opened = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string answer = told(service.answer(open)->packet);
    if (answer == "handle")
      ++opened;
    else
      ASSERT_EQ(answer, "too many open files (4)");
  }
  EXPECT_EQ(opened, most_handles);
  // One that is closed makes room again.
  EXPECT_EQ(told(service.answer(wire::encode(Close{seven, first_handle}))->packet), "Success (0)");
  EXPECT_EQ(told(service.answer(open)->packet), "handle");
}

TEST(SftpFileService, AnswersTheExtensionsThatItsGreetingNames) {
  SftpDevice device;
  device.put("a", "x");
  const ServerEnvironment surroundings = device.environment();
  FileService service{surroundings};
  const auto ask = [&](std::string_view name, const ByteVector& data) {
    return service.answer(wire::encode(Extended{seven, name, {data}}))->packet;
  };
  const ByteVector limits = ask(AskLimits::extension, {});
  const auto reply = wire::decode<ExtendedReply>(limits);
  ASSERT_TRUE(reply);
  EXPECT_EQ(decode_extension<Limits>(reply->data.bytes)->open_handles, most_handles);
  EXPECT_EQ(told(ask(ExpandPath::extension, encode_extension(ExpandPath{"~/b"}))), "/flash:/b");
  EXPECT_EQ(told(ask(HomeDirectory::extension, encode_extension(HomeDirectory{"user1"}))), "/flash:");
  EXPECT_EQ(told(ask(LinkSetStat::extension, encode_extension(LinkSetStat{"a", {.permissions = 0600}}))),
            "Success (0)");
  EXPECT_EQ(told(ask(SpaceOfPath::extension, encode_extension(SpaceOfPath{"a"}))), "message 201");
  EXPECT_EQ(told(ask(UsersAndGroups::extension, encode_extension(UsersAndGroups{as_bytes("\1\2\3\4"), {}}))),
            "message 201");
  EXPECT_EQ(told(ask(HardLink::extension, encode_extension(HardLink{"a", "b"}))),
            "Operation not supported (8)");
  EXPECT_EQ(told(ask(CopyData::extension, encode_extension(CopyData{.from = "x", .to = "y"}))),
            "no such handle (4)");
}

TEST(SftpFileService, CopiesBetweenItsFiles) {
  SftpDevice device;
  device.put("a", "0123456789");
  const ServerEnvironment surroundings = device.environment();
  FileService service{surroundings};
  const auto handle_of = [&](const Open& open) {
    const ByteVector packet = service.answer(wire::encode(open))->packet;
    return std::string{wire::decode<Handle>(packet).value().handle};
  };
  const std::string from = handle_of(Open{seven, "a", OpenFlags::read, {}});
  const std::string to = handle_of(Open{seven, "b", OpenFlags::write | OpenFlags::create, {}});
  const ByteVector data = encode_extension(CopyData{.from = from, .from_offset = 2, .size = 5, .to = to});
  EXPECT_EQ(told(service.answer(wire::encode(Extended{seven, CopyData::extension, {data}}))->packet),
            "Success (0)");
  EXPECT_EQ(told(service.answer(wire::encode(Close{seven, to}))->packet), "Success (0)");
  EXPECT_EQ(device.content("b"), "23456");
}

}  // namespace
}  // namespace ferry::sftp
