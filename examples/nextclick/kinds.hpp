// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nextclick/baseline.hpp>
#include <nextclick/io/load_any.hpp>
#include <nextclick/neighbours.hpp>
#include <nextclick/zoo.hpp>

#include "kind.hpp"

/// The types behind the kinds, of dynamic widths; each is compiled in kind_<name>.cpp.
namespace types {
using gru4rec = nc::zoo::gru4rec<nc::dynamic>;
using gru4rec_bpr_max = nc::zoo::gru4rec_bpr_max<nc::dynamic>;
using gru4rec_2016 = nc::zoo::gru4rec_2016<nc::dynamic>;
using improved_rnn = nc::zoo::improved_rnn<nc::dynamic, nc::dynamic>;
using narm = nc::zoo::narm_sampled<nc::dynamic, nc::dynamic>;
using stamp = nc::zoo::stamp_sampled<nc::dynamic>;
using stmp = nc::zoo::stmp_sampled<nc::dynamic>;
using stmo = nc::zoo::stmo_sampled<nc::dynamic>;
using narm_all_items = nc::zoo::narm<nc::dynamic, nc::dynamic>;
using narm_code = nc::zoo::narm_code<nc::dynamic, nc::dynamic>;
using narm_global = nc::zoo::narm_global<nc::dynamic, nc::dynamic>;
using narm_local = nc::zoo::narm_local<nc::dynamic, nc::dynamic>;
using narm_dense_decoder = nc::zoo::narm_dense_decoder<nc::dynamic, nc::dynamic>;
using stamp_all_items = nc::zoo::stamp<nc::dynamic>;
using stmp_all_items = nc::zoo::stmp<nc::dynamic>;
using stmo_all_items = nc::zoo::stmo<nc::dynamic>;
using stamp_code = nc::zoo::stamp_code<nc::dynamic>;
using encoder_decoder = nc::zoo::encoder_decoder<nc::dynamic, nc::dynamic, nc::encoder::decoder_context::attention<nc::dynamic>>;
using encoder_decoder_alignment = nc::zoo::encoder_decoder_alignment<nc::dynamic, nc::dynamic>;
using encoder_decoder_plain = nc::zoo::encoder_decoder_plain<nc::dynamic, nc::dynamic>;
using hrnn = nc::zoo::hrnn_tied<nc::encoder::hrnn::init, nc::dynamic, nc::dynamic>;
using rib = nc::zoo::rib_tied<nc::dynamic, nc::dynamic, nc::zoo::micro_behaviour<nc::dynamic, 5, 5>, nc::attention::softmax, nc::dynamic>;
using bpr_mf = nc::baseline::bpr_mf<nc::dynamic>;

using sknn = nc::neighbours::sknn<>;
using ssknn = nc::neighbours::ssknn<>;
using sfsknn = nc::neighbours::sfsknn<>;
using vsknn = nc::neighbours::vsknn<>;
using vsknn_quadratic = nc::neighbours::vsknn<nc::neighbours::weight::quadratic, nc::neighbours::decay::quadratic>;
using stan = nc::neighbours::stan;
using vmis = nc::neighbours::vmis;

using popularity = nc::baseline::popularity;
using session_popularity = nc::baseline::session_popularity;
using association_rules = nc::baseline::association_rules;
using markov_chain = nc::baseline::markov_chain;
using sequential_rules = nc::baseline::sequential_rules;
using item_knn = nc::baseline::item_knn;

using all =
    nc::io::kinds<gru4rec, gru4rec_bpr_max, gru4rec_2016, improved_rnn, narm, narm_all_items, narm_code, narm_global, narm_local,
                  narm_dense_decoder, stamp, stmp, stmo, stamp_all_items, stmp_all_items, stmo_all_items, stamp_code, encoder_decoder,
                  encoder_decoder_alignment, encoder_decoder_plain, hrnn, rib, bpr_mf, sknn, ssknn, sfsknn, vsknn, vsknn_quadratic, stan,
                  vmis, popularity, session_popularity, association_rules, markov_chain, sequential_rules, item_knn>;
}  // namespace types

