#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the example programs as users do: from an empty folder, twice, with other options, on foreign files, into full
disks, into process_options and on terminals, and stops them on their way.

usage: cli.py FOLDER_OF_PROGRAMS GROUP...     a group is a function of this file whose name begins with check_
"""
import concurrent.futures
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

FILES = pathlib.Path(__file__).parent / "files"
SMALL = ["--train", str(FILES / "small-train.tsv"), "--hold-out", ".2"]
TINY = ["--sessions", "120", "--items", "50"]
ONE_EPOCH = ["--epochs", "1"]

# Programs that train, with the least options of a run. Programs that read more than items have simulated clicks only.
EXAMPLES = ["compare", "compositions", "context", "encoder_decoder", "gru4rec", "hrnn", "improved_rnn", "league", "leak", "listwise_dnn",
            "micro_behaviours", "narm", "neighbours", "new_attention", "new_items", "observations", "own_source", "p_rnn", "serving", "stamp",
            "whole_sessions"]
READ_ITEMS = ["compare", "gru4rec", "improved_rnn", "leak", "narm", "neighbours", "observations", "serving", "stamp", "whole_sessions"]
SHOW_A_SESSION = ["gru4rec", "narm"]
# Two values of each option that must give two results, and values that must be refused.
VALUES = {"--epochs": ("1", "2"), "--batch": ("8", "64"), "--rate": (".002", ".1"), "--momentum": ("0", ".5"), "--dropout": ("0", ".5"),
          "--hidden-dropout": ("0", ".5"), "--query-dropout": ("0", ".6"), "--alpha": ("0", "1"), "--deviation": ("0", ".3"),
          "--seed": ("3", "4"), "--sessions": ("120", "150"), "--rows": ("1000", "1200"), "--items": ("50", "70")}
REFUSED = {"--epochs": ["-1", "0", "1.5", "1e3", "99999999999999999999", "many", ""],
           "--batch": ["-5", "0", "1000000000", "18446744073709551615", "1e9"],
           "--rate": ["nan", "-0.1", "0", "inf", "fast"], "--momentum": ["-1", "1", "nan"], "--dropout": ["-0.1", "1", "1.5", "nan"],
           "--hidden-dropout": ["-0.1", "1"], "--query-dropout": ["-0.1", "1"], "--alpha": ["nan", "-1", "inf"], "--deviation": ["-1", "nan"],
           "--seed": ["-1", "1.5", "x"], "--sessions": ["0", "-1"], "--rows": ["0", "-5", "x"], "--items": ["0", "-3", "2.5", "99999999999"],
           "--hold-out": ["nan", "0", "1", "-.1"], "--split": ["-1"], "--kind": ["nonsense"], "--only": ["nonsense"],
           "--separator": ["xx"], "--keep": ["Action", "=x", "Action="], "--time-unit": ["h"], "--quote": ["xx"]}

os.environ["OMP_NUM_THREADS"] = "1"  # the runs are short, and other tests run at the same time
programs = pathlib.Path()
failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what, flush=True)


class Result:
    def __init__(self, done, command):
        self.code, self.out, self.err, self.command = done.returncode, done.stdout, done.stderr, " ".join(command)
        self.words = f"`{self.command}` -> {self.code}\n{self.out[-600:]}{self.err[-600:]}"

    def figures(self):
        """The output without times and speeds, which differ from run to run."""
        text = self.out + self.err
        text = re.sub(r"\(\d+/s\)|[\d.]+ (us a click|us|ms|s|seconds)\b", "", text)
        return re.sub(r" +", " ", re.sub(r"(?m) +\d+\.\d$", "", text))


def run(name, *options, folder=None, wrapper=(), **process_options):
    """Runs a program in a temporary folder, or in the given one."""
    command = [*wrapper, str(programs / name), *map(str, options)]
    with tempfile.TemporaryDirectory() as own:
        process_options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | process_options
        done = subprocess.run(command, cwd=folder or own, stdin=subprocess.DEVNULL, text=True, timeout=300, **process_options)
    done.stdout, done.stderr = done.stdout or "", done.stderr or ""
    return Result(done, [name, *map(str, options)])


def several(jobs):
    """Calls functions two at a time; a failure of one is a failure of the test."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()


def options_of(name):
    """The options that --help lists."""
    return re.findall(r"^ +(?:-\w,)?(--[\w-]+)", run(name, "--help").out, re.M)


