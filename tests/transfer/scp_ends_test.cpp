#include "transfer/scp_ends.h"

#include <gmock/gmock.h>

#include "transfer/client_support.h"

namespace ferry::transfer {
namespace {

using testing::ClientBench;
using ::testing::ElementsAre;
using testing::FarSide;
using ::testing::HasSubstr;

using namespace std::string_literals;

/// What the far side's scp does: what it writes to standard error, then turns of talking and listening.
struct Script {
  struct Turn {
    std::string says;
    std::size_t hears = 0;  // bytes to wait for before the next turn
  };
  std::string errors = {};
  std::vector<Turn> turns;
  int status = 0;
  bool hangs = false;  // at the end, instead of ending
  bool cuts = false;   // at the end, the whole connection
  std::string heard = {};
};

/// Waits until the client has said `size` bytes more, or says no more.
net::Task<bool> hear(Script& script, FarSide::Stream stream, std::size_t size) {
  while (size > 0) {
    const auto pieces = co_await stream->read(size);
    if (!pieces || pieces->empty()) co_return false;
    for (const Bytes piece : *pieces) {
      script.heard += as_text(piece);
      size -= piece.size();
    }
  }
  co_return true;
}

net::Task<int> play(Script& script, FarSide& far_side, FarSide::Stream stream) {
  if (!script.errors.empty()) far_side.say_error(stream, script.errors);
  for (const Script::Turn& turn : script.turns) {
    co_await stream->write(as_bytes(turn.says));
    const bool is_there = co_await hear(script, stream, turn.hears);
    if (!is_there) co_return 1;
  }
  if (script.hangs) co_await hear(script, stream, 1 << 30);
  if (script.cuts) far_side.pump().disconnect(ssh::DisconnectReason::by_application, "cut");
  co_return script.status;
}

struct Copied {
  std::optional<Error> error;
  std::string content;
  std::optional<std::uint64_t> size;
};

net::Task<Result<std::unique_ptr<SshClient>>> log_in(ClientBench& bench) {
  bench.person.answers = {"secret"};
  return SshClient::connect(bench.environment(), bench.options, bench.judge, bench.credentials);
}

net::Task<Copied> fetch(ClientBench& bench, std::string path) {
  Copied copied;
  auto client = co_await log_in(bench);
  bench.person.screen.clear();
  auto source = co_await open_scp_source(std::move(*client), std::move(path), bench.person);
  if (!source) {
    copied.error = source.error();
    co_return copied;
  }
  copied.size = (*source)->size();
  ByteVector buffer(7);
  for (;;) {
    const auto count = co_await (*source)->read(buffer);
    if (!count) copied.error = count.error();
    if (!count || *count == 0) co_return copied;
    copied.content += as_text(Bytes{buffer}.first(*count));
  }
}

struct Upload {
  std::string path = "a.txt";
  std::string content = "hello world";
  std::optional<std::uint64_t> size = 11;
};

net::Task<std::optional<Error>> send(ClientBench& bench, Upload upload) {
  auto client = co_await log_in(bench);
  bench.person.screen.clear();
  auto target = co_await open_scp_target(std::move(*client), upload.path, upload.size, bench.person);
  if (!target) co_return target.error();
  const auto written = co_await (*target)->write(as_bytes(upload.content));
  if (!written) co_return written.error();
  const auto stored = co_await (*target)->finish();
  co_return stored ? std::nullopt : std::optional{stored.error()};
}

struct ScpBench : ClientBench {
  explicit ScpBench(Script the_script) : script(std::move(the_script)) {
    far_side->program = [this](FarSide& side, FarSide::Stream stream) { return play(script, side, stream); };
  }
  Script script;
};

// The mark of OpenSSH in front of the record, one byte from us before each turn.
Script sends(std::string record, std::string content) {
  return {.turns = {{"", 1}, {std::move(record), 1}, {std::move(content), 1}}};
}

TEST(ScpSource, ReceivesAFileAndThanksForIt) {
  ScpBench bench{sends("C0644 11 a.txt\n", "hello world\0"s)};
  bench.script.errors = "Sending file modes: C0644 11 a.txt\n";
  const auto copied = bench.run(fetch(bench, "a.txt"));
  EXPECT_FALSE(copied.error) << copied.error->message;
  EXPECT_EQ(copied.content, "hello world");
  EXPECT_EQ(copied.size, 11U);
  EXPECT_EQ(bench.script.heard, "\0\0\0"s);
  EXPECT_THAT(bench.far_side->commands, ElementsAre("scp -v -f a.txt"));
  EXPECT_EQ(bench.person.screen, " Sending file modes: C0644 11 a.txt\n");
  EXPECT_TRUE(bench.far_side->is_closed);
}

TEST(ScpSource, ReceivesAnEmptyFileAndTimesThatItDidNotAskFor) {
  ScpBench bench{Script{.turns = {{"", 1}, {"T1 0 1 0\n", 1}, {"C0600 0 a\n", 1}, {"\0"s, 1}}}};
  const auto copied = bench.run(fetch(bench, "a"));
  EXPECT_FALSE(copied.error) << copied.error->message;
  EXPECT_EQ(copied.content, "");
}

TEST(ScpSource, NeverLooksAtTheNameThatTheServerSends) {
  ScpBench bench{sends("C0644 1 ../../etc/passwd\n", "x\0"s)};
  EXPECT_EQ(bench.run(fetch(bench, "a")).content, "x");
}

struct FaultRow {
  const char* name;
  Script script;
  Error error;
};

class ScpSourceFault : public ::testing::TestWithParam<FaultRow> {};

TEST_P(ScpSourceFault, IsNamed) {
  ScpBench bench{GetParam().script};
  bench.options.limits.idle = std::chrono::milliseconds{300};
  const auto copied = bench.run(fetch(bench, "/x"));
  ASSERT_TRUE(copied.error);
  EXPECT_EQ(copied.error->code, GetParam().error.code);
  EXPECT_THAT(copied.error->message, HasSubstr(GetParam().error.message));
}

const FaultRow source_faults[] = {
    {"missing",
     {.turns = {{"", 1}, {"\1scp: /x: No such file or directory\n", 0}}, .status = 1},
     {ErrorCode::not_found, "No such file or directory"}},
    {"forbidden",
     {.turns = {{"\2scp: /x: Permission denied\n", 0}}, .status = 1},
     {ErrorCode::permission_denied, "Permission denied"}},
    {"directory", {.turns = {{"", 1}, {"D0755 0 x\n", 0}}}, {ErrorCode::is_directory, "Is a directory"}},
    {"end_record", {.turns = {{"", 1}, {"E\n", 0}}}, {ErrorCode::invalid, "protocol error"}},
    {"greeting",
     {.turns = {{"Welcome to \x1b[2J this machine!\r\nmore", 0}}},
     {ErrorCode::invalid, "not an answer of SCP: 'Welcome to \\x1b[2J this machine!'"}},
    {"a_greeting_that_looks_like_a_record",
     {.turns = {{"Connected to host\n", 0}}},
     {ErrorCode::invalid, "not an answer of SCP: 'Connected to host'"}},
    {"negative_size", {.turns = {{"C0644 -5 a\n", 0}}}, {ErrorCode::invalid, "not an answer of SCP"}},
    {"size_beyond_64_bits",
     {.turns = {{"C0644 99999999999999999999 a\n", 0}}},
     {ErrorCode::invalid, "not an answer of SCP"}},
    {"longer_than_promised",
     {.turns = {{"", 1}, {"C0644 3 a\n", 1}, {"abcdef", 1}}},
     {ErrorCode::invalid, "more content than was announced"}},
    {"shorter_than_promised",
     {.turns = {{"", 1}, {"C0644 9 a\n", 1}, {"abc", 0}}},
     {ErrorCode::closed, "scp ended there too early"}},
    {"could_not_read_on",
     {.turns = {{"", 1}, {"C0644 3 a\n", 1}, {"abc\1scp: a: Input/output error\n", 0}}},
     {ErrorCode::io, "I/O error"}},
    {"no_scp_there",
     {.errors = "bash: scp: command not found\n", .turns = {}, .status = 127},
     {ErrorCode::io, "bash: scp: command not found"}},
    {"nothing_at_all", {.turns = {}, .status = 3}, {ErrorCode::closed, "scp ended there with status 3"}},
    {"hangs", {.turns = {{"", 1}}, .hangs = true}, {ErrorCode::timed_out, "Timed out"}},
    {"hangs_in_the_middle",
     {.turns = {{"", 1}, {"C0644 9 a\n", 1}, {"abc", 0}}, .hangs = true},
     {ErrorCode::timed_out, "Timed out"}},
    {"cut", {.turns = {{"", 1}, {"C0644 9 a\n", 1}, {"abc", 0}}, .cuts = true}, {ErrorCode::closed, "cut"}},
};

INSTANTIATE_TEST_SUITE_P(Rows, ScpSourceFault, ::testing::ValuesIn(source_faults),
                         [](const auto& test) { return test.param.name; });

TEST(ScpTarget, SendsAFileAndShowsWhatOpenSshSaysAboutIt) {
  // "C0644 11 a.txt\n" has 15 bytes; the content 11 and a mark.
  ScpBench bench{Script{.errors = "Sink: C0644 11 a.txt\n", .turns = {{"\0"s, 15}, {"\0"s, 12}, {"\0"s, 0}}}};
  const auto error = bench.run(send(bench, {}));
  EXPECT_FALSE(error) << error->message;
  EXPECT_EQ(bench.script.heard, "C0644 11 a.txt\nhello world\0"s);
  EXPECT_THAT(bench.far_side->commands, ElementsAre("scp -v -t a.txt"));
  EXPECT_EQ(bench.person.screen, " Sink: C0644 11 a.txt\n");
  EXPECT_TRUE(bench.far_side->is_closed);
}

TEST(ScpTarget, KeepsWhatHasAnUnknownSizeUntilItIsWhole) {
  ScpBench bench{Script{.turns = {{"\0"s, 15}, {"\0"s, 12}, {"\0"s, 0}}}};
  const auto error = bench.run(send(bench, {.size = std::nullopt}));
  EXPECT_FALSE(error) << error->message;
  EXPECT_EQ(bench.script.heard, "C0644 11 a.txt\nhello world\0"s);
}

TEST(ScpTarget, QuotesAPathForAShellAndNamesTheFileByItsLastComponent) {
  ScpBench bench{Script{.turns = {{"\0"s, 15}, {"\0"s, 12}, {"\0"s, 0}}}};
  const auto error = bench.run(send(bench, {.path = "/tmp/$(id)/a b;c"}));
  EXPECT_FALSE(error) << error->message;
  EXPECT_THAT(bench.far_side->commands, ElementsAre("scp -v -t '/tmp/$(id)/a b;c'"));
  EXPECT_THAT(bench.script.heard, HasSubstr("C0644 11 a b;c\n"));
}

TEST(ScpTarget, SaysNothingIsStoredWhenTheSourceChangedItsSize) {
  ScpBench longer{Script{.turns = {{"\0"s, 14}, {"\0"s, 100}}}};
  EXPECT_EQ(longer.run(send(longer, {.size = 3}))->message, "The source became longer meanwhile");
  ScpBench shorter{Script{.turns = {{"\0"s, 15}, {"\0"s, 100}}}};
  EXPECT_EQ(shorter.run(send(shorter, {.size = 99}))->message, "The source became shorter meanwhile");
  EXPECT_THAT(shorter.script.heard, ::testing::Not(::testing::EndsWith("\0"s)));
}

class ScpTargetFault : public ::testing::TestWithParam<FaultRow> {};

TEST_P(ScpTargetFault, IsNamed) {
  ScpBench bench{GetParam().script};
  bench.options.limits.idle = std::chrono::milliseconds{300};
  const auto error = bench.run(send(bench, {}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, GetParam().error.code);
  EXPECT_THAT(error->message, HasSubstr(GetParam().error.message));
}

const FaultRow target_faults[] = {
    {"disabled",
     {.turns = {{"\1Administratively disabled.\n", 0}}, .status = 1},
     {ErrorCode::io, "Administratively disabled."}},
    {"no_privilege",
     {.turns = {{"\1Privilege denied.\n", 0}}},
     {ErrorCode::permission_denied, "Permission denied"}},
    {"not_a_shell_with_scp",
     {.turns = {{"\r\nLine has invalid autocommand \"scp -v -t a.txt\"", 0}}},
     {ErrorCode::invalid, "Line has invalid autocommand"}},
    {"full_at_the_announcement",
     {.turns = {{"\0"s, 15}, {"\1scp: a.txt: Not enough space on device\n", 0}}},
     {ErrorCode::no_space, "Not enough space on device"}},
    {"full_at_the_end",
     {.turns = {{"\0"s, 15}, {"\0"s, 12}, {"\1scp: a.txt: No space left on device\n", 0}}, .status = 1},
     {ErrorCode::no_space, "Not enough space on device"}},
    {"gone_before_it_has_stored",
     {.turns = {{"\0"s, 15}, {"\0"s, 12}}, .status = 1},
     {ErrorCode::closed, "scp ended there with status 1"}},
    {"hangs_before_it_has_stored",
     {.turns = {{"\0"s, 15}, {"\0"s, 12}}, .hangs = true},
     {ErrorCode::timed_out, "Timed out"}},
    {"cut_in_the_middle", {.turns = {{"\0"s, 15}, {"\0"s, 3}}, .cuts = true}, {ErrorCode::closed, "cut"}},
};

INSTANTIATE_TEST_SUITE_P(Rows, ScpTargetFault, ::testing::ValuesIn(target_faults),
                         [](const auto& test) { return test.param.name; });

TEST(ScpEnds, LeaveAConnectionThatIsGivenUpWithoutAFlowBehind) {
  ScpBench bench{Script{.turns = {{"", 1}, {"C0644 900000 a\n", 1}, {"abc", 0}}, .hangs = true}};
  struct Flow {
    static net::Task<bool> run(ClientBench& bench) {
      auto client = co_await log_in(bench);
      const auto source = co_await open_scp_source(std::move(*client), "a", bench.person);
      ByteVector buffer(3);
      const auto count = co_await (*source)->read(buffer);
      co_return count.has_value();
    }
  };
  EXPECT_TRUE(bench.run(Flow::run(bench)));  // comes back only when every flow has ended
  EXPECT_TRUE(bench.far_side->is_closed);
}

}  // namespace
}  // namespace ferry::transfer
