# SPDX-License-Identifier: Apache-2.0
"""nextclick inspect: what a log looks like, and the options that say so."""
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
    has(r, "6 columns", "without a header row", "could be meant as well")
    check(value(r, "--header").startswith("UserId,Time,"), r)
    rows = "".join(f"{s}\t{1_600_000_000 + 100 * s + n}\t{(s + n) % 9 + 500}\n" for s in range(40) for n in range(3))
    r = run("inspect", write("plain.tsv", rows))
    check(value(r, "--header") == "SessionId,Time,ItemId", r)


def test_json():
    r = run("inspect", field("flat.jsonl"))
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("item_id", "session_id", "ts"), r)
    r = run("inspect", field("otto-train.jsonl"))
    has(r, 'in the list "events"', '"clicks" 594')
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("aid", "session", "ts"), r)


def test_a_session_a_line():
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
    check(value(r, "--header") == "UserId,Time,Column3,Column4,ItemId", r)  # coordinates are no items
    r = run("inspect", field("diginetica-train-item-views.csv"))
    check((value(r, "--item"), value(r, "--session"), value(r, "--time")) == ("itemId", "sessionId", "eventdate"), r)
    r = run("inspect", field("tmall-like.csv"))
    check(value(r, "--time-format") == "%Y%m%d" and value(r, "--user") == "user_id", r)
    r = run("inspect", field("reviews.jsonl"))
    check((value(r, "--item"), value(r, "--user")) == ("asin", "reviewerID"), r)
    has(run("inspect", field("users-and-items.txt")), "--leading user")
    check(value(run("inspect", field("yoochoose-clicks.dat")), "--header").startswith("SessionId,Time,ItemId,"), "yoochoose")


def test_what_is_no_text_is_named():
    has(run("inspect", write("x.zip", b"PK\x03\x04" + bytes(60)), code=1), "zip")
    has(run("inspect", write("x.csv", "SessionId,ItemId,Time\n1,2,3\n".encode("utf-16")), code=1), "UTF-16")


def test_what_cannot_be_guessed_is_said():
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
    """What is printed is what the other commands take."""
    r = run("inspect", field("retailrocket-events.csv"))
    run("train", "popularity", "--log", field("retailrocket-events.csv"), "--model", "m", *options(r))


if __name__ == "__main__":
    driver.main(sys.modules[__name__])