def tiny(name, options):
    """The options of the shortest run, as far as this program has them."""
    least = [*TINY, *(ONE_EPOCH if "--epochs" in options else [])] if "--sessions" in options else []
    return [*least, *([] if "--rows" in options else ["--quick"])]


def with_value(arguments, option, value):
    """The arguments with another value of an option."""
    if option in arguments:
        at = arguments.index(option)
        arguments = arguments[:at] + arguments[at + 2:]
    return [*arguments, option, value]


def check_usage():
    """Errors of the command line end with 2, at once and with a message, and leave no files."""
    def one(name):
        options = options_of(name)
        expect("--help" in options and run(name, "--help").code == 0, f"{name} --help")
        mistakes = [["--no-such-option"], ["stray"]]
        mistakes += [[option, value] for option in options for value in REFUSED.get(option, [])]
        if "--train" in options:
            mistakes += [["--train", "no-such-file.tsv"], ["--train"], ["--item", "ItemId"], ["--skip-bad-rows"],
                         ["--train", str(FILES / "small-train.tsv"), "--items", "50"]]
        if "--test" in options:
            small = str(FILES / "small-train.tsv")
            mistakes += [["--train", small], ["--test", small], ["--hold-out", ".1"], ["--train", small, "--test", small, "--validate", ".1"]]
        if "--resume" in options:
            mistakes += [["--resume", "--restart"]]
        for mistake in mistakes:
            with tempfile.TemporaryDirectory() as folder:
                found = run(name, *mistake, folder=folder)
                expect(found.code == 2 and found.err and not os.listdir(folder), "usage: " + found.words)
                if mistake[0] in REFUSED and mistake[1]:
                    expect(mistake[0] in found.err or mistake[1] in found.err, "usage names the option: " + found.words)
    several([lambda name=name: one(name) for name in EXAMPLES])


def check_options():
    """Every option that --help lists changes what a program does."""
    known = set(VALUES) | {"--help", "--quick", "--train", "--test", "--hold-out", "--validate", "--split", "--model", "--resume", "--restart",
                           "--new-items", "--only", "--kind", "--time-again"}
    reader = {"--item", "--session", "--user", "--time", "--time-format", "--time-unit", "--header", "--separator", "--quote", "--string-ids",
              "--skip-bad-rows", "--session-gap", "--keep", "--drop", "--format", "--events", "--item-list", "--repeated-lists", "--leading", "--max-skipped-share", "--max-columns", "--max-line"}

    def one(name):
        options = options_of(name)
        for option in options:
            expect(option in known | reader, f"{name} {option}: what it changes is not tested")
        least = tiny(name, options)
        seen = {}
        for option in options:
            for value in VALUES.get(option, ()):
                seen.setdefault(option, set()).add(run(name, *with_value(least, option, value)).figures())
        if "--new-items" in options:
            seen["--new-items"] = {run(name, *least, *flag).figures() for flag in ([], ["--new-items"])}
        if "--only" in options:
            variants = re.search(r"there are (.*)", run(name, "--only", "no such variant").err).group(1).split(", ")
            seen["--only"] = {run(name, *least, "--only", variants[0]).figures(), run(name, *least, "--only", variants[1]).figures()}
        for option, results in seen.items():
            expect(len(results) == 2, f"{name} {option} changes nothing: {results}")
    # The league has no options of training; its seed is below.
    several([lambda name=name: one(name) for name in EXAMPLES if name != "league"])


def check_seeds():
    """One seed for all draws: the same seed gives the same results, another one others, on simulated clicks and on a log."""
    def one(name, log):
        least = [*(SMALL if log else TINY), "--quick"]
        if name != "serving":
            least += ONE_EPOCH
        a, again, b = (run(name, *least, "--seed", seed) for seed in ("5", "5", "6"))
        expect(a.code == 0, a.words)
        expect(a.figures() == again.figures(), f"{name}: a seed gives two results\n{a.figures()}\n{again.figures()}")
        expect(a.figures() != b.figures(), f"{name}: two seeds give one result\n{a.figures()}")
    trained = [name for name in EXAMPLES if name not in ("league", "new_attention", "own_source")]
    several([lambda name=name: one(name, False) for name in trained] + [lambda name=name: one(name, True) for name in READ_ITEMS])

    def bytes_of(seed, log):
        with tempfile.TemporaryDirectory() as folder:
            done = run("gru4rec", *log, *ONE_EPOCH, "--seed", seed, "--model", "m", folder=folder)
            expect(done.code == 0, done.words)
            return (pathlib.Path(folder) / "m").read_bytes()
    for log in (SMALL, TINY):
        expect(bytes_of("5", log) == bytes_of("5", log), "gru4rec: a seed gives two models")
        expect(bytes_of("5", log) != bytes_of("6", log), "gru4rec: two seeds give one model")
    # The draw of sessions, where the log has no times.
    drawn = [run("gru4rec", *SMALL, *ONE_EPOCH, "--time", "", "--seed", "1", *split).figures() for split in
             ([], ["--split", "1"], ["--split", "2"])]
    expect(drawn[0] == drawn[1] and drawn[1] != drawn[2], "--split")


