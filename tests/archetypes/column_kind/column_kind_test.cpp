// SPDX-License-Identifier: Apache-2.0
// A fifth kind of column: place.hpp, and a line of column_kinds.hpp beside it. A column of places is read from text, stored, moved, hashed,
// written, gathered, translated, served, kept, skipped and saved as those of the library's own kinds, and refuses what is not a place.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include "fuzz/checksum.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/check/input.hpp"
#include "nextclick/data.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/log_hash.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(column_kind)

namespace nc = nextclick;
namespace data = nc::data;
namespace input = nc::input;
namespace io = nc::io;
using shop::place;
using shop::position;

namespace {

/// An input that reads places: a point of the globe, zeros where it is unknown.
template <nc::fixed_string Column>
struct on_globe {
    static constexpr bool folded = false;
    static constexpr nc::history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = place;
    static std::string name() { return "on_globe<" + std::string(Column.view()) + ">"; }
    template <class S>
    using parameters = nc::no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return 3; }
    constexpr nc::cost::layer cost(std::size_t) const { return {}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), name(), place::schema{}}; }
    void initialise(nc::no_parameters&, std::size_t, nc::random_stream) const {}

    template <class T>
    nc::view<const T> forward(const nc::no_parameters&, nc::pass& run, const nc::event_rows& rows, tape<T>&) const {
        const nc::view<const float> from = input::detail::column_of<place>(*this, rows, column_name()).vectors;
        const auto x = run.memory.take_zeros<T>(from.rows, 3);
        for (std::size_t r = 0; r < from.rows; ++r) {
            if (std::isnan(from(r, 0))) continue;
            const T north = static_cast<T>(from(r, 0)) * std::numbers::pi_v<T> / 180,
                    east = static_cast<T>(from(r, 1)) * std::numbers::pi_v<T> / 180;
            x(r, 0) = std::cos(north) * std::cos(east);
            x(r, 1) = std::cos(north) * std::sin(east);
            x(r, 2) = std::sin(north);
        }
        return x;
    }
    template <class T>
    void backward(const nc::no_parameters&, nc::no_parameters&, nc::pass&, const nc::event_rows&, nc::view<const T>, const tape<T>&) const {
    }
};
static_assert(input::Input<on_globe<"Shop">>);

/// Reads where a click came from, and where its item is made; keeps clicks while it is served.
using made_at = input::of_item<on_globe<"Made">>;
using reads_places = input::join<input::embedding<4>, on_globe<"Shop">, made_at>;
using model = nc::model<reads_places, nc::encoder::bidirectional<nc::encoder::recurrent<nc::cell::gru<>, 3>>, nc::pooling::last,
                        nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;
using session = nc::serve::session<model>;

