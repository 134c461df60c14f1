#include "sftp/client.h"

#include <gtest/gtest.h>

#include <memory>

#include "sftp/remote_files.h"
#include "support/memory_stream.h"
#include "support/run_flow.h"
#include "support/sftp_server_script.h"

namespace ferry::sftp {
namespace {

using testing::sftp_head;
using testing::sftp_status;
using testing::sftp_version;
using Answers = std::vector<ByteVector>;

/// A far side with one file, "/file" with handle "h", whose answers a test can bend.
class ClientTest : public ::testing::Test {
 protected:
  /// Runs `flow` with a client that has greeted, against `answer`.
  template <class Flow>
  void with_client(testing::SftpServerScript::Answerer answer, Flow flow) {
    testing::MemoryPipe pipe{loop_};
    testing::SftpServerScript server{pipe.second(), [&](Bytes packet) { return greet_or(answer, packet); }};
    loop_.spawn(server.run());
    loop_.spawn(run(pipe, flow));
    loop_.run_until_idle();
  }

  template <class Flow>
  net::Task<void> run(testing::MemoryPipe& pipe, Flow& flow) {
    auto client = co_await Client::start(
        {.loop = loop_, .stream = pipe.first(), .clock = clock_, .patience = patience_});
    started_ = client ? Result<void>{} : std::unexpected(client.error());
    if (client) co_await flow(**client);
    client = failure(ErrorCode::closed);
    pipe.finish(pipe.first());
  }

  Answers greet_or(const testing::SftpServerScript::Answerer& answer, Bytes packet) {
    const auto number = sftp_head(packet).first;
    requests_.push_back(number);
    if (number == MessageNumber::init) return {greeting_};
    return answer(packet);
  }

  /// What a server does that has `content_` and obeys.
  Answers obey(Bytes packet) const {
    const auto [number, id] = sftp_head(packet);
    if (number == MessageNumber::open) return {wire::encode(Handle{id, "h"})};
    if (number != MessageNumber::read) return {sftp_status(id, StatusCode::ok)};
    const auto read = wire::decode<Read>(packet).value();
    if (read.offset >= content_.size()) return {sftp_status(id, StatusCode::end_of_file)};
    const std::string part = content_.substr(read.offset, read.size);
    return {wire::encode(Data{id, as_bytes(part)})};
  }

