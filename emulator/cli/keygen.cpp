// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/loading.h"
#include "emulator/io/signing.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

constexpr unsigned only_owner = 0600;

}  // namespace

int make_key(const Options& options, World& world) {
  if (options.out.empty())
    return wrong_usage(world, "keygen --out FILE writes FILE and FILE.pub");
  const Path secret = (world.folder / options.out).lexically_normal();
  const Path open = secret.string() + ".pub";
  for (const Path& file : {secret, open})
    if (path_exists(file)) {
      world.err.write("gonogo: " + shown_path(file.string(), world) +
                      " is there already; a key that is in use is not overwritten\n");
      return exit_code::bad_input;
    }
  const SigningKey key = make_signing_key();
  if (auto done = write_file(secret, to_pem(key), only_owner); !done)
    return print_error(done.error(), world);
  if (auto done = write_file(open, to_pem(key.public_key())); !done)
    return print_error(done.error(), world);
  world.out.write("key " + key.public_key().id().substr(0, 8) + "\n  " +
                  shown_path(secret.string(), world) +
                  "      signs: a secret; GONOGO_SIGNING_KEY is its path or its text\n  " +
                  shown_path(open.string(), world) + "  verifies: give it to whoever deploys\n");
  return exit_code::go;
}

}  // namespace gonogo
