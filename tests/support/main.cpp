// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <initializer_list>

int main(int argc, char** argv) {
  // What the machine or a pipeline sets must not decide a test.
  for (const char* name : {"CI", "NO_COLOR", "GONOGO_SIGNING_KEY"}) unsetenv(name);
  doctest::Context context(argc, argv);
  context.setOption("no-path-filenames", true);
  const int result = context.run();
  return result;
}
