// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"

#include <algorithm>
#include <cctype>

namespace {
std::string plain(std::string_view name) {
    std::string text;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}
}  // namespace

std::span<const kind* const> all_kinds() {
    static const kind* const all[] = {&gru4rec_kind,
                                      &gru4rec_bpr_max_kind,
                                      &gru4rec_2016_kind,
                                      &improved_rnn_kind,
                                      &narm_kind,
                                      &narm_all_items_kind,
                                      &narm_code_kind,
                                      &narm_global_kind,
                                      &narm_local_kind,
                                      &narm_dense_decoder_kind,
                                      &stamp_kind,
                                      &stamp_all_items_kind,
                                      &stamp_code_kind,
                                      &stmp_kind,
                                      &stmp_all_items_kind,
                                      &stmo_kind,
                                      &stmo_all_items_kind,
                                      &encoder_decoder_kind,
                                      &encoder_decoder_alignment_kind,
                                      &encoder_decoder_plain_kind,
                                      &hrnn_kind,
                                      &rib_kind,
                                      &bpr_mf_kind,
                                      &vsknn_kind,
                                      &vsknn_quadratic_kind,
                                      &stan_kind,
                                      &vstan_kind,
                                      &vmis_kind,
                                      &sknn_kind,
                                      &ssknn_kind,
                                      &sfsknn_kind,
                                      &item_knn_kind,
                                      &association_rules_kind,
                                      &sequential_rules_kind,
                                      &markov_chain_kind,
                                      &popularity_kind,
                                      &session_popularity_kind};
    return all;
}

const kind* find_kind(std::string_view name) {
    for (const kind* k : all_kinds())
        if (plain(k->name) == plain(name)) return k;
    return find_type(name);
}

const kind* find_type(std::string_view type) {
    for (const kind* k : all_kinds())
        if (plain(k->type.empty() ? k->name : k->type) == plain(type)) return k;
    return nullptr;
}

std::string kind_names() {
    std::string all;
    for (const kind* k : all_kinds()) all += (all.empty() ? "" : ", ") + std::string(k->name);
    return all;
}

any_pointer open_model(const std::filesystem::path& file, std::size_t concurrent_scans) {
    return nc::io::load_any<types::all>(file, {.concurrent_scans = concurrent_scans});
}
