// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "../../examples/server/shop.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

// Any body at all is answered, by 200 or 400 and JSON; and the next good one as if nothing had been.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/http_body.

namespace {
using model = nc::zoo::gru4rec<4>;

/// A model as a file, for as long as the process lives.
struct model_file {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("nextclick-http-" + std::to_string(getpid()));
    model_file() { nc::io::save(model(toy::numbered_items(10)), path); }
    ~model_file() { std::filesystem::remove(path); }
};
/// Two colours, and items of neither.
std::shared_ptr<const nc::data::item_table> colours() {
    nc::data::vocabulary names(nc::data::id_kind::string);
    names.insert("red");
    names.insert("blue");
    const auto items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(6));
    const std::vector<nc::item_index> codes{0, 1, nc::no_item, 1, 0, 0};
    return std::make_shared<const nc::data::item_table>(
        items, std::vector<nc::data::event_column>{{"Colour", std::make_shared<const nc::data::vocabulary>(names), codes}});
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const model_file file;
    static shop<model> server(file.path, 1, {.capacity = 100}, colours());
    const http_answer answer = server.click({reinterpret_cast<const char*>(bytes), size});
    if (answer.status != 200 && answer.status != 400) std::abort();
    const json said = json::parse(answer.body);  // throws, and ends the process, if it is none
    if (answer.status == 200 ? said.at("items").size() > 10 : !said.at("error").is_string()) std::abort();
    const json good = json::parse(server.click(R"({"visitor": "tester", "item": 103, "k": 4})").body);
    if (good.at("items").size() != 4) std::abort();
    return 0;
}
