#include "vfs/own_terminal.h"

#include <fcntl.h>

namespace ferry::vfs {

int open_own_terminal() {
  return ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

}  // namespace ferry::vfs
