# SPDX-License-Identifier: Apache-2.0
"""nextclick inspect: the shape of a log, and the options to read it with."""
import gzip
import shlex
import sys

import driver
from driver import check, field, has, run, write


def options(result):
    """The options that were printed, as a list of words of a shell."""
    line = [x for x in result.out.splitlines() if x.startswith("options")][-1].split(": ", 1)[1]
    return [] if line.startswith("none") else shlex.split(line)


def value(result, name):
    words = options(result)
    return words[words.index(name) + 1] if name in words else None


def test_the_usual_names_need_no_options():
    for name in ("small-train.tsv", "five-sessions.tsv", "test-all-unseen.tsv", "test-length-one.tsv", "microseconds.csv",
                 "microseconds-iso.csv", "test-float-ids.tsv", "quote-swallows-rows.tsv"):
        check(options(run("inspect", field(name))) == [], name)


def test_counts():
    has(run("inspect", field("five-sessions.tsv")), "20 clicks, 5 sessions, 7 items", "separated by tabs, with a header row")


def test_columns_by_name():
    r = run("inspect", field("retailrocket-events.csv"))
    check(value(r, "--item") == "itemid" and value(r, "--user") == "visitorid" and value(r, "--time") == "timestamp", r)
    check(value(r, "--session") == "" and value(r, "--session-gap") == "30", r)
    has(r, "milliseconds since 1970", '"view" 284')


def test_other_kinds_of_events_are_left_out():
    r = run("inspect", field("trivago-train.csv"))
    check(value(r, "--item") == "reference" and value(r, "--session") == "session_id" and value(r, "--user") == "user_id", r)
    check(value(r, "--keep").startswith("action_type=clickout item"), r)
    check("Sydney" not in r.out, r)


def test_without_a_header():
    r = run("inspect", field("lastfm-plays.tsv"))
    has(r, "6 columns", "without a header row", "could be used in its place")
    check(value(r, "--header").startswith("UserId,Time,"), r)
    rows = "".join(f"{s}\t{1_600_000_000 + 100 * s + n}\t{(s + n) % 9 + 500}\n" for s in range(40) for n in range(3))
    r = run("inspect", write("plain.tsv", rows))
    check(value(r, "--header") == "SessionId,Time,ItemId", r)


def test_times_of_an_unknown_format_are_not_dropped():
    for times in (["Jan 6, 2020 10:00:00"] * 2, ["12:30:01", "12:30:02"]):
        r = run("inspect", write("log.csv", "SessionId;ItemId;Time\n" + "".join(f"1;{i};{t}\n" for i, t in enumerate(times))), code=1)
        has(r, '"Time" are not understood', "--time-format")
        check("--time ''" not in r.out.split("options")[-1], r)
    for times in (["1.700000002e9", "1.7e9"], ["-5", "-1"], ["-3.5", "2"]):  # the reader reads these by itself
        r = run("inspect", write("log.csv", "SessionId,ItemId,Time\n" + "".join(f"1,{i},{t}\n" for i, t in enumerate(times))))
        check(value(r, "--time") is None, r)


def test_quotes_of_tabs():
    r = run("inspect", write("r.tsv", '"session"\t"item"\t"ts"\n"s1"\t"7"\t"1700000002"\n"s1"\t"8"\t"1700000001"\n'))
    check((value(r, "--item"), value(r, "--session"), value(r, "--time"), value(r, "--quote")) == ("item", "session", "ts", '"'), r)
    write("named.tsv", '"SessionId"\t"ItemId"\t"Time"\n"s1"\t"7"\t"1700000002"\n"s1"\t"8"\t"1700000001"\n')
    has(run("inspect", "named.tsv", "--quote", '"'), "2 clicks, 1 session, 2 items")


def test_json_with_nested_members_and_named_lists():
    write("j.jsonl", '{"session":1,"item":{"id":7},"ts":1700000000}\n{"session":1,"item":{"id":8},"ts":1700000001}\n')
    has(run("inspect", "j.jsonl", "--item", "item.id", "--session", "session", "--time", "ts"), "2 clicks, 1 session, 2 items")
    write("l.jsonl", '{"user":"a","data":{"events":[{"aid":1,"ts":1700000000},{"aid":2,"ts":1700000001}]}}\n')
    has(run("inspect", "l.jsonl", "--events", "data.events"), "2 clicks", "2 items")
    has(run("inspect", write("blank.jsonl", '  {"session":1,"item":7,"ts":1700000000}\n  {"session":1,"item":8,"ts":1700000001}\n')), "2 clicks")


def test_repeated_lists():
    rows = ["1\tU1\t11/11/2019 9:05:58 AM\tN1 N2\tx", "2\tU1\t11/12/2019 9:05:58 AM\tN1 N2 N3\tx", "3\tU2\t11/13/2019 9:05:58 PM\t\tx",
            "4\tU3\t11/13/2019 9:05:58 PM\tN1 N3\tx"]
    r = run("inspect", write("mind.tsv", "\n".join(rows) + "\n"), "--time-format", "%m/%d/%Y %I:%M:%S %p")
    check(value(r, "--repeated-lists") == "last" and "--skip-bad-rows" not in options(r), r)
    has(r, "5 clicks, 2 sessions")


