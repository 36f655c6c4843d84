// SPDX-License-Identifier: Apache-2.0
#include "guess_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <nextclick/data/read/scan_time.hpp>
#include <nextclick/data/read/text_fields.hpp>
#include <span>
#include <unordered_set>

namespace {
bool digit(char c) { return c >= '0' && c <= '9'; }

bool is_integer(std::string_view s) {
    if (!s.empty() && s.front() == '-') s.remove_prefix(1);
    return !s.empty() && s.size() <= 18 && std::all_of(s.begin(), s.end(), digit);
}

/// Three groups of digits, as in 11/12/2019, 7.4.2014 and 2014/04/07; `rest` is the text after them.
struct calendar_date {
    std::array<int, 3> part{};
    std::array<std::size_t, 3> digits{};
    char mark = 0;
    std::string_view rest{};
};
bool read_calendar(std::string_view s, calendar_date& d) {
    std::size_t at = 0;
    for (std::size_t p = 0; p < 3; ++p) {
        const std::size_t first = at;
        int value = 0;
        while (at < s.size() && digit(s[at]) && at - first < 4) value = value * 10 + (s[at++] - '0');
        d.digits[p] = at - first;
        d.part[p] = value;
        if (at == first) return false;
        if (p == 2) break;
        if (at == s.size() || (s[at] != '/' && s[at] != '.' && s[at] != '-') || (p == 1 && s[at] != d.mark)) return false;
        d.mark = s[at++];
    }
    d.rest = s.substr(at);
    const bool year_first = d.digits[0] == 4, year_last = d.digits[2] == 4;
    if (year_first == year_last) return false;
    const int a = d.part[year_first ? 1 : 0], b = d.part[year_first ? 2 : 1];
    return (d.rest.empty() || d.rest.front() == ' ' || d.rest.front() == 'T' || d.rest.front() == ',') && a >= 1 && b >= 1 && a <= 31 &&
           b <= 31 && (a <= 12 || b <= 12);
}

/// The format of a time of day, from its first letter on: " 9:05:58 AM" gives " %I:%M:%S %p".
std::string clock_format(std::string_view rest) {
    std::string format;
    std::size_t at = 0;
    while (at < rest.size() && !digit(rest[at])) format += rest[at++];
    if (at == rest.size()) return format;
    const auto last = rest.back();
    const bool halves = last == 'M' || last == 'm';
    format += halves ? "%I" : "%H";
    std::size_t colons = 0;
    for (; at < rest.size(); ++at)
        if (rest[at] == ':') format += ++colons == 1 ? ":%M" : ":%S";
    return halves ? format + " %p" : format;
}

struct known_name {
    role of;
    std::string_view name;
    int fitness;
};
constexpr known_name known_names[] = {{role::session, "sessionid", 9},
                                      {role::session, "session", 9},
                                      {role::session, "sessid", 8},
                                      {role::session, "sid", 7},
                                      {role::session, "sessionkey", 8},
                                      {role::session, "visitid", 7},
                                      {role::session, "visit", 6},
                                      {role::session, "usersession", 8},
                                      {role::session, "utripid", 7},
                                      {role::session, "sessionhash", 8},
                                      {role::session, "tripid", 6},
                                      {role::session, "cartid", 5},
                                      {role::session, "basketid", 5},
                                      {role::session, "orderid", 3},
                                      {role::item, "itemid", 9},
                                      {role::item, "item", 9},
                                      {role::item, "productid", 8},
                                      {role::item, "product", 8},
                                      {role::item, "sku", 7},
                                      {role::item, "aid", 7},
                                      {role::item, "iid", 7},
                                      {role::item, "articleid", 8},
                                      {role::item, "article", 7},
                                      {role::item, "clickarticleid", 9},
                                      {role::item, "newsid", 8},
                                      {role::item, "trackid", 8},
                                      {role::item, "songid", 8},
                                      {role::item, "movieid", 8},
                                      {role::item, "bookid", 8},
                                      {role::item, "isbn", 7},
                                      {role::item, "asin", 7},
                                      {role::item, "parentasin", 6},
                                      {role::item, "videoid", 8},
                                      {role::item, "hotelid", 8},
                                      {role::item, "reference", 6},
                                      {role::item, "contentid", 7},
                                      {role::item, "skuid", 8},
                                      {role::item, "skuhash", 8},
                                      {role::item, "productskuhash", 8},
                                      {role::item, "adid", 6},
                                      {role::item, "gameid", 8},
                                      {role::item, "recipeid", 8},
                                      {role::item, "businessid", 7},
                                      {role::item, "venueid", 7},
                                      {role::item, "cityid", 5},
                                      {role::item, "url", 4},
                                      {role::item, "page", 3},
                                      {role::item, "track", 5},
                                      {role::item, "song", 5},
                                      {role::item, "movie", 5},
                                      {role::item, "pid", 5},
                                      {role::item, "goodsid", 8},
                                      {role::item, "merchantid", 3},
                                      {role::item, "artistid", 4},
                                      {role::item, "artist", 3},
                                      {role::user, "userid", 9},
                                      {role::user, "user", 8},
                                      {role::user, "visitorid", 8},
                                      {role::user, "visitor", 7},
                                      {role::user, "customerid", 8},
                                      {role::user, "customer", 7},
                                      {role::user, "clientid", 7},
                                      {role::user, "client", 6},
                                      {role::user, "memberid", 7},
                                      {role::user, "uid", 7},
                                      {role::user, "reviewerid", 7},
                                      {role::user, "fullvisitorid", 8},
                                      {role::user, "deviceid", 4},
                                      {role::user, "cookieid", 5},
                                      {role::user, "cookie", 5},
                                      {role::user, "personid", 6},
                                      {role::user, "accountid", 6},
                                      {role::time, "time", 9},
                                      {role::time, "timestamp", 9},
                                      {role::time, "ts", 8},
                                      {role::time, "datetime", 8},
                                      {role::time, "eventtime", 8},
                                      {role::time, "servertimestamp", 7},
                                      {role::time, "createdat", 6},
                                      {role::time, "clicktimestamp", 9},
                                      {role::time, "date", 6},
                                      {role::time, "eventdate", 7},
                                      {role::time, "timestampms", 8},
                                      {role::time, "servertimestampepochms", 8},
                                      {role::time, "unixreviewtime", 7},
                                      {role::time, "unixtime", 8},
                                      {role::time, "checkin", 5},
                                      {role::time, "when", 5},
                                      {role::time, "sessionstart", 2},
                                      {role::time, "timeframe", 1},
                                      {role::action, "event", 8},
                                      {role::action, "eventtype", 9},
                                      {role::action, "action", 8},
                                      {role::action, "actiontype", 9},
                                      {role::action, "behavior", 8},
                                      {role::action, "behaviour", 8},
                                      {role::action, "behaviortype", 9},
                                      {role::action, "behaviourtype", 9},
                                      {role::action, "type", 6},
                                      {role::action, "kind", 6},
                                      {role::action, "interaction", 7},
                                      {role::action, "interactiontype", 8},
                                      {role::action, "activity", 6},
                                      {role::action, "operation", 6},
                                      {role::action, "eventname", 8}};

/// Words that identify a role within a longer name, and words that exclude it ("item_category", "product_price").
struct known_word {
    role of;
    std::string_view word;
};
constexpr known_word known_words[] = {
    {role::session, "session"}, {role::session, "visit"}, {role::item, "item"},    {role::item, "product"},  {role::item, "article"},
    {role::item, "news"},       {role::item, "track"},    {role::item, "song"},    {role::item, "movie"},    {role::item, "video"},
    {role::item, "hotel"},      {role::user, "user"},     {role::user, "visitor"}, {role::user, "customer"}, {role::time, "timestamp"},
    {role::time, "time"},       {role::time, "date"}};
constexpr std::string_view other_words[] = {"categ", "name", "title", "type",   "price",    "count",  "size",
                                            "start", "age",  "group", "brand",  "color",    "colour", "rank",
                                            "score", "zone", "list",  "number", "duration", "spent",  "update"};
}  // namespace