def check_twice():
    """A second run with other options gives other results, on our clicks and then on a file, from a folder that was empty."""
    with tempfile.TemporaryDirectory() as folder:
        first = run("gru4rec", *TINY, "--epochs", "2", folder=folder)
        second = run("gru4rec", *TINY, "--epochs", "2", "--rate", "0.00001", folder=folder)
        third = run("gru4rec", *SMALL, "--epochs", "2", folder=folder)
        fourth = run("gru4rec", *SMALL, "--epochs", "1", "--dropout", ".4", folder=folder)
        for done in (first, second, third, fourth):
            expect(done.code == 0 and "continues from" not in done.err, "twice: " + done.words)
        expect(len({done.figures() for done in (first, second, third, fourth)}) == 4, "a second run gives the first one's results")
        expect(os.listdir(folder) == ["gru4rec.safetensors"], f"left behind: {os.listdir(folder)}")
    with tempfile.TemporaryDirectory() as folder:
        for epochs in "12":
            done = run("neighbours", *SMALL, "--epochs", epochs, folder=folder)
            expect(done.code == 0, done.words)
    # A log of another shape, by the options of the reader.
    with tempfile.TemporaryDirectory() as folder:
        rows = (FILES / "small-train.tsv").read_text().splitlines()[1:]
        (pathlib.Path(folder) / "log.csv").write_text("".join(row.replace("\t", ";") + "\n" for row in rows))
        done = run("gru4rec", "--train", "log.csv", "--hold-out", ".2", "--header", "visit,product,when", "--separator", "semicolon", "--item",
                   "product", "--session", "visit", "--time", "when", *ONE_EPOCH, folder=folder)
        expect(done.code == 0 and done.figures() == run("gru4rec", *SMALL, *ONE_EPOCH).figures(), "reader's options: " + done.words)


