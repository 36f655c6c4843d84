// EXPECT: those of hybrids \\?"nextclick/serve/hybrid_session.hpp
// LINES: 25
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/baseline/popularity.hpp"
#include "nextclick/hybrid/weighted.hpp"
#include "nextclick/serve/session.hpp"
#ifndef NEXTCLICK_MUST_FAIL
#include "nextclick/serve/hybrid_session.hpp"
#endif
namespace nc = nextclick;
using part = nc::hybrid::part<nc::baseline::popularity, nc::hybrid::scaling::none>;
using mixed = nc::hybrid::weighted<part, part>;
void probe(const mixed& both) { nc::serve::session session(both); }
int main() {}
