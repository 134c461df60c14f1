#include <gmock/gmock.h>

#include "scp/expand.h"
#include "support/scp_run.h"

namespace ferry::scp {
namespace {

using ::testing::ElementsAre;
using testing::ScpDevice;
using testing::ScriptedStream;
using namespace std::string_literals;

const std::string ok(1, '\0');

std::string oks(std::size_t count) {
  return std::string(count, '\0');
}

class Source : public ::testing::Test {
 protected:
  Source() {
    device.put("a", "hello");
    device.put("empty", "");
    device.mounts.set_attributes(device.path("a"), 0640, WallTime{std::chrono::seconds{1700000000}}).value();
  }

  /// What is sent to a client that agrees with everything.
  std::string sent(std::string_view line, int status = 0) {
    ScriptedStream stream{oks(1000)};
    EXPECT_EQ(device.run(line, stream), status) << line;
    return stream.output();
  }

  ScpDevice device;
};

TEST_F(Source, SendsAFile) {
  EXPECT_EQ(sent("scp -f a"), "C0640 5 a\nhello" + ok);
  EXPECT_EQ(sent("scp -f empty"), "C0644 0 empty\n" + ok);
}

TEST_F(Source, SendsNothingThatIsNotPermitted) {
  device.put("a", "secret");
  device.put("b", "public");
  device.permissions = {.are_asked = true, .denied = {"fetch flash:/a"}};
  ScriptedStream stream{std::string(8, '\0')};
  EXPECT_EQ(device.run("scp -f flash:/a flash:/b", stream), 1);
  EXPECT_FALSE(stream.output().contains("secret"));
  EXPECT_TRUE(stream.output().contains("scp: flash:/a: denied by the test"));
}

TEST_F(Source, SendsEachRecordAloneAndWaitsForItsAnswer) {
  ScriptedStream stream{oks(4), {.fragment = 1}};
  EXPECT_EQ(device.run("scp -p -f a", stream), 0);
  EXPECT_EQ(stream.sent, (std::vector<ScriptedStream::Sent>{
                             {"T1700000000 0 1700000000 0\n", 1}, {"C0640 5 a\n", 2}, {"hello" + ok, 3}}));
  EXPECT_EQ(stream.consumed(), 4U);
}

TEST_F(Source, SendsTimesOnlyWhereTheyWereAskedFor) {
  EXPECT_EQ(sent("scp -pf '/flash:/a'"), "T1700000000 0 1700000000 0\nC0640 5 a\nhello" + ok);
  EXPECT_FALSE(sent("scp -f a").contains('T'));
}

TEST_F(Source, NamesAFileAsItWasAskedFor) {
  EXPECT_EQ(sent("scp -f flash:a"), "C0640 5 flash:a\nhello" + ok);
  EXPECT_EQ(sent("scp -f flash:/a"), "C0640 5 a\nhello" + ok);
  EXPECT_EQ(sent("scp -f /flash:a"), "C0640 5 flash:a\nhello" + ok);
  EXPECT_EQ(sent("scp -f ~/a"), "C0640 5 a\nhello" + ok);
  EXPECT_EQ(sent("scp -f FLASH:a"), "C0640 5 FLASH:a\nhello" + ok);
  EXPECT_EQ(sent("scp -f running-config"), "C0644 12 running-config\nhostname R1\n" + ok);
  EXPECT_EQ(sent("scp -f system:running-config"), "C0644 12 system:running-config\nhostname R1\n" + ok);
}

TEST_F(Source, SendsALargeFileInSlotsOfAnySize) {
  std::string content(300'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + i / 253);
  device.put("big", content);
  for (const std::size_t room :
       {std::size_t{1000}, std::size_t{32768}, std::size_t{300'000}, std::size_t{1} << 20}) {
    ScriptedStream stream{oks(4), {.room = room, .slot = 777}};
    EXPECT_EQ(device.run("scp -f big", stream), 0);
    EXPECT_EQ(stream.output(), "C0644 300000 big\n" + content + ok);
  }
}

TEST_F(Source, AClientThatLeavesAfterTheLastByteHasTheFile) {
  for (const bool breaks : {false, true}) {
    ScriptedStream stream{oks(3), {.breaks = breaks}};
    EXPECT_EQ(device.run("scp -pf a", stream), 0) << breaks;
    EXPECT_EQ(stream.output(), "T1700000000 0 1700000000 0\nC0640 5 a\nhello" + ok);
  }
}

TEST_F(Source, AClientThatLeavesEarlierFails) {
  for (std::size_t answers = 0; answers < 3; ++answers) {
    ScriptedStream stream{oks(answers)};
    EXPECT_EQ(device.run("scp -pf a", stream), 1) << answers;
  }
}

TEST_F(Source, SaysWhatIsMissingAndSendsTheRest) {
  EXPECT_EQ(sent("scp -f none", 1), "\x01scp: none: No such file or directory\n");
  EXPECT_EQ(sent("scp -f none a", 1), "\x01scp: none: No such file or directory\nC0640 5 a\nhello" + ok);
  EXPECT_EQ(sent("scp -f usb0:/a", 1), "\x01scp: usb0:/a: No such device (usb0:)\n");
  EXPECT_EQ(sent("scp -f a/b", 1), "\x01scp: a/b: Not a directory\n");
}

TEST_F(Source, TakesWordsThatNobodyQuotedAsOneNameFirst) {
  device.put("a  b", "blanks");
  EXPECT_EQ(sent("scp -f a  b"), "C0644 6 a  b\nblanks" + ok);
  device.put("b", "x");
  EXPECT_EQ(sent("scp -f a b"), "C0640 5 a\nhello" + ok + "C0644 1 b\nx" + ok);
}

TEST_F(Source, SendsADirectoryOnlyRecursively) {
  device.mounts.make_directory(device.path("d"), 0750).value();
  EXPECT_EQ(sent("scp -f d", 1), "\x01scp: d: not a regular file\n");
  EXPECT_EQ(sent("scp -r -f d"), "D0750 0 d\nE\n");
}

TEST_F(Source, SendsATree) {
  device.mounts.remove(device.path("empty")).value();
  device.mounts.make_directory(device.path("d"), 0750).value();
  device.mounts.make_directory(device.path("d/s"), 0755).value();
  device.put("d/1", "x");
  device.put("d/s/2", "y");
  const std::string tree = "C0644 1 1\nx" + ok + "D0755 0 s\nC0644 1 2\ny" + ok + "E\nE\n";
  EXPECT_EQ(sent("scp -r -f d"), "D0750 0 d\n" + tree);
  EXPECT_EQ(sent("scp -r -f flash:d/"), "D0750 0 flash:d\n" + tree);
  const std::string all = "D0755 0 flash:\nC0640 5 a\nhello" + ok + "D0750 0 d\n" + tree + "E\n";
  for (const std::string_view root : {"flash:", "flash:/", ".", "/", "~", "d/.."}) {
    EXPECT_EQ(sent("scp -r -f " + std::string{root}), all) << root;
  }
}

TEST_F(Source, SendsTheTimesOfDirectories) {
  device.mounts.make_directory(device.path("d"), 0750).value();
  device.mounts.set_attributes(device.path("d"), std::nullopt, WallTime{std::chrono::seconds{7}}).value();
  EXPECT_EQ(sent("scp -r -p -f d"), "T7 0 7 0\nD0750 0 d\nE\n");
}

TEST_F(Source, ExpandsWildcards) {
  device.put("x1.cfg", "1");
  device.put("x2.cfg", "2");
  device.mounts.make_directory(device.path("d"), 0755).value();
  device.put("d/x3.cfg", "3");
  EXPECT_EQ(sent("scp -f flash:/x*.cfg"), "C0644 1 x1.cfg\n1" + ok + "C0644 1 x2.cfg\n2" + ok);
  EXPECT_EQ(sent("scp -f flash:x?.cfg"), "C0644 1 flash:x1.cfg\n1" + ok + "C0644 1 flash:x2.cfg\n2" + ok);
  EXPECT_EQ(sent("scp -f */x[3-9].cfg"), "C0644 1 x3.cfg\n3" + ok);
  EXPECT_EQ(sent("scp -f d/*"), "C0644 1 x3.cfg\n3" + ok);
  EXPECT_EQ(sent("scp -f *.bin", 1), "\x01scp: *.bin: No such file or directory\n");
  EXPECT_EQ(sent("scp -f [de]*", 1), "\x01scp: flash:/d: not a regular file\nC0644 0 empty\n" + ok);
}

TEST_F(Source, ANameWithAWildcardInItIsFoundAsItIs) {
  device.put("x*", "star");
  device.put("x1", "one");
  EXPECT_EQ(sent("scp -f x*"), "C0644 4 x*\nstar" + ok);
}

TEST_F(Source, LeavesOutWhatTheClientRefuses) {
  device.put("b", "x");
  ScriptedStream stream{ok + "\x01no room\n" + oks(2)};
  EXPECT_EQ(device.run("scp -f a b", stream), 1);
  EXPECT_EQ(stream.output(), "C0640 5 a\nC0644 1 b\nx" + ok);
  ScriptedStream fatal{ok + "\x02over\n" + oks(5)};
  EXPECT_EQ(device.run("scp -f a b", fatal), 1);
  EXPECT_EQ(fatal.output(), "C0640 5 a\n");
}

TEST_F(Source, AClientThatCouldNotStoreAFileMakesItAFailure) {
  ScriptedStream stream{oks(2) + "\x01no room\n"};
  EXPECT_EQ(device.run("scp -f a", stream), 1);
  EXPECT_THAT(device.records, ElementsAre("out flash:/a 5 no room"));
}

TEST_F(Source, EndsAtAnAnswerThatIsNone) {
  for (const std::string& input : {"x"s, "\0y"s, "\0\0z"s}) {
    ScriptedStream stream{input};
    EXPECT_EQ(device.run("scp -f a", stream), 1) << input;
  }
}

TEST_F(Source, TracesAsIosDoes) {
  sent("scp -f a");
  EXPECT_THAT(device.trace, ElementsAre("<- recv <OK>", "-> send C0640 5 a", "<- recv <OK>",
                                        "-> send 5 bytes", "-> send <OK>", "<- recv <OK>"));
  EXPECT_THAT(device.records, ElementsAre("out flash:/a 5"));
}

TEST_F(Source, StopsWhereTheClientStopsListening) {
  const std::string all = sent("scp -f a");
  for (std::size_t limit = 0; limit < all.size(); ++limit) {
    ScriptedStream stream{oks(5), {.output_limit = limit}};
    EXPECT_EQ(device.run("scp -f a", stream), 1) << limit;
  }
}

/// A file that turns out to be shorter than it was, or cannot be read any more.
class FailingFile final : public vfs::ReadableFile {
 public:
  explicit FailingFile(bool shrinks) : shrinks_(shrinks) {}
  [[nodiscard]] const vfs::FileInfo& info() const override { return info_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<const MutableBytes> into) override {
    if (!shrinks_) return failure(ErrorCode::io);
    if (offset > 0) return std::size_t{0};
    into.front()[0] = 'x';
    return std::size_t{1};
  }
  std::optional<Result<std::size_t>> try_read_at(std::uint64_t, std::span<const MutableBytes>) override {
    return std::nullopt;
  }

 private:
  vfs::FileInfo info_{.name = "f", .size = 5};
  bool shrinks_;
};

class FailingFiles final : public vfs::FileSystem {
 public:
  [[nodiscard]] std::string_view type() const override { return "disk"; }
  [[nodiscard]] std::string_view flags() const override { return "ro"; }
  [[nodiscard]] vfs::Space space() const override { return {}; }
  Result<vfs::FileInfo> stat(const vfs::Path&) override { return failure(ErrorCode::io); }
  Result<std::unique_ptr<vfs::ReadableFile>> open(const vfs::Path& path) override {
    return std::make_unique<FailingFile>(path.name() == "shrinks");
  }
  Result<std::unique_ptr<vfs::WritableFile>> create(const vfs::Path&, const vfs::CreateOptions&) override {
    return failure(ErrorCode::read_only);
  }
  Result<std::vector<vfs::FileInfo>> list(const vfs::Path&) override { return failure(ErrorCode::io); }
  Result<void> make_directory(const vfs::Path&, unsigned) override { return failure(ErrorCode::read_only); }
  Result<void> remove(const vfs::Path&) override { return failure(ErrorCode::read_only); }
  Result<void> remove_directory(const vfs::Path&) override { return failure(ErrorCode::read_only); }
  Result<void> rename(const vfs::Path&, const vfs::Path&) override { return failure(ErrorCode::read_only); }
  Result<void> set_attributes(const vfs::Path&, std::optional<unsigned>, std::optional<WallTime>) override {
    return failure(ErrorCode::read_only);
  }
};

TEST_F(Source, KeepsTheClientInStepWhenAFileFailsOnTheWay) {
  device.mounts.mount("bad", std::make_unique<FailingFiles>());
  EXPECT_EQ(
      sent("scp -f bad:/shrinks a", 1),
      "C0644 5 shrinks\nx\0\0\0\0\x01scp: bad:/shrinks: file shrank while it was sent\nC0640 5 a\nhello\0"s);
  EXPECT_EQ(sent("scp -f bad:/f", 1), "C0644 5 f\n\0\0\0\0\0\x01scp: bad:/f: I/O error\n"s);
  ScriptedStream stream{oks(5), {.room = 2}};
  EXPECT_EQ(device.run("scp -f bad:/shrinks", stream), 1);
  EXPECT_EQ(stream.output(),
            "C0644 5 shrinks\nx\0\0\0\0\x01scp: bad:/shrinks: file shrank while it was sent\n"s);
}

net::Task<void> send_tree(testing::MemoryPipe& pipe, const Environment& surroundings) {
  Command command = parse_command("scp -r -p -f d").value().value();
  const int status = co_await serve(std::move(command), pipe.first(), surroundings);
  EXPECT_EQ(status, 0);
  pipe.finish(pipe.first());
}

net::Task<void> receive_tree(testing::MemoryPipe& pipe, const Environment& surroundings) {
  Command command = parse_command("scp -r -p -t flash:").value().value();
  const int status = co_await serve(std::move(command), pipe.second(), surroundings);
  EXPECT_EQ(status, 0);
}

TEST_F(Source, ASinkTakesWhatASourceSends) {
  ScpDevice far;
  device.mounts.make_directory(device.path("d"), 0750).value();
  device.mounts.make_directory(device.path("d/e"), 0700).value();
  device.put("d/large", std::string(200'001, 'x'));
  device.put("d/ü b", "u");
  device.put("d/e/zero", "");
  device.mounts.set_attributes(device.path("d"), std::nullopt, WallTime{std::chrono::seconds{7}}).value();

  net::EventLoop loop;
  testing::MemoryPipe pipe{loop};
  const Environment near_surroundings = device.environment();
  const Environment far_surroundings = far.environment();
  loop.spawn(send_tree(pipe, near_surroundings));
  loop.spawn(receive_tree(pipe, far_surroundings));
  loop.run_until_idle();

  EXPECT_THAT(far.names("d"), ElementsAre("e", "large", "ü b"));
  EXPECT_EQ(far.content("d/large"), std::string(200'001, 'x'));
  EXPECT_EQ(far.content("d/e/zero"), "");
  EXPECT_EQ(far.mounts.stat(far.path("d"))->modified, WallTime{std::chrono::seconds{7}});
  EXPECT_EQ(far.mounts.stat(far.path("d"))->mode, 0750U);
}

TEST(Expand, LimitsWhatOnePatternStandsFor) {
  ScpDevice device;
  for (std::size_t i = 0; i < most_matches + 1; ++i) device.put(std::to_string(i), "");
  EXPECT_EQ(expand(device.mounts, device.path("*")).error().message, "too many files match");
  EXPECT_EQ(expand(device.mounts, device.path("1?"))->size(), 10U);
}

TEST(Expand, NeverGivesANameThatAClientMustRefuse) {
  const vfs::Path root{"flash"};
  EXPECT_EQ(expected_name("flash:", root), "flash:");
  EXPECT_EQ(expected_name(".", root), "flash:");
  EXPECT_EQ(expected_name("a/..", root), "flash:");
  EXPECT_EQ(expected_name("", *root.child("d")), "d");
  EXPECT_EQ(expected_name("..", *root.child("d")), "d");
  EXPECT_EQ(expected_name("flash:d///", *root.child("d")), "flash:d");
  EXPECT_EQ(expected_name("a:b", *root.child("a:b")), "a:b");
}

}  // namespace
}  // namespace ferry::scp