def test_files_without_enough_content():
    has(run("inspect", write("h.csv", "SessionId,ItemId,Time\n"), code=1), "no row beside the header")
    has(run("inspect", write("cr.csv", "SessionId,ItemId,Time\r1,7,1700000000\r1,8,1700000001\r"), code=1), "lone carriage return")


def test_json():
    r = run("inspect", field("flat.jsonl"))
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("item_id", "session_id", "ts"), r)
    r = run("inspect", field("otto-train.jsonl"))
    has(r, 'in the list "events"', '"clicks" 594')
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("aid", "session", "ts"), r)


def test_one_session_per_line():
    has(run("inspect", field("one-session-a-line.txt")), "a session a line", "8 clicks, 3 sessions, 3 items")


def test_day_and_month_are_never_guessed():
    r = run("inspect", field("mind-behaviors.tsv"), code=1)
    has(r, "day and month of the times could be exchanged", "--time-format")
    rows = "session,item,when\n" + "".join(f"{s},{s + n},{13 + s}.0{n + 1}.2019 10:00\n" for s in range(5) for n in range(3))
    check(value(run("inspect", write("days.csv", rows)), "--time-format") == "%d.%m.%Y %H:%M", rows)


def test_a_time_without_a_value():
    r = run("inspect", field("first-time-empty.csv"))
    check("--skip-bad-rows" in options(r), r)
    has(r, "1 row skipped", "ISO 8601")


def test_mixed_units():
    has(run("inspect", field("one-ms-among-seconds.csv"), code=1), "look like another unit", ":6:6", "--time-unit")


def test_neighbours_of_these_shapes():
    r = run("inspect", field("check-ins.txt"))
    check(value(r, "--header") == "UserId,Time,Column3,Column4,ItemId", r)  # coordinates are not items
    r = run("inspect", field("diginetica-train-item-views.csv"))
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("itemId", "sessionId", "eventdate"), r)
    r = run("inspect", field("tmall-like.csv"))
    check(value(r, "--time-format") == "%Y%m%d" and value(r, "--user") == "user_id", r)
    r = run("inspect", field("reviews.jsonl"))
    check((value(r, "--item"), value(r, "--user")) == ("asin", "reviewerID"), r)
    has(run("inspect", field("users-and-items.txt")), "--leading user")
    check(value(run("inspect", field("yoochoose-clicks.dat")), "--header").startswith("SessionId,Time,ItemId,"), "yoochoose")


def test_binary_formats_are_named():
    has(run("inspect", write("x.zip", b"PK\x03\x04" + bytes(60)), code=1), "zip")
    has(run("inspect", write("x.csv", "SessionId,ItemId,Time\n1,2,3\n".encode("utf-16")), code=1), "UTF-16")


def test_missing_guesses_are_reported():
    r = run("inspect", write("odd.csv", "alpha,beta\nx,1\ny,2\n"), code=1)
    has(r, "no column looks like one of items", '"alpha", "beta"', "--item")
    r = run("inspect", write("one.txt", "hello\nworld\n"), code=1)
    r = run("inspect", write("empty.csv", ""), code=1)
    has(r, "no rows")


def test_typed_options_are_not_guessed():
    write("two.csv", "session,a,b,time\n" + "".join(f"{s},{s + n},{n},{1_600_000_000 + s * 100 + n}\n" for s in range(5) for n in range(3)))
    r = run("inspect", "two.csv", "--item", "b")
    check(value(r, "--item") == "b" and value(r, "--session") == "session", r)
    has(r, "3 items")


def test_every_separator():
    for mark, word in ((";", None), ("|", "|"), (",", None)):
        rows = f"sid{mark}iid{mark}ts\n" + "".join(f"{s}{mark}{s + n}{mark}{1_600_000_000 + s * 100 + n}\n" for s in range(5) for n in range(3))
        r = run("inspect", write("x.csv", rows))
        check(value(r, "--separator") == word, r)
        has(r, "15 clicks, 5 sessions, 7 items")


def test_gzip_and_standard_input():
    text = open(field("small-train.tsv"), "rb").read()
    plain = run("inspect", field("small-train.tsv")).out.split(":", 1)[1]
    check(run("inspect", write("small.tsv.gz", gzip.compress(text))).out.split(":", 1)[1] == plain, plain)
    check(run("inspect", "-", input=text).out.split(":", 1)[1] == plain, plain)


def test_printed_options_read_the_log():
    """The other commands accept the printed options."""
    r = run("inspect", field("retailrocket-events.csv"))
    run("train", "popularity", "--log", field("retailrocket-events.csv"), "--model", "m", *options(r))


if __name__ == "__main__":
    driver.main(sys.modules[__name__])
