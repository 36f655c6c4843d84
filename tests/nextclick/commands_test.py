# SPDX-License-Identifier: Apache-2.0
"""The commands of nextclick on small logs: their output, their errors, resuming and updating."""
import json
import os
import shutil
import re
import signal
import subprocess
import sys
import time

import driver
from driver import check, has, run, shop, write

QUICK = ["--epochs", "2", "--width", "8", "--batch", "8", "--samples", "8"]


def recall(result, k=1):
    row = [x.split() for x in result.out.splitlines() if x.split() and x.split()[0] == str(k)][0]
    return float(row[1])


def test_every_kind_trains_is_read_back_and_answers():
    shop("log.csv", users=20)
    few = {"gru4rec": QUICK, "gru4rec_bpr_max": QUICK, "gru4rec_2016": ["--epochs", "2", "--units", "8", "--batch", "8"],
           "improved_rnn": ["--epochs", "2", "--width", "8", "--units", "8"],
           "narm": QUICK + ["--units", "8"], "stamp": QUICK, "stmp": QUICK, "stmo": QUICK,
           "hrnn": QUICK + ["--user-units", "4", "--user", "UserId"], "bpr_mf": ["--epochs", "2", "--width", "8"]}
    listed = run("train", "--help").out.split("Kinds")[1]
    kinds = [x for x in re.findall(r"^  ([a-z0-9_]+)[ ,]", listed, re.M)]
    check(len(kinds) >= 20 and "gru4rec" in kinds and "vmis" in kinds, kinds)
    for kind in kinds:
        if kind == "rib":
            continue  # below: it needs columns
        more = few.get(kind)
        if more is None:  # variants of NARM, STAMP, the encoder-decoder; what is counted needs none
            more = ["--epochs", "1", "--width", "8"] if kind.startswith(("narm_", "st", "encoder_")) and kind != "stan" else []
            more += ["--units", "8"] if more and not kind.startswith("st") else []
        run("train", kind, "--log", "log.csv", "--model", kind, *more)
        has(run("inspect", kind), f"of kind {kind}\n", "800 clicks, 200 sessions, 12 items", "12, integers: 10")
        has(run("evaluate", kind, "--log", "log.csv"), "600 clicks of 200 sessions", "was trained on these clicks")
        lines = run("recommend", kind, "--log", "log.csv", "--k", "3").out.splitlines()
        check(lines[1].split("\t")[1] == "1" and len(lines) <= 1 + 3 * 200, lines[:3])


def test_columns_of_rib():
    rows = ["session,item,ts,event,secs"]
    rows += [f"{s},{(s + n) % 9},{1_600_000_000 + 60 * s + n},{'cart' if n == 2 else 'view'},{10 * n}" for s in range(60) for n in range(3)]
    write("log.csv", "\n".join(rows))
    read = ["--session", "session", "--item", "item", "--time", "ts"]
    r = run("train", "rib", "--log", "log.csv", "--model", "m", *read, code=2)
    has(r, "--action")
    run("train", "rib", "--log", "log.csv", "--model", "m", *read, "--action", "event", "--dwell", "secs", "--width", 8, "--units", 8, "--epochs", 2)
    run("evaluate", "m", "--log", "log.csv")  # the file stores how its log was read
    check(len(run("recommend", "m", "--log", "log.csv", "--k", 2).out.splitlines()) == 1 + 2 * 60, "two items each")


def test_unknown_kinds_are_refused_with_a_message():
    shop("log.csv", 5)
    r = run("train", "context_mf", "--log", "log.csv", "--model", "m", code=2)
    has(r, "'context_mf' is not a kind", "gru4rec, ", "vmis", "zoo.hpp")
    has(run("train", "--log", "log.csv", "--model", "m", code=2), "name a kind", "markov_chain")


