// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/scenario/gherkin.h"

namespace gonogo::gherkin {

/// Gives every node its id, in the order in which Cucumber's parser ends them: what is inside of a
/// node first, then its tags, then itself.
void number_nodes(Document& document);

}  // namespace gonogo::gherkin
