#include "transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk.h"

namespace ferry::testing {
namespace {

std::string unescape(std::string_view text) {
  std::string keys;
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] != '\\') {
      keys += text[index];
      continue;
    }
    const char kind = text[++index];
    if (kind == 'x') {
      keys += as_text(*from_hex(text.substr(index + 1, 2)));
      index += 2;
    } else {
      keys += kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
    }
  }
  return keys;
}

std::string escape(std::string_view keys) {
  std::string text;
  for (const char key : keys) {
    if (key == '\r' || key == '\n' || key == '\t') {
      text += key == '\r' ? "\\r" : key == '\n' ? "\\n" : "\\t";
    } else if (static_cast<unsigned char>(key) < ' ' || key == '\x7f') {
      text += "\\x" + to_hex(as_bytes({&key, 1}));
    } else {
      text += key == '\\' ? "\\\\" : std::string{key};
    }
  }
  return text;
}

/// An error of another machine, by its words.
Error far_error(std::string_view words) {
  for (const ErrorCode code : {ErrorCode::timed_out, ErrorCode::not_found, ErrorCode::permission_denied,
                               ErrorCode::no_space, ErrorCode::closed}) {
    if (words == describe(code)) return {code, std::string{words}};
  }
  return {ErrorCode::io, std::string{words}};
}

void read_far(Transcript& transcript, std::string_view what, std::string_view rest) {
  const std::string url{rest.substr(0, rest.find(' '))};
  const std::string_view words = rest.substr(std::min(rest.size(), url.size() + 1));
  if (what == "far") {
    transcript.far_files[url] = unescape(words);
    return;
  }
  MemoryRemotes::Behaviour& behaviour = transcript.far_behaviours[url];
  if (what == "far-opens") behaviour.opening = far_error(words);
  if (what == "far-moves") behaviour.moving = far_error(words);
  if (what == "far-stores") behaviour.finishing = far_error(words);
  if (what == "far-says") behaviour.says = words;
  if (what == "far-asks") behaviour.asks_password = true;
  if (what == "far-hangs") behaviour.hangs = true;
}

void read_directive(Transcript& transcript, std::string_view line) {
  const auto parts = words(line);
  const std::string_view what = parts.at(1);
  const std::string_view rest = line.substr(std::min(line.size(), line.find(what) + what.size() + 1));
  if (what == "user") {
    transcript.who = {.user = std::string{parts.at(2)},
                      .privilege = static_cast<unsigned>(*to_number(parts.at(3))),
                      .address = "10.1.1.2",
                      .line = 0};
  } else if (what == "console") {
    transcript.who = at_console;
  } else if (what == "pipe") {
    transcript.echo = commands::Echo::off;
  } else if (what == "config") {
    transcript.config += std::string{rest} + "\n";
  } else if (what == "file") {
    const std::string_view name = parts.at(2);
    const std::size_t start = rest.find(name) + name.size() + 1;
    transcript.files.emplace_back(name, start < rest.size() ? unescape(rest.substr(start)) : "");
  } else if (what.starts_with("far")) {
    read_far(transcript, what, rest);
  } else if (what == "certificate-trouble") {
    const std::string_view file = parts.at(2);
    transcript.certificate_troubles[std::string{file}] = rest.substr(file.size() + 1);
  } else if (what == "advance") {
    transcript.uptime = std::chrono::seconds{*to_number(parts.at(2))};
  } else {
    FAIL() << "unknown directive: " << line;
  }
}

/// The screen without the CR in front of each LF; a lone LF stays visible.
std::string without_returns(std::string_view screen) {
  std::string text;
  for (const char character : screen) {
    const bool complete = character == '\n' && text.ends_with('\r');
    if (complete) text.pop_back();
    if (character == '\n' && !complete) text += "<LF>";
    text += character;
  }
  return text;
}

net::Task<void> shell(commands::Session& session, commands::Terminal terminal) {
  co_await commands::run_shell(session, std::move(terminal));
}

}  // namespace

