// EXPECT: an input that reads a column states its kind: using column_kind = data::kind::numeric;
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct amount {
    static constexpr std::size_t columns = 1;
#ifndef NEXTCLICK_MUST_FAIL
    using column_kind = nc::data::kind::numeric;
#endif
    static constexpr std::string_view column_name() { return "Amount"; }
    nc::data::required_column required() const { return {column_name(), "amount", nc::data::kind::numeric::schema{}}; }
};
int main() {
    nc::workspace memory;
    nc::serve::event_columns<amount> columns(amount{}, {}, memory);
    return static_cast<int>(columns.word_count()) - 1;
}