def check_reader():
    """The reader's options work as documented, and its messages name them."""
    with tempfile.TemporaryDirectory() as folder:
        rows = (FILES / "small-train.tsv").read_text().splitlines()
        actions = ["Action", *("buy" if n % 5 == 0 else "view" for n in range(len(rows) - 1))]
        log = pathlib.Path(folder) / "log.csv"
        log.write_text("".join(row.replace("\t", ",") + (f',"{action}"\n' if n > 0 else f",{action}\n")
                               for n, (row, action) in enumerate(zip(rows, actions))))

        def read(*options, code=0):
            done = run("gru4rec", "--train", "log.csv", "--hold-out", ".2", *ONE_EPOCH, "--model", "m", *options, folder=folder)
            expect(done.code == code, f"{options}: {done.words}")
            return done
        whole, kept, dropped = read(), read("--keep", "Action=view"), read("--drop", "Action=buy", "--drop", "Action=nothing")
        expect(kept.out == dropped.out != whole.out and "left out" in kept.err, "--keep and --drop: " + kept.words + dropped.words)
        unquoted = read("--keep", 'Action="view"', "--quote", "none")
        expect(unquoted.out == kept.out, "--quote: " + unquoted.words)
        expect("--item" in read("--item", "Product", code=1).err, "a missing column names the option")
        log.write_text(log.read_text().replace("\n5,", "\n5,,", 1))
        bad = read(code=1)
        expect("--skip-bad-rows" in bad.err, "a bad row names the option: " + bad.words)
        skipped = read("--skip-bad-rows")
        expect("left out: 1" in skipped.err, "skipped rows are reported: " + skipped.words)

        # The same clicks in other shapes give the same figures.
        clicks = [tuple(map(int, row.split("\t")[:3])) for row in rows[1:]]

        def other(text, *options):
            log.write_text(text)
            return read(*options)
        base = other("SessionId,ItemId,Time\n" + "".join(f"{s},{i},{10**9 + t}\n" for s, i, t in clicks))
        sessions = sorted({s for s, _, _ in clicks}, key=[s for s, _, _ in clicks].index)
        of = {s: [(i, t) for q, i, t in clicks if q == s] for s in sessions}
        listed = "".join(json.dumps({"session": s, "list": [{"aid": i, "ts": 10**9 + t} for i, t in of[s]]}) + "\n" for s in sessions)
        day = lambda t: time.strftime("%d/%m/%Y %H:%M:%S", time.gmtime(10**9 + t))
        shapes = {
            "--time-unit": other("SessionId,ItemId,Time\n" + "".join(f"{s},{i},{10**9 + t}000\n" for s, i, t in clicks), "--time-unit", "ms"),
            "--time-format": other("SessionId,ItemId,Time\n" + "".join(f"{s},{i},{day(t)}\n" for s, i, t in clicks),
                                   "--time-format", "%d/%m/%Y %H:%M:%S"),
            "--header": other("".join(f"{i};{10**9 + t};{s}\n" for s, i, t in clicks), "--header", "ItemId,Time,SessionId", "--separator", ";"),
            "--events": other(listed, "--format", "json", "--events", "list", "--item", "aid", "--session", "session", "--time", "ts"),
        }
        for option, found in shapes.items():
            expect(found.figures() == base.figures(), f"{option}: {found.words}\n{base.words}")
        lines = other("".join(" ".join(str(i) for i, _ in of[s]) + "\n" for s in sessions), "--format", "lines")
        named = other("".join(f"s{s} " + " ".join(str(i) for i, _ in of[s]) + "\n" for s in sessions), "--format", "lines", "--leading", "session")
        expect(lines.figures() == named.figures(), f"--leading: {lines.words}\n{named.words}")
        rows_of = [(s, " ".join(str(i) for i, _ in of[s])) for s in sessions]
        table = "UserId,ItemId,Time\n" + "".join(f"{s},{items},{10**9 + s}\n" for s, items in rows_of + rows_of[:1])
        of_users = ("--item-list", "space", "--session", "", "--user", "UserId")
        log.write_text(table)
        expect("--repeated-lists" in read(*of_users, code=1).err, "a list that is there twice is an error")
        last, each = (read(*of_users, "--repeated-lists", kept) for kept in ("last", "each"))
        expect(last.code == each.code == 0 and last.out != each.out, f"--repeated-lists: {last.words}\n{each.words}")
        ids = "SessionId,ItemId,Time\n" + "".join(f"{s},{'0' * (n % 2)}{i},{10**9 + t}\n" for n, (s, i, t) in enumerate(clicks))
        expect("strings now" in other(ids).err and "strings now" not in other(ids, "--string-ids").err, "--string-ids: 07 is not 7")
        expect("--max-columns" in run("gru4rec", "--train", "log.csv", "--hold-out", ".2", "--max-columns", "2", folder=folder).err, "--max-columns")


def check_sessions():
    """Live sessions of logs whose first session is unknown or short, of five items, of nothing."""
    logs = {name: str(FILES / f"{name}.tsv") for name in ("small-train", "five-sessions", "test-all-unseen", "test-length-one")}
    with tempfile.TemporaryDirectory() as folder:
        def log(name, rows):
            path = pathlib.Path(folder) / name
            path.write_text("SessionId\tItemId\tTime\n" + "".join("\t".join(map(str, row)) + "\n" for row in rows))
            return str(path)
        logs["two-items"] = log("two-items.tsv", [(s, i, 100 * s + i) for s in range(6) for i in (1, 2)])
        logs["one-item"] = log("one-item.tsv", [(s, 1, 100 * s + k) for s in range(6) for k in (1, 2)])
        logs["unknown-first"] = log("unknown-first.tsv", [(1, 93, 1), (1, 94, 2), (2, 99, 3), (2, 3, 4), (2, 4, 5)])
        pairs = [(a, b) for a in ("small-train", "five-sessions", "two-items", "one-item") for b in logs if b != a]

        def one(name, train, test):
            options = ["--train", logs[train], *(["--test", logs[test]] if test else ["--hold-out", ".2"]), "--quick"]
            done = run(name, *options)
            expect(done.code in (0, 1) and (done.code == 0 or done.err), f"{name} of {train} and {test}: {done.words}")
            expect(done.code == 0 or "epoch" not in done.err, f"{name} learns first and sees then that {test} is of no use: {done.words}")
            if name in SHOW_A_SESSION and done.code == 0:
                shown = "click on " in done.out or "no session of the log has a click on a known item" in done.out
                expect(shown, f"{name} of {train} and {test} shows no session: {done.words}")
        jobs = [(name, a, b) for name in SHOW_A_SESSION for a, b in pairs + [("five-sessions", None)]]
        jobs += [(name, a, b) for name in READ_ITEMS if name not in SHOW_A_SESSION
                 for a, b in (("five-sessions", "test-all-unseen"), ("two-items", "one-item"), ("small-train", "test-length-one"))]
        several([lambda job=job: one(*job) for job in jobs])
        floats = run("gru4rec", "--train", logs["small-train"], "--test", str(FILES / "test-float-ids.tsv"), "--quick")
        expect(floats.code == 1 and "0.0" in floats.err, "ids of another kind: " + floats.words)
        same = run("gru4rec", "--train", logs["small-train"], "--test", logs["small-train"], "--quick")
        expect(same.code == 0 and "trained on the same clicks" in same.out, "a log that was learned from: " + same.words)
        known = run("gru4rec", "--train", logs["small-train"], "--test", logs["unknown-first"], "--quick")
        expect("click on 3; next, of 7:" in known.out or known.out.count("click on") == 2, "the first session with a known item: " + known.words)