def test_a_command_accepts_only_options_that_it_uses():
    shop("log.csv", 5)
    for words in (["train", "vmis", "--log", "log.csv", "--model", "m", "--epochs", "3"],
                  ["train", "gru4rec", "--log", "log.csv", "--model", "m", "--neighbours", "3"],
                  ["train", "vmis", "--log", "log.csv", "--model", "m", "--patience", "3"],
                  ["similar", "m", "1", "--log", "log.csv"], ["recommend", "m", "--log", "log.csv", "--epochs", "3"],
                  ["train", "gru4rec", "--log", "log.csv", "--model", "m", "--epochs", "-1"],
                  ["train", "gru4rec", "--log", "log.csv", "--model", "m", "--rate", "nan"], ["nonsense"], []):
        run(*words, code=2)
    check(not os.path.exists("m"), "nothing is trained")


def test_help_of_every_command():
    commands = ["inspect", "train", "update", "evaluate", "recommend", "similar", "serve", "compare"]
    has(run("--help"), *commands)
    for c in commands:
        has(run(c, "--help"), "--help")
    has(run("train", "gru4rec", "--help"), "--rate", "--dropout")


def test_missing_columns():
    shop("log.csv", 5)
    has(run("train", "vmis", "--log", "log.csv", "--model", "m", "--item", "aid", code=1), '"aid"', '"ItemId"', "--item")


def test_hold_out_and_validation():
    shop("log.csv", 300)
    r = run("train", "gru4rec", "--log", "log.csv", "--model", "m", "--hold-out", ".2", "--validate", ".2", "--patience", "2", "--epochs", "30",
            "--width", "16", "--samples", "12", "--rate", ".2")
    has(r, "the best epoch by validation", "clicks of 60 sessions")
    check(recall(r, 5) > 0.8, r)


def test_same_seed_same_file_other_seed_other_file():
    shop("log.csv", 50)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run("train", "gru4rec", "--log", "log.csv", "--model", name, *QUICK, "--seed", seed)
    bytes_of = [open(n, "rb").read() for n in "abc"]
    check(bytes_of[0] == bytes_of[1] and bytes_of[0] != bytes_of[2], "seeds")


def test_recommend_one_answer_a_user_from_the_latest_session():
    rows = ["SessionId,ItemId,Time,UserId", "1,a,100,ann", "1,b,101,ann", "2,c,200,ann", "3,zzz,300,bob", "4,a,400,eve"]
    write("log.csv", "\n".join(rows))
    learn = ["SessionId,ItemId,Time,UserId"] + [f"{s},{i},{s * 100 + n},{s}" for s in range(9) for n, i in enumerate("abcd")]
    write("learn.csv", "\n".join(learn))
    run("train", "markov_chain", "--log", "learn.csv", "--model", "m", "--user", "UserId")
    r = run("recommend", "m", "--log", "log.csv", "--k", 1)
    check(r.out.splitlines()[0] == "UserId\tRank\tItemId\tScore", r)
    check([x.split("\t")[:3] for x in r.out.splitlines()[1:]] == [["ann", "1", "d"], ["eve", "1", "b"]], r)
    has(r, "2 users answered, 1 without a click on a known item")
    r = run("recommend", "m", "--log", "log.csv", "--k", 1, "--every-session")
    check([x.split("\t")[0] for x in r.out.splitlines()[1:]] == ["1", "2", "4"], r)
    run("recommend", "m", "--log", "log.csv", "--k", 2, "--out-format", "jsonl", "--out", "out.jsonl")
    answers = [json.loads(x) for x in open("out.jsonl")]
    check(answers[0]["UserId"] == "ann" and answers[0]["items"][0]["item"] == "d", answers)
    r = run("recommend", "m", "--log", "-", "--k", 1, input="\n".join(rows).encode())
    check("ann\t1\td" in r.out, r)
    has(run("recommend", "m", "--log", write("other.csv", "SessionId,ItemId,Time,UserId\n1,x,1,q\n"), code=1), "no session has a click on an item")