extern const kind gru4rec_kind, gru4rec_bpr_max_kind, gru4rec_2016_kind, improved_rnn_kind, narm_kind, narm_all_items_kind, narm_code_kind,
    narm_global_kind, narm_local_kind, narm_dense_decoder_kind, stamp_kind, stmp_kind, stmo_kind, stamp_all_items_kind, stmp_all_items_kind,
    stmo_all_items_kind, stamp_code_kind, encoder_decoder_kind, encoder_decoder_alignment_kind, encoder_decoder_plain_kind, hrnn_kind,
    rib_kind, bpr_mf_kind;
extern const kind sknn_kind, ssknn_kind, sfsknn_kind, vsknn_kind, vsknn_quadratic_kind, stan_kind, vstan_kind, vmis_kind;
extern const kind popularity_kind, session_popularity_kind, association_rules_kind, markov_chain_kind, sequential_rules_kind, item_knn_kind;

#define KIND_IS_LOADED_ELSEWHERE(type) \
    extern template nc::io::any_pointer nc::io::load_as<types::type>(const nc::io::tensor_file&, const nc::io::any_options&);
#define KIND_IS_LOADED_HERE(type) \
    template nc::io::any_pointer nc::io::load_as<types::type>(const nc::io::tensor_file&, const nc::io::any_options&);
KIND_IS_LOADED_ELSEWHERE(gru4rec)
KIND_IS_LOADED_ELSEWHERE(gru4rec_bpr_max)
KIND_IS_LOADED_ELSEWHERE(gru4rec_2016)
KIND_IS_LOADED_ELSEWHERE(improved_rnn)
KIND_IS_LOADED_ELSEWHERE(narm)
KIND_IS_LOADED_ELSEWHERE(narm_all_items)
KIND_IS_LOADED_ELSEWHERE(narm_code)
KIND_IS_LOADED_ELSEWHERE(narm_global)
KIND_IS_LOADED_ELSEWHERE(narm_local)
KIND_IS_LOADED_ELSEWHERE(narm_dense_decoder)
KIND_IS_LOADED_ELSEWHERE(stamp)
KIND_IS_LOADED_ELSEWHERE(stmp)
KIND_IS_LOADED_ELSEWHERE(stmo)
KIND_IS_LOADED_ELSEWHERE(stamp_all_items)
KIND_IS_LOADED_ELSEWHERE(stmp_all_items)
KIND_IS_LOADED_ELSEWHERE(stmo_all_items)
KIND_IS_LOADED_ELSEWHERE(stamp_code)
KIND_IS_LOADED_ELSEWHERE(encoder_decoder)
KIND_IS_LOADED_ELSEWHERE(encoder_decoder_alignment)
KIND_IS_LOADED_ELSEWHERE(encoder_decoder_plain)
KIND_IS_LOADED_ELSEWHERE(hrnn)
KIND_IS_LOADED_ELSEWHERE(rib)
KIND_IS_LOADED_ELSEWHERE(bpr_mf)
KIND_IS_LOADED_ELSEWHERE(sknn)
KIND_IS_LOADED_ELSEWHERE(ssknn)
KIND_IS_LOADED_ELSEWHERE(sfsknn)
KIND_IS_LOADED_ELSEWHERE(vsknn)
KIND_IS_LOADED_ELSEWHERE(vsknn_quadratic)
KIND_IS_LOADED_ELSEWHERE(stan)
KIND_IS_LOADED_ELSEWHERE(vmis)
KIND_IS_LOADED_ELSEWHERE(popularity)
KIND_IS_LOADED_ELSEWHERE(session_popularity)
KIND_IS_LOADED_ELSEWHERE(association_rules)
KIND_IS_LOADED_ELSEWHERE(markov_chain)
KIND_IS_LOADED_ELSEWHERE(sequential_rules)
KIND_IS_LOADED_ELSEWHERE(item_knn)
