// SPDX-License-Identifier: Apache-2.0
// One training step, one served click, and the saving of the parameters, for walk.py. The compiler calls the two functions below at
// the beginning and at the end of every function.
#include <cstdio>
#include <vector>

#include "nextclick/io/model_file.hpp"
#include "nextclick/nextclick.hpp"

#define NOT_NOTED __attribute__((no_instrument_function))

namespace nc = nextclick;

namespace {
struct event {
    void* function;
    bool enter;
};
std::vector<event>* events = nullptr;  // null: nothing is recorded

NOT_NOTED void note(void* function, bool enter) {
    std::vector<event>* const to = events;
    if (to == nullptr) return;
    events = nullptr;  // the calls of push_back are not recorded
    to->push_back({function, enter});
    events = to;
}
}  // namespace
extern "C" {
NOT_NOTED void __cyg_profile_func_enter(void* function, void*) { note(function, true); }
NOT_NOTED void __cyg_profile_func_exit(void* function, void*) { note(function, false); }
}

namespace {
template <class Walk>
NOT_NOTED void noted(const char* file, const Walk& walk) {
    std::vector<event> all;
    events = &all;
    walk();
    events = nullptr;
    std::FILE* const out = std::fopen(file, "w");
    for (const event& e : all) std::fprintf(out, "%c %p\n", e.enter ? '+' : '-', e.function);
    std::fclose(out);
}
}  // namespace

int main() {
    const auto log = nc::data::simulate({.sessions = 200, .items = 60, .users = 20, .categories = 4});
    nc::zoo::gru4rec<8> net(log.items(), {.sampler = {.drawn = {.samples = 16}}});
    nc::train::trainer run(net, log, nc::optimizer::adagrad{}, {.batch = 8, .threads = 1});
    for (int i = 0; i < 3; ++i) run.step();
    noted("step", [&] { run.step(); });

    nc::serve::session session(net);
    const auto click = [&](nc::item_index item) {
        session.push_index(item);
        session.top_indices(5);
    };
    click(1);
    noted("click", [&] { click(2); });

    noted("file", [&] { nc::io::save(net, "walk.safetensors"); });
}
