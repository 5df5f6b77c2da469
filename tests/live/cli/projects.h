// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gonogo::test {

/// A project of one nginx, its task definition `web.json` beside it, and whatever more is given.
std::string web_project(const std::string& more = "");
std::string web_definition();
/// The same with a MySQL and a Redis.
std::string stores_project();

/// gonogo.yaml of the sample product for another folder: its paths are whole.
std::string sample_project();

}  // namespace gonogo::test
