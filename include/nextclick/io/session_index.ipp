// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/session_index.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE void add_index(tensor_writer& file, const neighbours::session_index& sessions) {
    const neighbours::index_parts& p = sessions.parts();
    file.metadata["sessions.epoch"] = std::to_string(p.epoch);
    file.metadata["sessions.most_recent"] = std::to_string(p.most_recent);
    file.metadata["sessions.item_bits"] = std::to_string(p.item_bits);
    const auto add = [&](const char* name, std::span<const std::uint32_t> values) {
        file.add<std::uint32_t>(name, values, {values.size()});
    };
    add("sessions.begin", p.session_begin);
    add("sessions.entries", p.entries);
    add("sessions.ended", p.ended);
    add("items.begin", p.item_begin);
    add("items.sessions", p.postings);
    add("items.clicks", p.support);
    add("items.pairs", p.pairs);
    add_vocabulary(file, sessions.items());
    add_about(file, sessions.about(), false);  // without the support, which is stored as items.clicks
}

NEXTCLICK_INLINE neighbours::session_index read_index(const tensor_file& file) {
    neighbours::index_parts p;
    p.epoch = index_number<std::int64_t>(file, "sessions.epoch");
    p.most_recent = index_number<std::size_t>(file, "sessions.most_recent");
    p.item_bits = index_number<unsigned>(file, "sessions.item_bits");
    const auto part = [&](const char* name) { return file.in_place<std::uint32_t>(name); };
    p.session_begin = part("sessions.begin");
    p.entries = part("sessions.entries");
    p.ended = part("sessions.ended");
    p.item_begin = part("items.begin");
    p.postings = part("items.sessions");
    p.support = part("items.clicks");
    p.pairs = part("items.pairs");
    try {
        auto items = std::make_shared<const data::vocabulary>(read_vocabulary(file));
        data::provenance about = read_about(file, items->size());
        return {std::move(items), p, file.owner(), std::move(about)};
    } catch (const data_error& e) {
        file.refuse(e.what());
    }
}

}  // namespace io::detail
namespace io {

NEXTCLICK_INLINE void save(const neighbours::session_index& sessions, const std::filesystem::path& path) {
    tensor_writer file;
    file.metadata["nextclick.format"] = detail::index_format;
    detail::add_index(file, sessions);
    file.write(path);
}

}  // namespace io

NEXTCLICK_END_NAMESPACE
