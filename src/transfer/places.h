#pragma once

#include <map>
#include <memory>
#include <string>

#include "transfer/remote.h"

namespace ferry::transfer {

/// All the places on other machines: each scheme goes to what can open it. Filled before it is shared.
class Places final : public Remotes {
 public:
  void serve(Scheme scheme, std::shared_ptr<Remotes> remotes);

  net::Task<Result<std::unique_ptr<Source>>> open_source(Url url, Correspondent& correspondent) override;
  net::Task<Result<std::unique_ptr<Target>>> open_target(Url url, std::optional<std::uint64_t> size,
                                                         Correspondent& correspondent) override;

 private:
  std::map<Scheme, std::shared_ptr<Remotes>> openers_;
};

}  // namespace ferry::transfer
