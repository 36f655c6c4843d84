// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/data/required_column.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"
#include "nextclick/filter/business_rules.hpp"
#include "nextclick/serve/session.hpp"

/// The common interface of models and methods of all kinds, for programs that determine the kind at run time (io/load_any.hpp).
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

/// The result of a search, best first; valid until the thread's next call.
using answers = std::span<const serve::recommendation<float>>;

namespace detail {
/// A session of a recommender of any kind; see serve::session.
class any_session {
public:
    virtual ~any_session() = default;
    virtual std::unique_ptr<any_session> copy() const = 0;
    virtual bool push(const data::item_id& item, const std::int64_t* time, std::span<const serve::column_value> columns) = 0;
    virtual void new_session() = 0;
    virtual std::size_t clicks() const = 0;
    virtual answers top(std::size_t k, const filter::business_rules& by) const = 0;
};
}  // namespace detail

/// A model or method with its type erased. Immutable; any number of threads may share it.
/// cost  a virtual call for each click, answer or evaluation, none within them
class any_recommender {
public:
    virtual ~any_recommender() = default;

    virtual std::string kind() const = 0;       ///< "gru4rec"; see kind_name
    virtual std::string signature() const = 0;  ///< the architecture as text, or the name of the method
    virtual std::string loss() const = 0;       ///< empty for methods without a loss
    virtual std::string sampler() const = 0;
    virtual const data::provenance& about() const = 0;
    /// Every option, widths included, as a JSON object.
    virtual std::string options() const = 0;
    virtual const data::vocabulary& items() const = 0;
    virtual std::size_t item_count() const = 0;
    /// The columns of a click that the recommender reads. Views into the recommender.
    virtual std::vector<data::required_column> columns() const = 0;
    virtual bool has_user_states() const = 0;  ///< whether it has user states (encoder::hierarchical)

    /// See eval::evaluate; `each`, if given, is called with every event.
    virtual eval::result evaluate(const data::click_log& log, const eval::options& options,
                                  const std::function<void(const eval::ranked_event&)>& each = {}) const = 0;
    /// See search::similar. Throws `argument_error` for an unknown item, and for kinds without item similarity.
    virtual answers similar(const data::item_id& item, std::size_t k, const filter::business_rules& by = {}) const = 0;
    /// See io::save.
    virtual void save(const std::filesystem::path& path) const = 0;

    /// The session options of the training: the same limit of clicks.
    serve::session_options session_options() const { return serve::as_trained(about()); }
    eval::options evaluation_options() const { return {.support = about().support}; }

    /// For serve::session.
    virtual std::unique_ptr<detail::any_session> open(const serve::session_options& options) const = 0;
};

}  // namespace io
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

/// A session of a recommender of any kind; see session. Copies are deep. `session_store` and `hot_swap` serve any kind through it.
template <>
class session<io::any_recommender> {
public:
    using scalar = float;

    explicit session(const io::any_recommender& net) : session(net, net.session_options()) {}
    session(const io::any_recommender& net, const session_options& options) : net_(&net), now_(net.open(options)) {}
    session(const session& other) : net_(other.net_), now_(other.now_->copy()) {}
    session(session&&) noexcept = default;
    session& operator=(session other) noexcept {
        net_ = other.net_;
        now_ = std::move(other.now_);
        return *this;
    }
    ~session() = default;

    /// Adds a click with its columns. Returns whether the item is known. Throws `argument_error` for columns that the recommender
    /// does not read.
    bool push(const data::item_id& item, std::span<const column_value> columns = {}) { return now_->push(item, nullptr, columns); }
    bool push(const data::item_id& item, std::initializer_list<column_value> columns) {
        return push(item, std::span(columns.begin(), columns.size()));
    }
    /// The same with the time of the click in ms, for methods that read it.
    bool push_at(const data::item_id& item, std::int64_t time, std::span<const column_value> columns = {}) {
        return now_->push(item, &time, columns);
    }
    void new_session() { now_->new_session(); }
    std::size_t clicks() const { return now_->clicks(); }
    const io::any_recommender& net() const { return *net_; }

    /// See session::top.
    std::span<const recommendation<float>> top(std::size_t k, const filter::business_rules& by = {}) const { return now_->top(k, by); }

private:
    const io::any_recommender* net_;
    std::unique_ptr<io::detail::any_session> now_;
};

}  // namespace serve
NEXTCLICK_END_NAMESPACE
