// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/kind_name.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/io/any_recommender.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/io/ranker_file.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/search/byte_search.hpp"
#include "nextclick/search/similar.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/server/request_batcher.hpp"

/// Loading of files whose kind is determined at run time: `load_any` over a closed list of types.
///     using all = io::kinds<zoo::gru4rec<dynamic>, zoo::narm<dynamic, dynamic>, neighbours::vmis>;
///     const auto net = io::load_any<all>("shop.safetensors");
///     serve::session session(*net);
/// Types with dynamic widths read files of models with any widths, dynamic or fixed. Each kind may be compiled in a separate source
/// file: declare
///     extern template io::any_pointer io::load_as<zoo::gru4rec<dynamic>>(const io::tensor_file&, const io::any_options&);
/// next to the list, and write the same without `extern` in one source file. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

using any_pointer = std::shared_ptr<const any_recommender>;

/// The kinds that a program can load.
template <class... T>
struct kinds {};

struct any_options {
    /// For servers. Above 0: queued requests are answered in batches (server::request_batcher) from an int8 copy of the table
    /// (search::byte_search), with so many scans at once. Results are the same.
    std::size_t concurrent_scans = 0;
};

namespace detail {

/// Computes the results of a model's sessions: in batches over an int8 table, or for each session separately.
template <class Model>
class scanner {
public:
    scanner(const Model& net, std::size_t concurrent_scans) {
        if (concurrent_scans == 0) return;
        bytes_.emplace(net);
        requests_.emplace(*bytes_, server::request_options{.concurrent_scans = concurrent_scans});
    }
    answers top(const serve::session<Model>& session, std::size_t k, const filter::business_rules& by) const {
        if (!requests_) return session.top(k, by);
        thread_local typename server::request_batcher<Model>::answer best;
        requests_->top(session, k, by, best);
        return best;
    }

private:
    std::optional<search::byte_search<Model>> bytes_;
    mutable std::optional<server::request_batcher<Model>> requests_;
};
template <class Model>
requires output::scores_by_net<typename Model::output_type> class scanner<Model> {
public:
    scanner(const Model&, std::size_t) {}
    answers top(const serve::session<Model>& session, std::size_t k, const filter::business_rules& by) const { return session.top(k, by); }
};

/// The model that sessions use: the model itself, or its ranking copy.
template <class Model>
struct served_model {
    explicit served_model(const Model& net) : of(net) {}
    const Model& get() const { return of; }
    const Model& of;
};
template <class Model>
requires ranks_by_copy<Model> struct served_model<Model> {
    explicit served_model(const Model& net) : of(for_ranking(net)) {}
    const ranking_model<Model>& get() const { return of; }
    ranking_model<Model> of;
};
}  // namespace detail

/// Implements any_recommender for a model.
template <detail::IsModel Model>
class any_model final : public any_recommender {
    using served = std::remove_cvref_t<decltype(std::declval<detail::served_model<Model>>().get())>;

public:
    explicit any_model(Model net, const any_options& options = {})
        : net_(std::move(net)), served_(net_), scanner_(served_.get(), options.concurrent_scans) {}

    const Model& net() const { return net_; }

    std::string kind() const override { return std::string(kind_name<Model>); }
    std::string signature() const override { return Model::signature(); }
    std::string loss() const override { return Model::loss_type::name(); }
    std::string sampler() const override { return Model::sampler_type::name(); }
    const data::provenance& about() const override { return net_.about; }
    std::string options() const override { return detail::options_text(net_.policy); }
    const data::vocabulary& items() const override { return net_.items(); }
    std::size_t item_count() const override { return net_.item_count(); }
    std::vector<data::required_column> columns() const override { return input::required_columns(net_.policy.input); }
    bool has_user_states() const override { return history_need<Model>.has_user_states(); }
    eval::result evaluate(const data::click_log& log, const eval::options& options,
                          const std::function<void(const eval::ranked_event&)>& each) const override {
        return each ? eval::evaluate(served_.get(), log, options, each) : eval::evaluate(served_.get(), log, options);
    }
    answers similar(const data::item_id& item, std::size_t k, const filter::business_rules& by) const override {
        if constexpr (output::scores_by_net<typename Model::output_type>)
            throw argument_error("search::similar: " + signature() + " scores by a net, so rows of items measure no similarity");
        else
            return search::similar(served_.get(), item, k, by);
    }
    void save(const std::filesystem::path& path) const override { io::save(net_, path); }
    std::unique_ptr<detail::any_session> open(const serve::session_options& options) const override {
        return std::make_unique<one>(*this, options);
    }

private:
    class one final : public detail::any_session {
    public:
        one(const any_model& of, const serve::session_options& options) : of_(&of), now_(of.served_.get(), options) {}
        std::unique_ptr<detail::any_session> copy() const override { return std::make_unique<one>(*this); }
        bool push(const data::item_id& item, const std::int64_t*, std::span<const serve::column_value> columns) override {
            return now_.push(item, columns);
        }
        void new_session() override { now_.new_session(); }
        std::size_t clicks() const override { return now_.clicks(); }
        answers top(std::size_t k, const filter::business_rules& by) const override { return of_->scanner_.top(now_, k, by); }

    private:
        const any_model* of_;
        serve::session<served> now_;
    };

    Model net_;
    detail::served_model<Model> served_;
    detail::scanner<served> scanner_;
};

/// Implements any_recommender for neighbours, rules or counts.
template <ranker::Ranker R>
class any_ranker final : public any_recommender {
public:
    explicit any_ranker(R by, const any_options& = {}) : by_(std::move(by)) {}

    const R& net() const { return by_; }