def started(folder, *options):
    return subprocess.Popen([str(programs / "gru4rec"), *options], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def check_interrupts():
    """A signal ends training with the old model and a checkpoint, from which --resume continues and which nothing else touches."""
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        with tempfile.TemporaryDirectory() as folder:
            model, checkpoint = (pathlib.Path(folder) / name for name in ("gru4rec.safetensors", "gru4rec.safetensors.checkpoint"))
            expect(run("gru4rec", *SMALL, *ONE_EPOCH, folder=folder).code == 0, "a first model")
            before = model.read_bytes()
            long = [*SMALL, "--epochs", "100000"]
            training = started(folder, *long)
            err = training.stderr.readline()
            while err.endswith("\n") and "epoch 2/" not in err:
                err += training.stderr.readline()
            training.send_signal(number)
            err += training.communicate(timeout=60)[1]
            expect(training.returncode == code and "--resume" in err, f"interrupted: {training.returncode} {err[-400:]}")
            expect(model.read_bytes() == before and checkpoint.exists(), "an interrupt leaves the old model and a checkpoint")
            kept = checkpoint.read_bytes()
            again = run("gru4rec", *long, folder=folder)
            expect(again.code == 1 and "--resume" in again.err and "--restart" in again.err, "unfinished: " + again.words)
            expect(checkpoint.read_bytes() == kept and model.read_bytes() == before, "a refused run touches nothing")
            other = run("gru4rec", *TINY, *ONE_EPOCH, "--resume", folder=folder)
            expect(other.code == 1 and checkpoint.read_bytes() == kept, "another log is not a run to go on with: " + other.words)
            epochs = str(int(re.findall(r"epoch (\d+)/", err)[-1]) + 2)
            resumed = run("gru4rec", *SMALL, "--epochs", epochs, "--rate", ".05", "--resume", folder=folder)
            expect(resumed.code == 0 and "continues from epoch" in resumed.err and f"epochs 100000 -> {epochs}" in resumed.err and "epoch 1/" not in resumed.err,
                   "resumed: " + resumed.words)
            expect(not checkpoint.exists() and model.read_bytes() != before, "the checkpoint goes when the model is saved")
            checkpoint.write_bytes(kept)
            restarted = run("gru4rec", *SMALL, *ONE_EPOCH, "--restart", folder=folder)
            expect(restarted.code == 0 and "epoch 1/1" in restarted.err and model.read_bytes() == before and not checkpoint.exists(),
                   "restarted: " + restarted.words)


def check_league():
    """A stopped league is refused, resumed or discarded; a finished one starts from the beginning."""
    with tempfile.TemporaryDirectory() as folder:
        table, unfinished = (pathlib.Path(folder) / "league" / name for name in ("league.tsv", "league.unfinished.tsv"))
        options = [*SMALL, "--quick"]
        running = subprocess.Popen([str(programs / "league"), *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not unfinished.exists() and running.poll() is None:
            time.sleep(.01)
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
        expect(unfinished.exists() and not table.exists() and running.returncode != 0, f"a stopped league: {running.returncode}")
        refused = run("league", *options, folder=folder)
        expect(refused.code == 1 and "--resume" in refused.err and "--restart" in refused.err, refused.words)
        other = run("league", *options, "--seed", "9", "--resume", folder=folder)
        expect(other.code == 1 and "other logs or options" in other.err, other.words)
        resumed = run("league", *options, "--resume", folder=folder)
        expect(resumed.code == 0 and "continues after" in resumed.err and table.exists() and not unfinished.exists(), resumed.words)
        expect(not list((pathlib.Path(folder) / "league").glob("*.checkpoint")), "an entrant leaves its checkpoint")
        again = run("league", *options, "--seed", "9", folder=folder)
        expect(again.code == 0 and "epoch 1/1" in again.err and "seed 9" in table.read_text(), "a second league: " + again.words)
        timed = run("league", *options, "--seed", "9", "--time-again", folder=folder)
        expect(timed.code == 0 and "epoch" not in timed.err, "times of clicks: " + timed.words)


def check_outputs():
    """Unwritable output is an error, before training where that can be detected, and ends with 1."""
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        (here / "folder").mkdir()
        os.mkfifo(here / "pipe")
        places = ["no-such-folder/model", "folder", "pipe", "folder/", "/proc/model"]
        if os.geteuid() == 0:
            try:
                os.mknod(here / "device", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
                places.append("device")
            except OSError:
                print("no devices can be made here: not tried")
        else:
            (here / "closed").mkdir(mode=0o500)
            places.append("closed/model")
        kinds = {path: os.lstat(here / path).st_mode for path in ("folder", "pipe", "device") if (here / path).exists()}
        for place in places:
            done = run("gru4rec", *SMALL, *ONE_EPOCH, "--model", place, folder=folder)
            expect(done.code == 1 and place.rstrip("/") in done.err and "epoch" not in done.err, "unwritable: " + done.words)
        for path, mode in kinds.items():
            expect(os.lstat(here / path).st_mode == mode, f"{path} was replaced")
        # A link stays a link, and its target is the new model.
        (here / "v17").write_text("old")
        (here / "current").symlink_to("v17")
        done = run("gru4rec", *SMALL, *ONE_EPOCH, "--model", "current", folder=folder)
        expect(done.code == 0 and (here / "current").is_symlink() and (here / "v17").stat().st_size > 1000, "a link: " + done.words)
        for name in ("gru4rec", "new_attention"):
            for options in (["--help"], [*SMALL, "--quick"] if name == "gru4rec" else ["--quick"]):
                with open("/dev/full", "w") as full:
                    done = run(name, *options, stdout=full)
                expect(done.code == 1 and "standard output" in done.err, "a full disk: " + done.words)
                closed = run(name, *options, wrapper=["sh", "-c", 'exec "$0" "$@" >&-'])
                expect(closed.code == 1, "standard output is closed: " + closed.words)
        # Without anything to write errors to, they are still errors.
        expect(run("gru4rec", "--epochs", "-1", wrapper=["sh", "-c", 'exec "$0" "$@" 2>&-']).code == 2, "standard error is closed")


def check_progress():
    """Progress is on standard error: lines in a pipe, a bar on a terminal."""
    for name in ("gru4rec", "narm", "hrnn"):
        done = run(name, *TINY, "--epochs", "2")
        expect(done.code == 0 and "epoch" not in done.out and "epoch 2/2: loss" in done.err and "\r" not in done.err, "progress: " + done.words)
    main, terminal = pty.openpty()
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen([str(programs / "gru4rec"), *TINY, "--epochs", "2", "--model", "m"], cwd=folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=terminal) as running:
        os.close(terminal)
        shown = b""
        try:
            while part := os.read(main, 4096):
                shown += part
        except OSError:  # the other end is closed
            pass
        running.communicate()
    os.close(main)
    expect(running.returncode == 0 and b"\repoch 1/2 [" in shown, f"a bar on a terminal: {shown[-400:]!r}")


def check_processor():
    """A program reports a processor that lacks the instructions it was compiled for."""
    emulator = shutil.which("qemu-x86_64") or shutil.which("qemu-x86_64-static")
    if emulator is None:
        return print("no emulator: skipped")
    done = run("new_attention", "--quick", wrapper=[emulator, "-cpu", "Nehalem"])
    expect(done.code == 1 and "another processor" in done.err, "an old processor: " + done.words)


if __name__ == "__main__":
    programs = pathlib.Path(sys.argv[1]).resolve()
    checks = {name.removeprefix("check_"): check for name, check in list(globals().items()) if name.startswith("check_")}
    for group in sys.argv[2:]:
        began = time.monotonic()
        checks[group]()
        print(f"{group}: {time.monotonic() - began:.1f} s", flush=True)
    sys.exit(1 if failures else 0)