std::vector<position> places(std::size_t rows, float shift = 0) {
    std::vector<position> all(rows);
    for (std::size_t r = 0; r < rows; ++r)
        if (r % 4 != 3) all[r] = {static_cast<float>(r % 80) + shift, -100.5f + static_cast<float>(r % 7)};
    return all;
}
data::click_log log_with(std::vector<position> all, std::size_t items = 30, std::size_t sessions = 20) {
    auto parts = toy::chained_log(items, sessions).parts();
    all.resize(parts.item.size());
    parts.extra.emplace_back("Shop", place(std::move(all)));
    return data::click_log(std::move(parts));
}
data::click_log shops() { return log_with(places(1000)); }
model net_of(const data::click_log& log, std::size_t items = 30) {
    const data::item_attributes made(log.shared_items(), {{"Made", place(places(items, 0.25f))}});
    return model(log.items(), {.input = reads_places({}, {}, made_at(made))}, 8);
}
const std::vector<position>& values(const data::event_column& c) { return c.as<place>().values; }
bool same_places(const std::vector<position>& a, const std::vector<position>& b) {
    const auto same = [](const position& x, const position& y) { return x == y || (x.missing() && y.missing()); };
    return std::ranges::equal(a, b, same);
}
std::vector<float> query(const session& s) { return {s.query().begin(), s.query().end()}; }
/// The places where the items of a model are made.
data::event_column made_of(const model& net) {
    auto input = net.policy.input;
    return input.get<2>().table->column("Made");
}
/// All clicks of a session, with the places that they bring.
void push_all(session& served, const data::click_log& log, std::size_t s) {
    for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) {
        const position p = values(log.column("Shop"))[e];
        const float numbers[] = {p.latitude, p.longitude};
        if (p.missing())
            served.push(log.items()[log.item_column()[e]]);
        else
            served.push(log.items()[log.item_column()[e]], {{"Shop", std::span<const float>(numbers)}});
    }
}
data::read_options with_shop() {
    data::read_options how;
    how.columns = {{"Shop", place::type}, {"Action"}};
    return how;
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_read_from_text_moved_and_written) {
    const auto log = data::parse_clicks(
        "SessionId\tItemId\tTime\tShop\tAction\n2\t7\t1400000003\t52.52 13.405\tview\n1\t8\t1400000002\t\tbuy\n"
        "1\t9\t1400000001\t-33.875 151.25\tview\n2\t8\t1400000004\tnull\tview\n",
        "t", with_shop());
    const data::event_column& shop = log.column("Shop");
    BOOST_TEST(shop.is<place>());
    BOOST_TEST(same_places(values(shop), {{-33.875f, 151.25f}, {}, {52.52f, 13.405f}, {}}));
    BOOST_TEST((shop.missing(1) && !shop.missing(0) && !shop.same(0, 2) && shop.same(2, 2)));
    BOOST_TEST(shop.shown(0) == "-33.875000 151.250000");
    BOOST_TEST(shop.memory_bytes() >= 4 * sizeof(position));
    BOOST_TEST(same_places(values(shop.rows(std::vector<std::uint32_t>{2, nc::no_item})), {{52.52f, 13.405f}, {}}));

    const auto parts = data::by_time(log, log.time_column()[2] - 1, {.unknown = data::unknown_items::keep});
    BOOST_TEST(same_places(values(parts.test.column("Shop")), {{52.52f, 13.405f}, {}}));
    data::item_report report;
    const auto items = data::items_of(log, {"Shop"}, &report);
    for (const nc::item_index i : {0u, 1u, 2u}) {
        const position p = values(items.column("Shop"))[i];
        BOOST_TEST(p.missing() == (items.items()[i] == 8));
        if (items.items()[i] == 9) BOOST_TEST((p == position{-33.875f, 151.25f}));
    }
    BOOST_TEST(report.contradictions == 0u);

    const temporary_folder folder;
    data::write_clicks(log, folder.path / "log.tsv");
    const auto again = data::read_clicks(folder.path / "log.tsv", with_shop());
    BOOST_TEST(same_places(values(again.column("Shop")), values(shop)));
    BOOST_CHECK_EXCEPTION(data::write_clicks(log, folder.path / "no.csv", {.separator = ' ', .quote = char{0}}), nc::data_error,
                          says("holds a separator"));
}

BOOST_AUTO_TEST_CASE(what_is_no_place_is_refused_where_it_is_read) {
    for (const char* text : {"Berlin", "52.52", "52.52 ", " 13.4", "52.52  13.4", "52.52 13.4 7", "91 0", "-90.5 0", "0 180.5", "nan 1",
                             "1 nan", "1e99 0", "0 inf", "52,5 13,4"}) {
        const std::string row = std::string("SessionId\tItemId\tTime\tShop\tAction\n1\t7\t1400000003\t") + text + "\tview\n";
        BOOST_CHECK_EXCEPTION(data::parse_clicks(row, "t", with_shop()), nc::data_error,
                              says("in column \"Shop\" is not a place, which is degrees of latitude, a blank and longitude"));
    }
    data::log_builder events({.columns = {{"Shop", place::type}}});
    const auto at = std::chrono::milliseconds(1'400'000'000'000);
    BOOST_CHECK_EXCEPTION(events.add(1, 2, at, {}, {52.5}), nc::data_error, says("event 1: \"52.5\" in column \"Shop\" is not a place"));
    events.add(1, 2, at, {}, {"52.5 13.5"});
    events.add(1, 3, at, {}, {{}});
    BOOST_TEST(same_places(values(std::move(events).build().column("Shop")), {{52.5f, 13.5f}, {}}));

    BOOST_CHECK_EXCEPTION(data::event_column("Shop", place({{1, 2}, {90.5f, 0}})), nc::data_error,
                          says("column \"Shop\" has a place beyond 90 degrees of latitude"));
    const float nan = std::numeric_limits<float>::quiet_NaN();
    BOOST_CHECK_THROW(data::event_column("Shop", place({{nan, 0}})), nc::data_error);
    BOOST_CHECK_EXCEPTION(data::log_builder({.columns = {{"Shop", data::column_type{"colour"}}}}), nc::argument_error,
                          says("column_request \"Shop\": no kind of column reads the type \"colour\""));
    BOOST_CHECK_EXCEPTION(shops().column("Shop").numbers(), nc::data_error, says("is a column of places; it has no numbers"));
    BOOST_CHECK_EXCEPTION(toy::acted_log(5, 3).column("Dwell").as<place>(), nc::data_error,
                          says("is numeric; it has no places; read it as shop::place::type"));
}

