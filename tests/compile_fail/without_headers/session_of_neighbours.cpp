// EXPECT: Sessions of neighbours, rules and popularity need \\?"nextclick/serve/list_session.hpp
// LINES: 25
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/serve/session.hpp"
#ifndef NEXTCLICK_MUST_FAIL
#include "nextclick/serve/list_session.hpp"
#endif
namespace nc = nextclick;
void probe(const nc::neighbours::sknn<>& method) { nc::serve::session session(method); }
int main() {}
