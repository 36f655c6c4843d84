// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "../../examples/server/shop.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

// Any body is answered by 200 or 400 and JSON; and the next valid request is unaffected.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/http_body.

namespace {
nc::io::any_pointer model() {
    nc::zoo::gru4rec<4> net(toy::numbered_items(10));
    net.about.support = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    return nc::io::wrap(std::move(net), {.concurrent_scans = 1});
}
/// Two colours, and items without one.
std::shared_ptr<const nc::data::item_attributes> colours() {
    nc::data::vocabulary names(nc::data::id_kind::string);
    names.insert("red");
    names.insert("blue");
    const auto items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(6));
    const std::vector<nc::item_index> codes{0, 1, nc::no_item, 1, 0, 0};
    return std::make_shared<const nc::data::item_attributes>(
        items, std::vector<nc::data::event_column>{{"Colour", std::make_shared<const nc::data::vocabulary>(names), codes}});
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static shop server(model, {.capacity = 100}, colours());
    const http_answer answer = server.click({reinterpret_cast<const char*>(bytes), size});
    if (answer.status != 200 && answer.status != 400) std::abort();
    const json reply = json::parse(answer.body);  // throws, and ends the process, if it is invalid
    if (answer.status == 200 ? reply.at("items").size() > 10 : !reply.at("error").is_string()) std::abort();
    const json good = json::parse(server.click(R"({"visitor": "tester", "item": 103, "k": 4})").body);
    if (good.at("items").size() != 4 || good.at("fallback").get<bool>()) std::abort();
    const json passing = json::parse(server.click(R"({"clicks": [103], "k": 4})").body);
    if (passing.at("items").size() != 4) std::abort();
    return 0;
}
