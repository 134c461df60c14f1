#include "transfer/typed_credentials.h"

#include <utility>

#include "base/text.h"

namespace ferry::transfer {
namespace {

/// Of the texts of a server before the login: more would push everything else off the screen.
constexpr std::size_t most_banner_lines = 40;
constexpr std::size_t longest_banner_line = 256;

}  // namespace

net::Task<std::vector<std::shared_ptr<Signer>>> TypedCredentials::signers() {
  co_return signers_;
}

net::Task<std::optional<Secret>> TypedCredentials::password(unsigned) {
  if (given_) co_return std::exchange(given_, std::nullopt);
  co_return co_await correspondent_.ask("Password: ", false);
}

/// What asks for one thing without an echo asks for the password.
net::Task<std::optional<std::vector<Secret>>> TypedCredentials::answers(ssh::InteractivePrompts prompts,
                                                                        unsigned attempt) {
  std::vector<Secret> answers;
  const bool asks_password = prompts.prompts.size() == 1 && !prompts.prompts.front().echo;
  if (asks_password && given_) {
    answers.push_back(std::move(*std::exchange(given_, std::nullopt)));
    co_return answers;
  }
  if (attempt == 0) {
    co_await banner(prompts.name);
    co_await banner(prompts.instruction);
  }
  for (auto& prompt : prompts.prompts) {
    auto answer = co_await correspondent_.ask(std::move(prompt.text), prompt.echo);
    if (!answer) co_return std::nullopt;
    answers.push_back(std::move(*answer));
  }
  co_return answers;
}

net::Task<void> TypedCredentials::banner(std::string text) {
  std::size_t shown = 0;
  for (const std::string_view line : lines(text)) {
    if (++shown > most_banner_lines) co_return;
    co_await correspondent_.tell(printable(line.substr(0, longest_banner_line)));
  }
}

}  // namespace ferry::transfer
