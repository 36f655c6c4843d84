// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/about.hpp"
#include "nextclick/io/json.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE void add_about(tensor_writer& file, const data::provenance& about, bool support) {
    file.metadata["nextclick.version"] = NEXTCLICK_VERSION;
    nlohmann::ordered_json all = nlohmann::ordered_json::object();
    all["logs"] = nlohmann::ordered_json::array();
    for (const data::log_facts& log : about.logs) {
        nlohmann::ordered_json facts{{"hash", log.hash}, {"sessions", log.sessions}, {"events", log.events}, {"items", log.items}};
        if (log.first) facts["first"] = *log.first;
        if (log.last) facts["last"] = *log.last;
        all["logs"].push_back(std::move(facts));
    }
    all["longest"] = about.max_length;
    all["kept"] = about.first_kept ? "first" : "last";
    all["training"] = about.training;
    file.metadata["nextclick.about"] = all.dump();
    if (support && !about.support.empty()) file.add<std::uint32_t>(support_key, about.support, {about.support.size()});
}

NEXTCLICK_INLINE data::provenance read_about(const tensor_file& file, std::size_t items) {
    data::provenance about;
    if (const auto version = file.metadata().find("nextclick.version"); version != file.metadata().end()) about.version = version->second;
    if (file.tensors().count(support_key) > 0) {
        about.support = file.values<std::uint32_t>(support_key);
        if (about.support.size() != items) file.refuse("tensor 'about.support' does not have one entry for each item of the vocabulary");
    }
    const nlohmann::json all = metadata_object(file, "nextclick.about");
    if (all.is_null()) return about;
    try {
        for (const auto& facts : all.at("logs")) {
            const auto time = [&](const char* name) -> std::optional<std::int64_t> {
                return facts.contains(name) ? std::optional(facts.at(name).get<std::int64_t>()) : std::nullopt;
            };
            const auto number = [&](const char* name) { return facts.at(name).get<std::uint64_t>(); };
            about.logs.push_back({number("hash"), number("sessions"), number("events"), number("items"), time("first"), time("last")});
        }
        about.max_length = all.at("longest").get<std::size_t>();
        about.first_kept = all.at("kept") == "first";
        about.training = all.at("training").get<std::map<std::string, std::string>>();
    } catch (const nlohmann::json::exception&) {
        file.refuse("metadata 'nextclick.about' lacks a field of this version; the file is damaged");
    }
    return about;
}

}  // namespace io::detail

NEXTCLICK_END_NAMESPACE