def test_without_seen():
    shop("log.csv", 60)
    run("train", "session_popularity", "--log", "log.csv", "--model", "m")
    r = run("recommend", "m", "--log", "log.csv", "--k", 12, "--without-seen")
    check(max(int(x.split("\t")[1]) for x in r.out.splitlines()[1:]) <= 9, r)


def test_similar():
    shop("log.csv")
    run("train", "item_knn", "--log", "log.csv", "--model", "m")
    r = run("similar", "m", 103, "--k", 2)
    check(len(r.out.splitlines()) == 3, r)
    has(run("similar", "m", "nothing", code=1), "lacks item nothing")


def test_compare_three_models():
    shop("log.csv", 300)
    shop("test.csv", 100, first_session=300)
    for kind in ("popularity", "markov_chain", "vsknn"):
        run("train", kind, "--log", "log.csv", "--model", kind)
    r = run("compare", "popularity", "markov_chain", "vsknn", "--log", "test.csv", "--cutoffs", "1,3", "--resamples", 200)
    has(r, "A: popularity, B: markov_chain", "A: markov_chain, B: vsknn", "95 % interval", "Recall@1", "3 pairs")
    has(run("compare", "popularity", "--log", "test.csv", code=2), "two models or more")


def test_evaluate_by_groups_and_to_a_file():
    shop("log.csv", 100)
    shop("test.csv", 50, first_session=100)
    run("train", "vsknn", "--log", "log.csv", "--model", "m")
    for by in ("position", "length", "popularity"):
        run("evaluate", "m", "--log", "test.csv", "--by", by)
    run("evaluate", "m", "--log", "test.csv", "--ranks", "ranks.tsv")
    check(len(open("ranks.tsv").readlines()) == 151, "a row a click")
    has(run("evaluate", "m", "--log", write("float.csv", "SessionId,ItemId,Time\n1,100.0,1\n1,101.0,2\n1,102.0,3\n"), code=1), "100.0", "100")


def test_update_with_the_next_day():
    for kind, more in (("gru4rec", QUICK), ("stamp", QUICK), ("bpr_mf", ["--epochs", "2", "--width", "8"]), ("vsknn", []), ("stan", []), ("sfsknn", []), ("popularity", [])):
        shop("day1.csv", 150, items=12)
        shop("day2.csv", 60, items=15, start=1_700_200_000, first_session=150)
        run("train", kind, "--log", "day1.csv", "--model", "m", *more)
        r = run("update", "m", "--log", "day2.csv")
        r = run("inspect", "m")
        has(r, "15, integers", "600 clicks, 150 sessions", "240 clicks, 60 sessions")
        check("114" in run("recommend", "m", "--log", "day2.csv", "--k", 15).out, "new items are recommended")
    run("train", "markov_chain", "--log", "day1.csv", "--model", "m")
    before = open("m", "rb").read()
    has(run("update", "m", "--log", "day2.csv", code=1), "train it again with all days")
    check(open("m", "rb").read() == before, "the file stays")


def test_update_of_neighbours_equals_training_with_both_days():
    shop("day1.csv", 100)
    shop("day2.csv", 50, start=1_700_200_000, first_session=100)
    lines = open("day1.csv").read() + "".join(open("day2.csv").readlines()[1:])
    write("both.csv", lines)
    run("train", "vsknn", "--log", "day1.csv", "--model", "m")
    run("update", "m", "--log", "day2.csv")
    run("train", "vsknn", "--log", "both.csv", "--model", "n")
    answers = [run("recommend", x, "--log", "both.csv").out for x in "mn"]
    check(answers[0] == answers[1], "other answers")


def test_the_file_stores_how_its_log_was_read():
    rows = "sid;aid;ts\n" + "".join(f"{s};{(s + n) % 7};{1_600_000_000 + 60 * s + n}\n" for s in range(40) for n in range(3))
    write("log.csv", rows)
    run("train", "vmis", "--log", "log.csv", "--model", "m", "--session", "sid", "--item", "aid", "--time", "ts")
    has(run("inspect", "m"), "--item aid --session sid --time ts")
    run("evaluate", "m", "--log", "log.csv")
    run("recommend", "m", "--log", "log.csv")
    run("update", "m", "--log", "log.csv")