    std::string kind() const override { return std::string(kind_name<R>); }
    std::string signature() const override { return R::name(); }
    std::string loss() const override { return {}; }
    std::string sampler() const override { return {}; }
    const data::provenance& about() const override { return by_.about(); }
    std::string options() const override { return detail::options_text(by_.settings()); }
    const data::vocabulary& items() const override { return by_.items(); }
    std::size_t item_count() const override { return by_.item_count(); }
    std::vector<data::required_column> columns() const override { return {}; }
    bool has_user_states() const override { return false; }
    eval::result evaluate(const data::click_log& log, const eval::options& options,
                          const std::function<void(const eval::ranked_event&)>& each) const override {
        return each ? eval::evaluate(by_, log, options, each) : eval::evaluate(by_, log, options);
    }
    answers similar(const data::item_id& item, std::size_t k, const filter::business_rules& by) const override {
        if constexpr (search::detail::HoldsSessions<R> || search::detail::HoldsPairs<R>)
            return search::similar(by_, item, k, by);
        else
            throw argument_error("search::similar: " + R::name() + " counts single items and has no similarity of two");
    }
    void save(const std::filesystem::path& path) const override { io::save(by_, path); }
    std::unique_ptr<detail::any_session> open(const serve::session_options& options) const override {
        serve::session_options last = options;
        last.kept = batch::keep::last;  // rankers support no other value; a previously served model may
        return std::make_unique<one>(by_, last);
    }

private:
    class one final : public detail::any_session {
    public:
        one(const R& by, const serve::session_options& options) : now_(by, options) {}
        std::unique_ptr<detail::any_session> copy() const override { return std::make_unique<one>(*this); }
        bool push(const data::item_id& item, const std::int64_t* time, std::span<const serve::column_value> columns) override {
            if (!columns.empty())
                throw argument_error("serve::session: a click with columns, and " + R::name() + " reads none; leave them out");
            return time == nullptr ? now_.push(item) : now_.push_at(item, *time);
        }
        void new_session() override { now_.new_session(); }
        std::size_t clicks() const override { return now_.clicks(); }
        answers top(std::size_t k, const filter::business_rules& by) const override { return now_.top(k, by); }

    private:
        serve::session<R> now_;
    };

    R by_;
};

namespace detail {
template <class T>
struct wrapper_of {
    using type = any_ranker<T>;
};
template <IsModel T>
struct wrapper_of<T> {
    using type = any_model<T>;
};
}  // namespace detail

/// Wraps a model or method as an any_recommender.
template <class T>
any_pointer wrap(T net, const any_options& options = {}) {
    return std::make_shared<const typename detail::wrapper_of<T>::type>(std::move(net), options);
}

/// The wrapped model or method if it is a T; else null.
template <class T>
const T* as(const any_recommender& net) {
    const auto* const own = dynamic_cast<const typename detail::wrapper_of<T>::type*>(&net);
    return own == nullptr ? nullptr : &own->net();
}

/// Reads a file of one kind. Throws what `load` throws.
template <class T>
any_pointer load_as(const tensor_file& file, const any_options& options) {
    return wrap(load<T>(file), options);
}

namespace detail {
inline bool has_metadata(const tensor_file& file, const char* key, const std::string& what) {
    const auto found = file.metadata().find(key);
    return found != file.metadata().end() && found->second == what;
}
/// Whether the file contains a T, regardless of widths.
template <class T>
bool holds(const tensor_file& file) {
    if constexpr (IsModel<T>)
        return has_metadata(file, "nextclick.format", std::string(model_format)) &&
               has_metadata(file, "nextclick.signature", T::signature()) &&
               std::ranges::all_of(T::objective_signature(), [&](const auto& part) { return has_metadata(file, part.key, part.value); });
    else
        return has_metadata(file, "nextclick.format", std::string(ranker_format)) && has_metadata(file, "nextclick.signature", T::name());
}

template <class... T>
std::string names_of(kinds<T...>) {
    std::string all;
    ((all += (all.empty() ? "" : ", ") + std::string(kind_name<T>)), ...);
    return all;
}
template <class... T>
any_pointer load_from(kinds<T...> list, const tensor_file& file, const any_options& options) {
    any_pointer net;
    const bool known = ((holds<T>(file) && (net = load_as<T>(file, options), true)) || ...);
    if (known) return net;
    const auto metadata_of = [&](const char* key) -> std::string {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() ? "" : found->second;
    };
    const std::string kind = metadata_of("nextclick.kind"), signature = metadata_of("nextclick.signature");
    if (signature.empty())
        file.refuse("this file holds no model and no method of this library" +
                    (metadata_of("nextclick.format").empty() ? "" : ", but a \"" + metadata_of("nextclick.format") + '"'));
    std::string what = kind.empty() ? "" : "kind " + kind + ", ";
    what += signature;
    if (!metadata_of("nextclick.loss").empty())
        what += ", loss " + metadata_of("nextclick.loss") + ", sampler " + metadata_of("nextclick.sampler");
    file.refuse("this program has no type for the model of the file (" + what + "); it has " + names_of(list));
}
}  // namespace detail

/// The names of the kinds in a list: "gru4rec, narm, vmis".
template <class Kinds>
std::string kind_names() {
    return detail::names_of(Kinds{});
}

/// Reads a model or method of any kind in the list. Throws `file_error`; for a kind that is not in the list it names those that are.
template <class Kinds>
any_pointer load_any(const tensor_file& file, const any_options& options = {}) {
    return detail::load_from(Kinds{}, file, options);
}
template <class Kinds>
any_pointer load_any(const std::filesystem::path& path, const any_options& options = {}) {
    return load_any<Kinds>(tensor_file::open(path), options);
}

}  // namespace io
NEXTCLICK_END_NAMESPACE