Transcript parse_transcript(std::string_view text) {
  Transcript transcript;
  transcript.steps.emplace_back();
  bool in_head = true;
  bool fresh = true;
  for (const std::string_view line : lines(text)) {
    if (in_head) {
      transcript.head += std::string{line} + "\n";
      in_head = !line.empty();
      if (line.starts_with("@ ")) read_directive(transcript, line);
      continue;
    }
    if (line.starts_with("<< ")) {
      transcript.steps.push_back({unescape(line.substr(3)), {}});
      fresh = true;
      continue;
    }
    transcript.steps.back().screen += (fresh ? "" : "\n") + std::string{line};
    fresh = false;
  }
  return transcript;
}

std::string write_transcript(const Transcript& transcript) {
  std::string text = transcript.head;
  for (const Transcript::Step& step : transcript.steps) {
    if (!step.keys.empty()) text += "<< " + escape(step.keys) + "\n";
    if (!step.screen.empty() || step.keys.empty()) text += step.screen + "\n";
  }
  return text;
}

Transcript play(const Transcript& transcript) {
  const commands::Applied applied = apply(transcript.config);
  EXPECT_EQ(errors_of(applied), "");
  TestDevice device{applied.config};
  for (const auto& [name, content] : transcript.files) device.write_file(name, content);
  device.remotes.files = transcript.far_files;
  device.remotes.behaviours = transcript.far_behaviours;
  device.facts.certificate_troubles = transcript.certificate_troubles;
  device.clock.advance(transcript.uptime);

  const bool terminal = transcript.echo == commands::Echo::on;
  net::EventLoop loop;
  const auto keyboard = std::make_shared<TypedStream>(loop);
  commands::StreamOutput output{*keyboard, terminal ? commands::LineEnds::crlf : commands::LineEnds::lf};
  commands::Session session{device.services, transcript.who, output};
  commands::Terminal seat{.loop = loop,
                          .stream = keyboard,
                          .echo = transcript.echo,
                          .mailbox = std::make_shared<commands::Mailbox>(loop)};
  loop.spawn(shell(session, std::move(seat)));

  Transcript played = transcript;
  for (Transcript::Step& step : played.steps) {
    if (!step.keys.empty()) keyboard->type(step.keys);
    settle(loop, device.offload);
    const std::string screen = keyboard->take_screen();
    step.screen = terminal ? without_returns(screen) : screen;
  }
  return played;
}

namespace {

std::filesystem::path transcripts() {
  return std::filesystem::path{FERRY_TESTS_DIR} / "transcripts" / "cli";
}

std::string read_all(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

std::vector<std::string> names_of_transcripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{transcripts()})
    names.push_back(entry.path().stem());
  std::ranges::sort(names);
  return names;
}

class Transcripts : public ::testing::TestWithParam<std::string> {};

// FERRY_UPDATE_TRANSCRIPTS=1 writes down what happens now; read the difference before you keep it.
TEST_P(Transcripts, GoAsWrittenDown) {
  const std::filesystem::path path = transcripts() / (GetParam() + ".txt");
  const std::string written = read_all(path);
  const std::string played = write_transcript(play(parse_transcript(written)));
  if (std::getenv("FERRY_UPDATE_TRANSCRIPTS") != nullptr) std::ofstream{path} << played;
  EXPECT_EQ(played, written);
}

INSTANTIATE_TEST_SUITE_P(Cli, Transcripts, ::testing::ValuesIn(names_of_transcripts()),
                         [](const auto& info) { return info.param; });

TEST(Transcript, IsWrittenAsItWasRead) {
  constexpr std::string_view text = "# head\n\nRouter#\n<< a\\x03\\\\\\r\nb\n\n<< c\n";
  EXPECT_EQ(write_transcript(parse_transcript(text)), text);
}

}  // namespace
}  // namespace ferry::testing
