#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/event_loop.h"

namespace ferry::commands {

/// `terminal length` and `terminal width`; 0 is no limit.
struct TerminalSize {
  unsigned length = 24;
  unsigned width = 80;
  bool operator==(const TerminalSize&) const = default;
};

/// A line that people sit at: the console, or one of the vtys.
struct LineId {
  enum class Kind { console, vty };
  Kind kind = Kind::vty;
  unsigned number = 0;  // within its kind

  /// Over all lines: 0 is the console, 1 the auxiliary port that IOS devices have, the vtys follow.
  [[nodiscard]] unsigned absolute() const { return kind == Kind::console ? number : number + 2; }
  [[nodiscard]] static std::optional<LineId> from_absolute(unsigned number);
  /// "con 0", "vty 3"
  [[nodiscard]] std::string text() const;
  auto operator<=>(const LineId&) const = default;
};

/// What reaches a typist from outside their own commands: messages, a new size of the window, the end of the
/// session. Safe to use from any thread.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
 public:
  /// More than this that nobody has seen is dropped, and the typist is told how many messages.
  static constexpr std::size_t most_bytes = 65536;

  /// For a typist whose flow runs on `loop`, which outlives the mailbox. Belongs to a shared_ptr.
  explicit Mailbox(net::EventLoop& loop) : loop_(loop) {}

  /// What to call on the loop after a delivery; null for nothing. Call it on the loop.
  void on_mail(std::function<void()> call) { on_mail_ = std::move(call); }

  /// Text in lines that end in LF.
  void deliver(std::string_view text);
  void resize(TerminalSize size);
  /// The session has to end; the typist sees `reason` if it is not empty.
  void hang_up(std::string reason);

  struct Mail {
    std::string text;
    std::optional<TerminalSize> size;
    std::optional<std::string> hang_up;
  };
  /// What has arrived since the last call.
  [[nodiscard]] Mail take();

 private:
  void wake();

  net::EventLoop& loop_;
  std::function<void()> on_mail_;
  std::mutex mutex_;
  Mail mail_;
  std::size_t dropped_ = 0;
};

/// What others may know of a typist.
struct Typist {
  LineId line;
  std::string user;
  std::string address;  // empty at the console
  unsigned privilege = 1;
  bool monitors = false;  // terminal monitor; at the console: logging console
  TimePoint since{};
  TimePoint last_input{};
  TerminalSize size{};
};

/// Everyone who sits at a prompt of this device. Safe to use from any thread.
class Typists {
 public:
  /// A typist's entry, for as long as it lives.
  class Seat {
   public:
    Seat(Typists& typists, std::size_t id) : typists_(typists), id_(id) {}
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    /// Changes what the others see.
    void update(const std::function<void(Typist&)>& change);

   private:
    Typists& typists_;
    std::size_t id_;
  };

  [[nodiscard]] std::unique_ptr<Seat> sit_down(Typist typist, std::shared_ptr<Mailbox> mailbox);
  /// In the order of their lines.
  [[nodiscard]] std::vector<Typist> list() const;

  /// To everyone at `line`, or to all; says how many that were.
  std::size_t send(std::optional<LineId> line, std::string_view text);
  /// To everyone who wants log messages: on the console, or elsewhere.
  void send_to_monitors(LineId::Kind kind, std::string_view text);
  std::size_t hang_up(LineId line, std::string_view reason);

 private:
  struct Entry {
    Typist typist;
    std::shared_ptr<Mailbox> mailbox;
  };

  mutable std::mutex mutex_;
  std::size_t next_ = 0;
  std::map<std::size_t, Entry> entries_;
};

}  // namespace ferry::commands
