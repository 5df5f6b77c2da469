// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gonogo {

/// Makes SIGINT, SIGTERM and SIGHUP set a flag instead of ending this process, and SIGPIPE nothing;
/// a second SIGINT ends it at once with code 130.
void watch_interrupts();

/// Whether such a signal has come.
bool interrupted();

/// A descriptor that is readable from then on: to be put into a poll beside what is waited for.
int interrupt_descriptor();

}  // namespace gonogo
