#include "terminal/keys.h"

namespace ferry::terminal {}
