// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/result.h"
#include "emulator/run/run_result.h"

namespace gonogo::cli {

/// Whose fault it is that an environment could not be had. A code that nobody has classified is the
/// machine's: it must never speak against or for the product.
StartFailure::Kind kind_of(const Error& error);

/// The exit code of a command that ends with an error.
int exit_code_of(const Error& error);

}  // namespace gonogo::cli