std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

int fitness(role r, std::string_view name) {
    const std::string plain = plain_name(name);
    for (const known_name& k : known_names)
        if (k.of == r && k.name == plain) return k.fitness * 10;
    for (const auto word : other_words)
        if (plain.find(word) != std::string::npos) return 0;
    for (const known_word& k : known_words)
        if (k.of == r && plain.find(k.word) != std::string::npos) return plain.ends_with("id") ? 12 : 8;
    return 0;
}

time_kind time_kind_of(std::string_view s) {
    constexpr std::int64_t from = 631'152'000, to = 4'102'444'800;  // 1990 and 2100, in seconds
    if (s.empty()) return time_kind::none;
    const std::size_t point = s.find('.');
    const std::string_view whole = s.substr(0, point);
    const bool fraction = point != s.npos && s.find_first_not_of("0123456789", point + 1) == s.npos;
    if (is_integer(whole) && (point == s.npos || (fraction && whole.size() <= 13))) {
        const std::int64_t x = std::stoll(std::string(whole));
        std::int64_t unit = 1;
        for (const time_kind kind : {time_kind::seconds, time_kind::milliseconds, time_kind::microseconds, time_kind::nanoseconds}) {
            if (x / unit >= from && x / unit < to) return kind;
            unit *= 1000;
        }
        return time_kind::none;
    }
    std::int64_t ms = 0;
    std::string_view iso = s;
    for (const std::string_view zone : {" UTC", " GMT", " Z"})
        if (iso.ends_with(zone)) iso.remove_suffix(zone.size());
    if (nextclick::data::scan_iso(iso, ms) == nextclick::data::scanned::ok) return time_kind::iso;
    calendar_date date;
    return read_calendar(s, date) ? time_kind::calendar : time_kind::none;
}

