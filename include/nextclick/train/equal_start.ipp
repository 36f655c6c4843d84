// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/parallel/gradient_bytes.hpp"
#include "nextclick/train/equal_start.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE void require_equal_settings(parallel::communicator& ranks, const position& at,
                                             const std::map<std::string, std::string>& settings) {
    const parallel::message_header place{4, at.epoch, at.batch, at.step};
    parallel::byte_writer message;
    message.add(place);
    std::string text;
    for (const auto& [name, value] : settings) text += name + '\0' + value + '\0';
    message.add(std::uint64_t{text.size()});
    message.add(std::span<const char>(text));
    const auto all = ranks.gather(message.bytes());
    std::vector<std::string> first;
    for (std::size_t r = 0; r < all.size(); ++r) {
        parallel::byte_reader from(all[r]);
        parallel::take_header(from, r, place);
        std::string sent(from.take<std::uint64_t>(), ' ');
        from.take(std::span(sent));
        std::vector<std::string> words;  // name, value, name, value, ..
        for (std::size_t begin = 0, end = 0; (end = sent.find('\0', begin)) != std::string::npos; begin = end + 1)
            words.push_back(sent.substr(begin, end - begin));
        if (r == 0) first = words;
        if (words == first) continue;
        const auto at_word = static_cast<std::size_t>(std::ranges::mismatch(words, first).in1 - words.begin()) / 2 * 2;
        const bool same_names = at_word < std::min(words.size(), first.size()) && words[at_word] == first[at_word];
        throw rank_error(
            "train: rank " + std::to_string(r) + " begins with other settings than rank 0" +
            (same_names ? ": " + words[at_word] + " is \"" + words[at_word + 1] + "\" there and \"" + first[at_word + 1] + "\" on rank 0"
                        : "") +
            "; give all ranks the same options, optimiser, policies and logs");
    }
}

NEXTCLICK_INLINE void require_equal_tensors(parallel::communicator& ranks, const position& at, std::span<const std::string> names,
                                            std::string_view hashes) {
    const parallel::message_header place{3, at.epoch, at.batch, at.step};
    parallel::byte_writer message;
    message.add(place);
    message.add(std::uint64_t{names.size()});
    message.add(std::span<const char>(hashes));
    const auto all = ranks.gather(message.bytes());
    std::string first(hashes), sent(hashes);
    for (std::size_t r = 0; r < all.size(); ++r) {
        parallel::byte_reader from(all[r]);
        parallel::take_header(from, r, place);
        if (from.take<std::uint64_t>() != names.size())
            throw rank_error("train: rank " + std::to_string(r) + " has a model of other parameters than this rank");
        from.take(std::span(sent));
        if (r == 0) first = sent;
        if (sent == first) continue;
        const auto different = std::ranges::mismatch(sent, first).in1 - sent.begin();
        throw rank_error("train: rank " + std::to_string(r) + " begins with other " +
                         names[static_cast<std::size_t>(different) * names.size() / sent.size()] +
                         " than rank 0, and each rank repeats the update; give all ranks the same model (seed, options and vocabulary, or "
                         "file) and the same checkpoint");
    }
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