BOOST_AUTO_TEST_CASE(hashes_tell_its_values_apart) {
    auto other = places(1000);
    other[2].longitude += 1;
    const auto log = shops(), changed = log_with(other);
    BOOST_TEST(nc::train::detail::log_hash(log) == nc::train::detail::log_hash(shops()));
    BOOST_TEST(nc::train::detail::log_hash(log) != nc::train::detail::log_hash(changed));
    BOOST_TEST(log.column("Shop").hash() == shops().column("Shop").hash());
    BOOST_TEST(log.column("Shop").hash() != changed.column("Shop").hash());
    data::vector_rows rows{2, {}};
    for (const position& p : values(log.column("Shop"))) rows.data.insert(rows.data.end(), {p.latitude, p.longitude});
    BOOST_TEST(data::event_column("Shop", rows).hash() != log.column("Shop").hash());  // of another kind
}

BOOST_AUTO_TEST_CASE(is_gathered_for_a_batch_and_translated_into_another_log) {
    const auto log = data::encoded_with(shops(), toy::acted_log(20, 5));
    BOOST_TEST(same_places(values(log.column("Shop")), values(shops().column("Shop"))));
    const auto like = data::encoded_with(shops(), log_with(places(1000, 3)));
    BOOST_TEST(same_places(values(like.column("Shop")), values(shops().column("Shop"))));

    const on_globe<"Shop"> policy;
    const std::vector<data::required_column> required = input::required_columns(policy);
    nc::batch::column_gatherer columns(log, required);
    const std::uint32_t events[] = {2, 3, 0, nc::no_item};
    const nc::column_rows rows = columns.gather(events)[0];
    BOOST_TEST(place::rows_in(rows) == 4u);
    BOOST_TEST(rows.vectors(0, 0) == 2.0f);
    BOOST_TEST(rows.vectors(0, 1) == -98.5f);
    BOOST_TEST((std::isnan(rows.vectors(1, 0)) && std::isnan(rows.vectors(3, 1))));
    const data::required_column as_numbers[] = {{"Shop", "p", data::kind::numeric::schema{}}};
    BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(log, as_numbers), nc::argument_error,
                          says("p reads the column \"Shop\" as numbers, but it is a column of places"));
    BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(toy::acted_log(20, 5), required), nc::argument_error,
                          says("on_globe<Shop> reads the column \"Shop\", which the log lacks"));
    nc::check::columns made_up(policy, 9);
    BOOST_TEST(place::rows_in(made_up.all()[0]) == 9u);
    BOOST_TEST(input::fitted(policy, log).name() == policy.name());
}

BOOST_AUTO_TEST_CASE(served_clicks_give_what_the_batch_gives_and_stored_sessions_keep_them) {
    const auto log = shops();
    const model net = net_of(log);
    nc::batch::column_gatherer columns(log, input::required_columns(net.policy.input));
    nc::batch::packer packed;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const std::span<const nc::item_index> whole = log.items_of(s);
        packed.pack({&whole, 1}, std::span(&log.session_begin()[s], 1));
        nc::event_rows rows = packed.rows();
        rows.columns = columns.gather(packed.events());
        nc::workspace memory;
        nc::pass run{.memory = memory};
        const auto q = net.encode(run, rows).queries;
        session served(net, {.max_length = 8});
        push_all(served, log, s);
        const auto last = q.row(q.rows - 1);
        BOOST_TEST(query(served) == std::vector(last.begin(), last.end()), boost::test_tools::per_element());
        BOOST_TEST((query(session::load(net, served.save(), {.max_length = 8})) == query(served)));
    }
    session served(net), elsewhere(net);
    const float here[] = {52.5f, 13.5f}, there[] = {-33.75f, 151.25f}, beyond[] = {91, 0};
    served.push(104, {{"Shop", std::span<const float>(here)}});
    elsewhere.push(104, {{"Shop", std::span<const float>(there)}});
    BOOST_TEST((query(served) != query(elsewhere)));
    BOOST_CHECK_EXCEPTION(served.push(104, {{"Shop", "Berlin"}}), nc::argument_error,
                          says("is text, but the column has vectors of 2 numbers"));
    BOOST_CHECK_EXCEPTION(served.push(104, {{"Shop", std::span<const float>(beyond)}}), nc::argument_error,
                          says("the value of column \"Shop\" is not a place on earth"));
}

