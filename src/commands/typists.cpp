#include "commands/typists.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace ferry::commands {

std::optional<LineId> LineId::from_absolute(unsigned number) {
  constexpr unsigned first_vty = 2;
  if (number == 0) return LineId{Kind::console, 0};
  if (number < first_vty) return std::nullopt;
  return LineId{Kind::vty, number - first_vty};
}

std::string LineId::text() const {
  return fmt::format("{} {}", kind == Kind::console ? "con" : "vty", number);
}

void Mailbox::deliver(std::string_view text) {
  {
    const std::lock_guard lock{mutex_};
    if (mail_.text.size() + text.size() > most_bytes) {
      ++dropped_;
    } else {
      mail_.text += text;
    }
  }
  wake();
}

void Mailbox::resize(TerminalSize size) {
  {
    const std::lock_guard lock{mutex_};
    mail_.size = size;
  }
  wake();
}

void Mailbox::hang_up(std::string reason) {
  {
    const std::lock_guard lock{mutex_};
    mail_.hang_up = std::move(reason);
  }
  wake();
}

void Mailbox::wake() {
  loop_.post([self = shared_from_this()] {
    if (self->on_mail_) self->on_mail_();
  });
}

Mailbox::Mail Mailbox::take() {
  const std::lock_guard lock{mutex_};
  if (const std::size_t dropped = std::exchange(dropped_, 0); dropped > 0) {
    mail_.text += fmt::format("% {} messages came too fast and were dropped; see 'show logging'\n", dropped);
  }
  return std::exchange(mail_, {});
}

Typists::Seat::~Seat() {
  const std::lock_guard lock{typists_.mutex_};
  typists_.entries_.erase(id_);
}

void Typists::Seat::update(const std::function<void(Typist&)>& change) {
  const std::lock_guard lock{typists_.mutex_};
  change(typists_.entries_.at(id_).typist);
}

std::unique_ptr<Typists::Seat> Typists::sit_down(Typist typist, std::shared_ptr<Mailbox> mailbox) {
  const std::lock_guard lock{mutex_};
  const std::size_t id = next_++;
  entries_.emplace(id, Entry{std::move(typist), std::move(mailbox)});
  return std::make_unique<Seat>(*this, id);
}

std::vector<Typist> Typists::list() const {
  std::vector<Typist> all;
  {
    const std::lock_guard lock{mutex_};
    for (const Entry& entry : entries_ | std::views::values) all.push_back(entry.typist);
  }
  std::ranges::sort(all, {}, &Typist::line);
  return all;
}

std::size_t Typists::send(std::optional<LineId> line, std::string_view text) {
  const std::lock_guard lock{mutex_};
  std::size_t count = 0;
  for (const Entry& entry : entries_ | std::views::values) {
    if (line && entry.typist.line != *line) continue;
    entry.mailbox->deliver(text);
    ++count;
  }
  return count;
}

void Typists::send_to_monitors(LineId::Kind kind, std::string_view text) {
  const std::lock_guard lock{mutex_};
  for (const Entry& entry : entries_ | std::views::values) {
    if (entry.typist.line.kind == kind && entry.typist.monitors) entry.mailbox->deliver(text);
  }
}

std::size_t Typists::hang_up(LineId line, std::string_view reason) {
  const std::lock_guard lock{mutex_};
  std::size_t count = 0;
  for (const Entry& entry : entries_ | std::views::values) {
    if (entry.typist.line != line) continue;
    entry.mailbox->hang_up(std::string{reason});
    ++count;
  }
  return count;
}

}  // namespace ferry::commands