  /// The whole file, read in pieces of 10,000 bytes.
  static net::Task<void> read_all(Client& client, std::optional<std::uint64_t> size,
                                  Result<std::string>& all) {
    RemoteReader reader{client, "h", 0, size};
    ByteVector room(10'000);
    all = std::string{};
    for (;;) {
      const auto count = co_await reader.read(room);
      if (!count) all = std::unexpected(count.error());
      if (!count || *count == 0) co_return;
      *all += as_text(Bytes{room}.first(*count));
    }
  }

  Result<std::string> read_against(testing::SftpServerScript::Answerer answer,
                                   std::optional<std::uint64_t> size) {
    Result<std::string> all;
    with_client(std::move(answer), [&](Client& client) { return read_all(client, size, all); });
    return all;
  }

  static std::string numbers(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + " ";
    text.resize(size);
    return text;
  }

  net::EventLoop loop_;
  SystemClock clock_;
  Duration patience_ = std::chrono::seconds{60};
  ByteVector greeting_ = sftp_version();
  std::string content_ = numbers(1'000'000);
  std::vector<MessageNumber> requests_;
  Result<void> started_;
};

TEST_F(ClientTest, ReadsAFileWholeWhateverItsSizeIsSaidToBe) {
  for (const auto said : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{1'000'000},
                          std::optional<std::uint64_t>{5}, std::optional<std::uint64_t>{0},
                          std::optional<std::uint64_t>{1ULL << 63}}) {
    const auto all = read_against([this](Bytes packet) { return obey(packet); }, said);
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_TRUE(*all == content_) << said.value_or(99) << ": " << all->size();
  }
}

TEST_F(ClientTest, HasManyReadsUnderWay) {
  std::vector<ByteVector> held;
  std::size_t most = 0;
  const auto all = read_against(
      [&](Bytes packet) -> Answers {
        held.push_back(obey(packet).front());
        most = std::max(most, held.size());
        // Answers nothing before two requests are there, and then in the wrong order.
        if (held.size() < 2 && most < 3) return {};
        std::ranges::reverse(held);
        return std::exchange(held, {});
      },
      content_.size());
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_TRUE(*all == content_);
  EXPECT_GE(most, 2U);
}

TEST_F(ClientTest, AsksForTheRestWhenAServerGivesLess) {
  const auto all = read_against(
      [&](Bytes packet) -> Answers {
        const auto [number, id] = sftp_head(packet);
        const auto read = wire::decode<Read>(packet);
        if (!read || read->offset >= content_.size()) return obey(packet);
        const std::string part = content_.substr(read->offset, std::min<std::size_t>(read->size, 7001));
        return {wire::encode(Data{id, as_bytes(part)})};
      },
      content_.size());
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_TRUE(*all == content_);
}

TEST_F(ClientTest, UsesTheSizesThatTheServerOffers) {
  greeting_ = sftp_version({{AskLimits::extension, "1"}});
  std::uint32_t largest = 0;
  const auto all = read_against(
      [&](Bytes packet) -> Answers {
        const auto [number, id] = sftp_head(packet);
        if (number == MessageNumber::extended) {
          const ByteVector limits = encode_extension(Limits{1 << 20, 1 << 20, 1 << 20, 0});
          return {wire::encode(ExtendedReply{id, {limits}})};
        }
        largest = std::max(largest, wire::decode<Read>(packet).value().size);
        return obey(packet);
      },
      content_.size());
  EXPECT_TRUE(all && *all == content_);
  EXPECT_EQ(largest, longest_data);
}

TEST_F(ClientTest, GivesTheServersErrorOfARead) {
  const auto all = read_against(
      [&](Bytes packet) -> Answers {
        return {sftp_status(sftp_head(packet).second, StatusCode::failure, "disk on fire")};
      },
      content_.size());
  EXPECT_EQ(all.error(), (Error{ErrorCode::io, "disk on fire"}));
}

struct Hostility {
  std::string_view what;
  std::function<Answers(RequestId id)> answers;
  std::string_view error;
};

TEST_F(ClientTest, EndsTheSessionOfAServerThatDoesNotKeepToTheProtocol) {
  const ByteVector long_data(usual_data + 1, Byte{'x'});
  const Hostility cases[] = {
      {"an unknown id", [](RequestId) -> Answers { return {sftp_status(RequestId{4711}, StatusCode::ok)}; },
       "the SFTP server answers what was not asked"},
      {"two answers",
       [](RequestId id) -> Answers {
         return {wire::encode(Data{id, as_bytes("x")}), wire::encode(Data{id, as_bytes("x")})};
       },
       "the SFTP server answers what was not asked"},
      {"more than asked", [&](RequestId id) -> Answers { return {wire::encode(Data{id, long_data})}; },
       "the SFTP server sends more than it was asked for"},
      {"no data", [](RequestId id) -> Answers { return {wire::encode(Data{id, {}})}; },
       "the SFTP server sends data without a byte"},
      {"another kind", [](RequestId id) -> Answers { return {wire::encode(Handle{id, "h"})}; },
       "the SFTP server's answer does not fit the request"},
      {"a status that says yes", [](RequestId id) -> Answers { return {sftp_status(id, StatusCode::ok)}; },
       "the SFTP server's answer does not fit the request"},
      {"a second greeting", [](RequestId) -> Answers { return {sftp_version()}; },
       "the SFTP server answers what was not asked"},
      {"half a packet",
       [](RequestId id) -> Answers {
         ByteVector cut = sftp_status(id, StatusCode::ok);
         cut.resize(7);
         return {cut};
       },
       "the SFTP server's answer does not fit the request"},
  };
  for (const Hostility& one : cases) {
    const auto all = read_against([&](Bytes packet) { return one.answers(sftp_head(packet).second); }, 10);
    ASSERT_FALSE(all) << one.what;
    EXPECT_EQ(all.error().message, one.error) << one.what;
  }
}

TEST_F(ClientTest, DoesNotWaitForEverForAnAnswer) {
  patience_ = std::chrono::milliseconds{20};
  const auto all = read_against([](Bytes) { return Answers{}; }, 10);
  EXPECT_EQ(all.error(), (Error{ErrorCode::timed_out, "the SFTP server does not answer"}));
}

TEST_F(ClientTest, RefusesAnotherVersionAndNonsense) {
  const auto greeted_with = [&](ByteVector greeting) {
    greeting_ = std::move(greeting);
    with_client([](Bytes) { return Answers{}; }, [](Client&) -> net::Task<void> { co_return; });
    return started_.error().message;
  };
  EXPECT_EQ(greeted_with(wire::encode(Version{2, {}})), "the server speaks version 2 of SFTP, not 3");
  EXPECT_EQ(greeted_with({2, 0, 0}), "the server's SFTP greeting makes no sense");
  EXPECT_EQ(greeted_with(sftp_status(RequestId{1}, StatusCode::ok)),
            "the SFTP server answers what was not asked");
}

net::Task<void> list(Client& client, Result<Listing>& listing) {
  listing = co_await client.list("/");
}

TEST_F(ClientTest, TakesNoNameThatLeadsElsewhere) {
  Result<Listing> listing;
  bool given = false;
  with_client(
      [&](Bytes packet) -> Answers {
        const auto [number, id] = sftp_head(packet);
        if (number == MessageNumber::open_directory) return {wire::encode(Handle{id, "d"})};
        if (number == MessageNumber::close) return {sftp_status(id, StatusCode::ok)};
        if (std::exchange(given, true)) return {sftp_status(id, StatusCode::end_of_file)};
        Name names{.id = id, .entries = {}};
        for (const std::string_view name :
             {".", "..", "a", "../../etc/passwd", "/etc/passwd", "x\x1b[2J", ""}) {
          names.entries.all.push_back({name, name, {}});
        }
        return {wire::encode(names)};
      },
      [&](Client& client) { return list(client, listing); });
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->entries.size(), 1U);
  EXPECT_EQ(listing->entries.front().name, "a");
  EXPECT_EQ(listing->refused, (std::vector<std::string>{"../../etc/passwd", "/etc/passwd", "x\\x1b[2J", ""}));
}

TEST_F(ClientTest, EndsADirectoryThatNeverEnds) {
  Result<Listing> listing;
  with_client(
      [&](Bytes packet) -> Answers {
        const auto [number, id] = sftp_head(packet);
        if (number == MessageNumber::open_directory) return {wire::encode(Handle{id, "d"})};
        return {wire::encode(Name{.id = id, .entries = {}})};
      },
      [&](Client& client) { return list(client, listing); });
  EXPECT_EQ(listing.error().message, "a directory goes on without names");
}

}  // namespace
}  // namespace ferry::sftp
