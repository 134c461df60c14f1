#include "cli/walk.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"

namespace ferry::cli {
namespace {

bool is_blank(char character) {
  return character == ' ' || character == '\t';
}

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

// How many characters the two have in common at the beginning, whatever their case.
std::size_t common_length(std::string_view left, std::string_view right) {
  const std::size_t most = std::min(left.size(), right.size());
  std::size_t length = 0;
  while (length < most && lower(left[length]) == lower(right[length])) ++length;
  return length;
}

bool begins(std::string_view whole, std::string_view prefix) {
  return prefix.size() <= whole.size() && common_length(whole, prefix) == prefix.size();
}

}  // namespace

std::optional<Mistake> Walk::read_until(std::size_t end) {
  for (;;) {
    while (position_ < end && is_blank(line_[position_])) ++position_;
    if (position_ >= end) return std::nullopt;
    const std::size_t column = position_;
    while (position_ < end && !is_blank(line_[position_])) ++position_;
    if (auto mistake = read(line_.substr(column, position_ - column), column, end)) return mistake;
  }
}

std::optional<Mistake> Walk::read(std::string_view word, std::size_t column, std::size_t end) {
  collect_choices();
  std::vector<Fit> fits;
  fits.reserve(choices_.size());
  Fit best;
  for (const Choice& choice : choices_) {
    const Fit& one = fits.emplace_back(fit(*choice.token, word));
    if (one.rank > best.rank) {
      best = one;
    } else if (one.rank == best.rank && best.rank == Rank::prefix && one.spelled != best.spelled) {
      best.ambiguous = true;
    }
  }
  if (best.rank == Rank::none) return nothing_fits(word, column);
  if (best.ambiguous) return Mistake{.kind = Mistake::Kind::ambiguous, .column = column, .hint = {}};
  Word read{.text = best.spelled, .number = 0, .column = column};
  if (best.rank == Rank::number) read.number = to_number(word).value_or(0);
  if (best.rank == Rank::rest) {
    read.text = line_.substr(column, end - column);
    position_ = end;
  }
  advance(fits, best, read);
  return std::nullopt;
}

void Walk::collect_choices() {
  choices_.clear();
  std::vector<std::string_view> read_so_far = spelled_words();
  if (!started_) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!rows_[row].command->exists_in(scope_.config)) continue;
      for (const Automaton::Index next : rows_[row].automaton.first()) {
        add_choice({.row = static_cast<std::uint16_t>(row), .state = next, .step = -1}, read_so_far);
      }
    }
    return;
  }
  for (const Cursor& from : cursors_) {
    for (const Automaton::Index next : rows_[from.row].automaton.after(from.state)) {
      add_choice({.row = from.row, .state = next, .step = from.step}, read_so_far);
    }
  }
}

// Nobody is told of a word that leads to no command of theirs.
void Walk::add_choice(const Cursor& cursor, std::vector<std::string_view>& read_so_far) {
  const Token& token = rows_[cursor.row].automaton.token(cursor.state);
  const bool is_keyword = token.kind == TokenKind::keyword;
  if (is_keyword) read_so_far.push_back(token.text);
  const bool allowed = levels_.may_become_allowed(cursor.row, read_so_far);
  if (is_keyword) read_so_far.pop_back();
  if (allowed) choices_.push_back({cursor, &token});
}

std::vector<std::string_view> Walk::spelled_words() const {
  std::vector<std::string_view> all;
  all.reserve(words_.size() + 1);
  for (const Word& word : words_) all.push_back(word.text);
  return all;
}

std::string Walk::spelled() const {
  return fmt::format("{}", fmt::join(spelled_words(), " "));
}

void Walk::advance(const std::vector<Fit>& fits, const Fit& best, Word word) {
  started_ = true;
  cursors_.clear();
  const auto index = static_cast<std::uint32_t>(words_.size());
  words_.push_back(word);
  for (std::size_t choice = 0; choice < choices_.size(); ++choice) {
    if (fits[choice].rank != best.rank || fits[choice].spelled != best.spelled) continue;
    Cursor cursor = choices_[choice].cursor;
    steps_.push_back({.token = choices_[choice].token, .previous = cursor.step, .word = index});
    cursor.step = static_cast<std::int32_t>(steps_.size() - 1);
    cursors_.push_back(cursor);
  }
}

