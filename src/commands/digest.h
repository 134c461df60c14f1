#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "commands/session.h"
#include "crypto/hash.h"
#include "net/task.h"
#include "vfs/path.h"

namespace ferry::commands {

/// The digest of a whole file, with a dot on the screen for each piece and "Done!" at the end. Errors: those
/// of opening and reading, and cancelled when nobody wants it any more.
net::Task<Result<ByteVector>> digest_of(Session& session, vfs::Path path, crypto::HashKind kind);

}  // namespace ferry::commands
