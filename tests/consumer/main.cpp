// SPDX-License-Identifier: Apache-2.0
#include <nextclick/nextclick.hpp>

int main() {
    const auto items = nextclick::data::vocabulary::from_integers(std::vector<std::int64_t>{7, 8, 9});
    const nextclick::zoo::gru4rec<8> net(items);
    nextclick::serve::session session(net);
    session.push(8);
    return session.top(2).size() == 2 ? 0 : 1;
}