Walk::Fit Walk::fit(const Token& token, std::string_view word) const {
  switch (token.kind) {
    case TokenKind::keyword:
      if (word.size() < token.shortest || !begins(token.text, word)) return {};
      return {.rank = word.size() == token.text.size() ? Rank::exact : Rank::prefix, .spelled = token.text};
    case TokenKind::name:
      return fit_name(token, word);
    case TokenKind::number: {
      const auto number = to_number(word);
      if (!number || *number < token.low || *number > token.high) return {};
      return {.rank = Rank::number, .spelled = word};
    }
    case TokenKind::word:
      if (token.allowed != nullptr && !token.allowed(word)) return {};
      return {.rank = Rank::word, .spelled = word};
    case TokenKind::rest:
      return {.rank = Rank::rest, .spelled = word};
  }
  return {};
}

Walk::Fit Walk::fit_name(const Token& token, std::string_view word) const {
  const auto list = scope_.vocabulary.find(token.text);
  if (list == scope_.vocabulary.end()) return {};
  Fit best;
  for (const std::string& name : list->second) {
    if (!begins(name, word)) continue;
    if (name.size() == word.size()) return {.rank = Rank::exact, .spelled = name};
    best.ambiguous = best.rank == Rank::prefix;
    best.rank = Rank::prefix;
    best.spelled = name;
  }
  return best;
}

Mistake Walk::nothing_fits(std::string_view word, std::size_t column) const {
  std::size_t good = 0;
  std::vector<std::string> ranges;
  bool only_ranges = !choices_.empty();
  for (const Choice& choice : choices_) {
    const Token& token = *choice.token;
    if (token.kind == TokenKind::keyword) good = std::max(good, common_length(token.text, word));
    if (token.kind == TokenKind::number) {
      std::string range = fmt::format("{} to {}", token.low, token.high);
      if (std::ranges::find(ranges, range) == ranges.end()) ranges.push_back(std::move(range));
    }
    only_ranges = only_ranges && token.kind == TokenKind::number;
  }
  for (const Choice& choice : choices_) {
    if (choice.token->kind != TokenKind::name) continue;
    const auto list = scope_.vocabulary.find(choice.token->text);
    if (list == scope_.vocabulary.end()) continue;
    for (const std::string& name : list->second) good = std::max(good, common_length(name, word));
  }
  Mistake mistake{.kind = Mistake::Kind::invalid, .column = column + good, .hint = {}};
  if (only_ranges) mistake.hint = fmt::format("Valid range is {}.", fmt::join(ranges, " or "));
  return mistake;
}

const Walk::Cursor* Walk::accepting() const {
  const std::vector<std::string_view> read_so_far = spelled_words();
  const auto found = std::ranges::find_if(cursors_, [&](const Cursor& cursor) {
    return rows_[cursor.row].automaton.may_end_after(cursor.state) && levels_.allows(cursor.row, read_so_far);
  });
  return found == cursors_.end() ? nullptr : &*found;
}

std::expected<Match, Mistake> Walk::finish() const {
  const Cursor* cursor = accepting();
  if (cursor == nullptr) {
    return std::unexpected(Mistake{.kind = Mistake::Kind::incomplete, .column = line_.size(), .hint = {}});
  }
  const GrammarRow& row = rows_[cursor->row];
  std::vector<MatchedWord> typed(words_.size());
  for (std::int32_t step = cursor->step; step >= 0; step = steps_[static_cast<std::size_t>(step)].previous) {
    const Step& at = steps_[static_cast<std::size_t>(step)];
    const Word& word = words_[at.word];
    typed[at.word] = {.kind = at.token->kind,
                      .name = at.token->text,
                      .text = std::string{word.text},
                      .number = word.number,
                      .column = word.column};
  }
  if (row.form != Form::plain) typed.erase(typed.begin());
  // Only commands of exec mode can be moved to another level.
  const unsigned level =
      scope_.mode == Mode::exec ? levels_.level_of(cursor->row, spelled_words()) : row.command->privilege();
  return Match{*row.command, row.form, std::move(typed), level};
}

std::vector<HelpLine> Walk::choices(std::string_view prefix) const {
  Walk here = *this;
  here.collect_choices();
  std::vector<HelpLine> all;
  const auto add = [&](const std::string& label, const std::string& help) {
    if (std::ranges::find(all, label, &HelpLine::label) == all.end()) all.push_back({label, help});
  };
  for (const Choice& choice : here.choices_) {
    const Token& token = *choice.token;
    if (token.kind == TokenKind::keyword) {
      if (begins(token.text, prefix)) add(token.text, token.help);
    } else if (token.kind == TokenKind::name) {
      const auto list = scope_.vocabulary.find(token.text);
      if (list == scope_.vocabulary.end()) continue;
      for (const std::string& name : list->second) {
        if (begins(name, prefix)) add(name, token.help);
      }
    } else if (prefix.empty()) {
      add(token.label, token.help);
    }
  }
  return all;
}

}  // namespace ferry::cli
