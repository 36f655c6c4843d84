// SPDX-License-Identifier: Apache-2.0
// bits > before.txt; change the library; bits > after.txt; diff before.txt after.txt
#include "bits/bits.hpp"

int main() {
    const auto log = bits::shop();
    bits::items(log);
    bits::attention(log);
    bits::columns(log);
    bits::users_and_lists(log);
    bits::policies(log);
}