std::string calendar_format(const std::vector<std::string>& values, bool& exchangeable) {
    bool first_is_day = false, second_is_day = false;
    std::string format;
    for (const std::string& text : values) {
        calendar_date d;
        if (text.empty()) continue;
        if (!read_calendar(text, d)) return "";
        const bool year_first = d.digits[0] == 4;
        const std::size_t a = year_first ? 1 : 0;
        first_is_day |= d.part[a] > 12;
        second_is_day |= d.part[a + 1] > 12;
        if (!format.empty()) continue;
        const std::string mark(1, d.mark);
        format = (year_first ? "%Y" + mark : "") + "\1" + mark + "\2" + (year_first ? "" : mark + "%Y") + clock_format(d.rest);
        second_is_day |= year_first;  // year, day, month is not used
    }
    exchangeable = first_is_day == second_is_day;
    if (exchangeable) return "";
    for (char& c : format)
        if (c == '\1')
            c = first_is_day ? '\3' : '\4';
        else if (c == '\2')
            c = first_is_day ? '\4' : '\3';
    std::string spelled;
    for (const char c : format) spelled += c == '\3' ? "%d" : c == '\4' ? "%m" : std::string(1, c);
    return spelled;
}

std::string format_of_digits(const std::vector<std::string>& values) {
    std::size_t length = 0;
    for (const std::string& text : values) {
        if (text.empty()) continue;
        if (!is_integer(text) || (text.size() != 8 && text.size() != 14) || (length != 0 && length != text.size())) return "";
        length = text.size();
        const auto part = [&](std::size_t at, std::size_t n) { return std::stoi(text.substr(at, n)); };
        const int year = part(0, 4), month = part(4, 2), day = part(6, 2);
        if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return "";
        if (length == 14 && (part(8, 2) > 23 || part(10, 2) > 59 || part(12, 2) > 60)) return "";
    }
    return length == 0 ? "" : length == 8 ? "%Y%m%d" : "%Y%m%d%H%M%S";
}

column_facts facts_of(std::string name, std::vector<std::string> values) {
    column_facts f{.name = std::move(name), .values = std::move(values)};
    std::unordered_set<std::string_view> seen;
    std::array<std::size_t, 7> kinds{};
    std::string_view before;
    std::int64_t last = 0;
    bool up = f.values.size() > 1;
    for (std::size_t row = 0; row < f.values.size(); ++row) {
        std::string& v = f.values[row];
        if (nextclick::data::is_missing(v)) v.clear();  // "NA" and similar
        if (v.empty()) {
            up = false;
            continue;
        }
        ++f.filled;
        seen.insert(v);
        f.changes += v != before ? 1 : 0;
        before = v;
        const bool integer = is_integer(v);
        f.integers += integer ? 1 : 0;
        f.decimals += !integer && v.find('.') != v.npos && v.find_first_not_of("-0123456789.eE") == v.npos ? 1 : 0;
        if (up && integer) {
            const std::int64_t x = std::stoll(v);
            up = row == 0 || x == last + 1;
            last = x;
        } else {
            up = false;
        }
        const time_kind kind = time_kind_of(v);
        ++kinds[static_cast<std::size_t>(kind)];
        const bool blank = v.find(' ') != v.npos;
        f.spaced += blank ? 1 : 0;
        // Several short words of one shape, each with a digit: a list of ids.
        if (kind == time_kind::none && blank) {
            bool ids = true;
            std::size_t begin = 0;
            while (begin < v.size()) {
                const std::size_t end = std::min(v.find(' ', begin), v.size());
                ids =
                    ids && std::any_of(v.begin() + static_cast<std::ptrdiff_t>(begin), v.begin() + static_cast<std::ptrdiff_t>(end), digit);
                begin = end + 1;
            }
            f.listed += ids ? 1 : 0;
        }
    }
    f.distinct = seen.size();
    f.counts_up = up && f.integers == f.filled;
    const auto max = std::max_element(kinds.begin() + 1, kinds.end());
    f.kind = static_cast<time_kind>(max - kinds.begin());
    f.of_kind = *max;
    f.times = f.filled - kinds[0];
    if (f.times == 0) f.kind = time_kind::none;
    return f;
}