/// Of a stored session every byte is damaged in turn, with the checksum put right: it is refused, or is another session.
BOOST_AUTO_TEST_CASE(damaged_sessions_are_refused_or_are_others) {
    const auto log = shops();
    const model net = net_of(log);
    session served(net, {.max_length = 8});
    push_all(served, log, 3);
    push_all(served, log, 4);
    const std::string bytes = served.save();
    std::size_t refused = 0, beyond = 0;
    for (std::size_t at = 16; at <= bytes.size(); ++at)
        for (const int flip : {0x01, 0x40, 0x80, 0xff}) {
            std::string damaged = at == bytes.size() ? bytes.substr(0, bytes.size() - static_cast<std::size_t>(flip % 13)) : bytes;
            if (at < bytes.size()) damaged[at] = static_cast<char>(damaged[at] ^ flip);
            std::uint64_t h = 0xcbf29ce484222325u;
            for (const char c : std::string_view(damaged).substr(16)) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
            std::memcpy(damaged.data() + 8, &h, 8);
            try {
                const auto loaded = session::load(net, damaged, {.max_length = 8});
                BOOST_TEST(loaded.save() == damaged);
            } catch (const nc::error& e) {
                ++refused;
                beyond += says("wrong length")(e) ? 1 : 0;  // words that are not a place are not of the column
            }
        }
    BOOST_TEST(refused > 0u);
    BOOST_TEST(beyond > 0u);
}

BOOST_AUTO_TEST_CASE(a_model_file_brings_it_back) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const auto log = shops();
    const model net = net_of(log);
    io::save(net, path);
    const model loaded = io::load<model>(path);
    session a(net), b(loaded);
    for (session* s : {&a, &b}) push_all(*s, log, 2);
    BOOST_TEST((query(a) == query(b)));
    BOOST_TEST(same_places(values(made_of(loaded)), places(30, 0.25f)));
    BOOST_TEST(made_of(loaded).hash() == made_of(net).hash());
}

/// Of a model file every byte of its places is damaged in turn, with the checksum put right.
BOOST_AUTO_TEST_CASE(damaged_places_of_a_model_file_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "places.safetensors";
    on_globe<"Made"> policy;
    const auto read = [&](const std::vector<float>& numbers, std::vector<std::size_t> shape, const char* name = "columns.0.places") {
        io::tensor_writer file;
        file.add<float>(name, numbers, std::move(shape));
        file.write(path);
        const auto written = io::tensor_file::open(path);
        return place::load(io::detail::column_file(written, "columns.0"), policy);
    };
    BOOST_TEST(same_places(read({1, 2, 90, -180}, {2, 2}).values, {{1, 2}, {90, -180}}));
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    BOOST_TEST(read({nan, nan}, {1, 2}).values[0].missing());
    BOOST_CHECK_EXCEPTION(read({1, 2, 3, 4}, {4}), nc::file_error, says("'columns.0.places' does not hold two numbers a place"));
    BOOST_CHECK_EXCEPTION(read({1, 2, 3, 4}, {1, 4}), nc::file_error, says("'columns.0.places' does not hold two numbers a place"));
    BOOST_CHECK_EXCEPTION(read({91, 2}, {1, 2}), nc::file_error, says("'columns.0.places' has a place beyond 90 degrees"));
    BOOST_CHECK_EXCEPTION(read({nan, 2}, {1, 2}), nc::file_error, says("has a place beyond"));
    BOOST_CHECK_EXCEPTION(read({1, inf}, {1, 2}), nc::file_error, says("has an infinite number"));
    BOOST_CHECK_THROW(read({1, 2}, {1, 2}, "columns.1.places"), nc::file_error);

    const model net = net_of(log_with(places(40), 6, 4), 6);
    io::save(net, path);
    std::ifstream in(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::string made;
    const std::vector<position> all = places(6, 0.25f);
    for (const position& p : all) made.append(reinterpret_cast<const char*>(&p), sizeof p);
    const std::size_t begin = bytes.find(made);
    BOOST_TEST_REQUIRE(begin != bytes.npos);
    std::size_t refused = 0, others = 0;
    for (std::size_t at = begin; at < begin + made.size(); ++at) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x42);
        std::ofstream(path, std::ios::binary | std::ios::trunc) << fuzz::with_checksum(damaged);
        try {
            const model loaded = io::load<model>(path);
            const data::event_column others_made = made_of(loaded);
            BOOST_TEST(std::ranges::all_of(values(others_made), &position::on_earth));
            ++others;
        } catch (const nc::error&) {
            ++refused;
        }
    }
    BOOST_TEST(refused > 0u);
    BOOST_TEST(refused + others == made.size());
}

BOOST_AUTO_TEST_SUITE_END()