def interrupted(*words):
    """A training that is interrupted in its second epoch or a little later: exit code, and its output from then on."""
    running = subprocess.Popen([driver.PROGRAM, *map(str, words)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for line in running.stderr:
        if b"epoch 2/" in line:
            break
    running.send_signal(signal.SIGINT)
    rest = running.stderr.read().decode()
    return running.wait(60), rest


def test_interrupts():
    shop("log.csv", 3000)
    words = ["train", "gru4rec", "--log", "log.csv", "--model", "m", "--width", "64", "--samples", "12", "--epochs", "60"]
    write("m", "the model before")
    code, rest = interrupted(*words)
    check(code == 130 and "--resume continues" in rest, rest)
    check(open("m").read() == "the model before" and os.path.exists("m.checkpoint"), os.listdir("."))
    has(run(*words, code=1), "--resume", "--restart")
    shutil.copy("m.checkpoint", "p.checkpoint")
    has(run("train", "popularity", "--log", "log.csv", "--model", "p"), "p.checkpoint", "another kind")
    check(os.path.exists("p.checkpoint"), "it is not the program's to remove")
    words[words.index("60")] = "4"
    check(run(*words, "--resume", code=None).code in (0, 1), "goes on, or has done more")
    run(*words, "--restart")
    check(not os.path.exists("m.checkpoint"), "it goes when the model is saved")


def test_an_interrupted_training_without_checkpoints_says_so():
    shop("log.csv", 3000)
    write("m", "the model before")
    code, rest = interrupted("train", "bpr_mf", "--log", "log.csv", "--model", "m", "--epochs", 10000)
    check(code == 130 and "interrupted: nothing is saved" in rest, rest)
    check(open("m").read() == "the model before" and sorted(os.listdir(".")) == ["log.csv", "m"], os.listdir("."))


def test_update_draws_by_its_seed():
    shop("log.csv", 60)
    run("train", "gru4rec", "--log", "log.csv", "--model", "m", *QUICK)
    for seed, out in ((1, "a"), (1, "b"), (2, "c")):
        run("update", "m", "--log", "log.csv", "--seed", seed, "--out", out)
    check(open("a", "rb").read() == open("b", "rb").read() != open("c", "rb").read(), "the seed decides")
    run("train", "popularity", "--log", "log.csv", "--model", "p")
    has(run("update", "p", "--log", "log.csv", "--seed", 1, code=2), "draws nothing: leave out --seed")


def test_a_refused_evaluation_leaves_the_old_ranks():
    shop("log.csv", 30)
    run("train", "vmis", "--log", "log.csv", "--model", "m")
    write("bad.csv", open("log.csv").read().replace(",1", ",99999"))
    write("ranks.tsv", "the ranks of before")
    run("evaluate", "m", "--log", "bad.csv", "--ranks", "ranks.tsv", "--max-unknown", 0, code=1)
    check(open("ranks.tsv").read() == "the ranks of before", "they stay")


def test_held_out_items_of_an_update_are_known_to_the_model():
    """The model has items that the rest of the day lacks."""
    shop("day1.csv", 200)
    lines = open(shop("day2.csv", 40, start=1_800_000_000, first_session=200)).read().splitlines()
    rare = [x for x in lines[1:] if x.split(",")[0] not in ("238", "239")]
    rare = [x for x in rare if x.split(",")[1] != "105"]
    late = [f"{s},{i},{1_900_000_000 + s * 10 + n}" for s in (238, 239) for n, i in enumerate((104, 105, 106))]
    write("day2.csv", "\n".join([lines[0], *rare, *late]) + "\n")
    write("late.csv", "\n".join([lines[0], *late]) + "\n")
    run("train", "gru4rec", "--log", "day1.csv", "--model", "m", *QUICK)
    sessions = len({x.split(",")[0] for x in rare}) + 2
    for share in (["--hold-out", 2 / sessions + 0.001], ["--validate", 2 / sessions + 0.001]):
        r = run("update", "m", "--log", "day2.csv", "--out", "new", *share)
        check("unknown to the model" not in r.out + r.err, r)
    r = run("update", "m", "--log", "day2.csv", "--out", "new", "--hold-out", 2 / sessions + 0.001)
    check(recall(r) == recall(run("evaluate", "new", "--log", "late.csv")), r)


def test_an_update_resumes_from_its_own_model_only():
    shop("log.csv", 3000)
    run("train", "gru4rec", "--log", "log.csv", "--model", "m", "--epochs", 1, "--width", 8)
    code, rest = interrupted("update", "m", "--log", "log.csv", "--epochs", 2000)
    check(code == 130, rest)
    run("train", "gru4rec", "--log", "log.csv", "--model", "m", "--epochs", 2, "--width", 8)
    has(run("update", "m", "--log", "log.csv", "--epochs", 2000, "--resume", code=1), "another run", "has another base model")
    has(run("train", "gru4rec", "--log", "log.csv", "--model", "fresh", "--epochs", 1, "--width", 8, "--resume"), "no such checkpoint")


def test_answers_without_an_item_are_counted_separately():
    write("log.csv", "SessionId,UserId,ItemId,Time\ns1,u1,1,100\ns1,u1,2,900\ns2,u1,3,200\ns2,u1,4,300\ns3,u2,1,100\ns3,u2,2,110\n"
                     "s4,u3,3,100\ns4,u3,4,101\n")
    run("train", "markov_chain", "--log", "log.csv", "--user", "UserId", "--model", "m")
    has(run("recommend", "m", "--log", "log.csv", "--k", 3), "0 users answered, 3 without an item to recommend")
    # The latest session is the one with the last click.
    run("train", "vsknn", "--log", "log.csv", "--user", "UserId", "--model", "n")
    rows = [x.split("\t") for x in run("recommend", "n", "--log", "log.csv", "--k", 2).out.splitlines()]
    check({x[2] for x in rows if x[0] == "u1"} == {"1", "2"}, rows)


def test_typed_options_override_stored_ones():
    write("log.csv", "SessionId,UserId,ItemId,Time\nd1,u1,1,1700000000\nd1,u1,2,1700000010\nd2,u1,3,1700000020\nd2,u1,4,1700000030\n")
    run("train", "vsknn", "--log", "log.csv", "--user", "UserId", "--session", "", "--session-gap", 30, "--time-unit", "s", "--model", "m")
    r = run("recommend", "m", "--log", "log.csv", "--session", "SessionId", "--every-session", "--k", 1)
    check({x.split("\t")[0] for x in r.out.splitlines()[1:]} == {"d1", "d2"}, r)
    has(run("train", "vsknn", "--log", "log.csv", "--user", "UserId", "--session", "SessionId", "--session-gap", 30, "--model", "m2", code=2),
        "--session", "--session-gap", "leave one")
    write("dates.csv", "SessionId,UserId,ItemId,Time\nd1,u1,1,14/11/2023 10:00\nd1,u1,2,14/11/2023 10:01\n")
    run("recommend", "m", "--log", "dates.csv", "--time-format", "%d/%m/%Y %H:%M")


def test_a_named_header_that_the_file_has_too():
    write("log.csv", "SessionId,ItemId,Time\n1,7,1700000000\n1,9,1700000001\n")
    has(run("train", "vsknn", "--log", "log.csv", "--header", "SessionId,ItemId,Time", "--time", "", "--model", "m", code=1),
        "log.csv:1:1:", "--header", "has a header row")


def test_neighbours_read_the_default_number_of_clicks():
    shop("log.csv", 20)
    for kind in ("vsknn", "stan", "vmis", "sfsknn"):
        run("train", kind, "--log", "log.csv", "--model", "m")
        has(run("inspect", "m"), '"longest":200')


def test_simulate_leaves_no_partial_log():
    if not os.path.exists("/dev/full"):
        return
    r = subprocess.run(["sh", "-c", f"ulimit -f 1; trap '' XFSZ; exec {driver.PROGRAM} simulate s.tsv"], capture_output=True)
    check(r.returncode == 1 and os.listdir(".") == [], (r, os.listdir(".")))


def test_writes_that_fail():
    shop("log.csv", 30)
    run("train", "vmis", "--log", "log.csv", "--model", "m")
    has(run("train", "vmis", "--log", "log.csv", "--model", "no/such/folder/m", code=1), "no/such/folder")
    run("recommend", "m", "--log", "log.csv", "--out", "no/such/folder/x", code=1)
    if os.path.exists("/dev/full"):
        with open("/dev/full", "w") as full:
            for words in (["recommend", "m", "--log", "log.csv"], ["inspect", "m"], ["evaluate", "m", "--log", "log.csv"]):
                check(subprocess.run([driver.PROGRAM, *words], stdout=full, stderr=subprocess.DEVNULL).returncode == 1, words)


def test_serve():
    import urllib.request

    shop("log.csv", 60)
    run("train", "vsknn", "--log", "log.csv", "--model", "m")
    running = subprocess.Popen([driver.PROGRAM, "serve", "m", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first = running.stdout.readline().decode()
    if not first:
        rest = running.stderr.read().decode()
        check("cpp-httplib" in rest, rest)
        print("skipped: compiled without cpp-httplib")
        return
    port = int(first.rsplit(":", 1)[1])

    def ask(path, body):
        request = urllib.request.Request(f"http:" + f"//127.0.0.1:{port}{path}", data=body.encode())
        return json.load(urllib.request.urlopen(request, timeout=20))

    try:
        check(len(ask("/click", '{"clicks": [100, 101], "k": 3}')["items"]) == 3, "an answer")
        run("train", "markov_chain", "--log", "log.csv", "--model", "m")
        ask("/reload", "")
        check(ask("/click", '{"visitor": "ann", "item": 100, "k": 1}')["items"][0]["item"] == 101, "a model of another kind")
    finally:
        running.terminate()
        check(running.wait(30) == 0, "SIGTERM ends it")


def test_no_output_is_an_input():
    shop("log.csv", 30)
    run("train", "vmis", "--log", "log.csv", "--model", "m")
    os.symlink("log.csv", "link.csv")
    kept = {name: open(name, "rb").read() for name in ("log.csv", "m")}
    for words in (["train", "vmis", "--log", "log.csv", "--model", "link.csv"], ["update", "m", "--log", "log.csv", "--out", "log.csv"],
                  ["recommend", "m", "--log", "log.csv", "--out", "link.csv"], ["recommend", "m", "--log", "log.csv", "--out", "m"],
                  ["evaluate", "m", "--log", "log.csv", "--ranks", "log.csv"], ["evaluate", "m", "--log", "log.csv", "--ranks", "m"]):
        has(run(*words, code=2), "is the file that is read")
    has(run("simulate", "log.csv", code=1), "--overwrite")
    for name, bytes_ in kept.items():
        check(open(name, "rb").read() == bytes_, name)


def test_sessions_of_one_click_stay_without_a_filter():
    shop("log.csv", 40)
    with open("log.csv", "a") as log:
        log.write("".join(f"{1000 + s},lone-{s},{1_600_000_000 + s}\n" for s in range(20)))
    run("train", "popularity", "--log", "log.csv", "--model", "m", "--hold-out", ".2", "--string-ids")
    has(run("inspect", "m"), "48 sessions")  # of 60, the oldest ones


def test_recommend_uses_the_latest_session_with_a_known_item():
    rows = ["UserId,SessionId,ItemId,Time"] + [f"u{s},{s},{n},{1_600_000_000 + 100 * s + n}" for s in range(20) for n in range(3)]
    write("log.csv", "\n".join(rows) + "\n")
    for kind, more in (("vmis", []), ("hrnn", QUICK + ["--user-units", "4"])):
        run("train", kind, "--log", "log.csv", "--model", "m", "--user", "UserId", *more)
        write("now.csv", "UserId,SessionId,ItemId,Time\nann,1,1,1700000000\nann,2,77,1700009000\nbob,3,77,1700009000\n")
        r = run("recommend", "m", "--log", "now.csv", "--k", 1, "--out", "next.tsv")
        has(r, "1 users answered, 1 without")
        check([x.split("\t")[0] for x in open("next.tsv")] == ["UserId", "ann"], open("next.tsv").read())
        write("nobody.csv", "UserId,SessionId,ItemId,Time\nbob,3,77,1700009000\n")
        before = open("next.tsv").read()
        run("recommend", "m", "--log", "nobody.csv", "--out", "next.tsv", code=1)
        check(open("next.tsv").read() == before, "the old answers stay")


def test_history_is_read_by_models_of_users_only():
    rows = ["UserId,SessionId,ItemId,Time"] + [f"u{s % 10},{s},{(s + n) % 9},{1_600_000_000 + 100 * s + n}" for s in range(40) for n in range(3)]
    write("log.csv", "\n".join(rows) + "\n")
    run("train", "hrnn", "--log", "log.csv", "--model", "h", "--user", "UserId", *QUICK, "--user-units", "4")
    run("train", "vmis", "--log", "log.csv", "--model", "v", "--user", "UserId")
    r = run("compare", "h", "v", "--log", "log.csv", "--history", "log.csv")
    has(r, "A: h, B: v")
    check(re.search(r"^20 .* - +-$", r.out.split("A: h")[0], re.M), r)  # coverage and popularity are not measured
    has(run("evaluate", "v", "--log", "log.csv", "--history", "log.csv", code=2), "leave out --history")
    has(run("compare", "h", "v", "--log", "-", code=2), "give files")


def test_a_history_of_epochs():
    shop("log.csv", 30)
    run("train", "gru4rec", "--log", "log.csv", "--model", "m", *QUICK, "--history-out", "h.tsv")
    rows = open("h.tsv").read().splitlines()
    check(len(rows) == 3 and rows[0].startswith("epoch\tevents\tloss"), rows)
    has(run("train", "vmis", "--log", "log.csv", "--model", "m", "--history-out", "h.tsv", code=2), "--history-out")


def test_mistyped_options_are_named():
    shop("log.csv", 30)
    has(run("train", "gru4rec", "--log", "log.csv", "--model", "m", "--epoch", "8", code=2), "--epoch ")
    has(run("train", "vsknn", "--log", "log.csv", "--model", "m", "--seed", "3", code=2), "--seed ")


def test_logs_read_anew():
    write("semi.csv", "s;i\n" + "".join(f"{s};{s + n}\n" for s in range(30) for n in range(3)))
    shop("log.csv", 30)
    run("train", "vmis", "--log", "semi.csv", "--model", "m", "--session", "s", "--item", "i", "--time", "")
    has(run("evaluate", "m", "--log", "log.csv", "--read-anew", "--max-unknown", 0, code=1), "set --max-unknown 1")
    run("evaluate", "m", "--log", "log.csv", "--max-unknown", 1, code=1)
    run("evaluate", "m", "--log", "log.csv", "--max-unknown", 1, "--read-anew")


def test_filters():
    shop("log.csv", 30)
    with open("log.csv", "a") as more:
        more.write("999,777,1800000000\n")
    r = run("train", "vmis", "--log", "log.csv", "--model", "m", "--min-support", 2, "--min-length", 2)
    has(r, "filters removed 1 clicks, 1 sessions and 1 items")
    has(run("train", "vmis", "--log", "log.csv", "--model", "m", "--min-support", 1000, code=1), "--min-support 1000")


if __name__ == "__main__":
    driver.main(sys.modules[__name__])
