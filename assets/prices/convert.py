"""Turns the price catalogue into one small file per service. README.md says how to read those.

    python3 convert.py catalogue.json           writes the files beside this script
    python3 convert.py catalogue.json --check   compares them with the catalogue, leaf by leaf

The catalogue nests service, item, region, leaf; here equal leaves of one item share a row and each source is written once a file.
Every number becomes decimal text.
"""

import argparse
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent

# The services that Plat models today. Add a name and run the script again.
SERVICES = [
    "api_gateway", "appsync", "aurora", "cloudfront", "cloudwatch", "cognito", "data_transfer", "dynamodb", "ebs", "ec2", "efs", "eks", "elasticache", "elb",
    "eventbridge", "fargate", "firehose", "kinesis", "kms", "lambda", "rds", "route53", "s3", "secrets_manager", "sns", "sqs", "step_functions", "vpc", "waf",
    "xray",
]

# Which items share an allowance: the catalogue says so in words. Each list is an allowance of its own of that amount; an empty
# outer list means that the allowance is counted in another row.
SHARED_BY = {
    ("lambda", "requests"): [["requests"]],
    ("lambda", "duration"): [["duration_x86", "duration_arm"]],
    ("dynamodb", "storage"): [["storage"]],
    ("dynamodb", "provisioned capacity"): [["wcu"], ["rcu"]],
    ("cloudwatch", "log ingestion, archive and scan together"): [["log_ingest", "log_storage", "log_insights"]],
    ("cloudwatch", "custom metrics"): [["metric"]],
    ("cloudwatch", "alarms"): [["alarm"]],
    ("data_transfer", "transfer to the internet"): [["internet_out"]],
    ("cloudfront", "invalidation paths"): [["invalidations"]],
    ("cognito", "MAU, Lite or Essentials"): [["lite", "essentials"]],
    ("sqs", "requests"): [["standard", "fifo"]],
    ("sns", "publishes"): [["publish"]],
    ("sns", "HTTP/S deliveries"): [["deliver_http"]],
    ("sns", "email deliveries"): [["deliver_email"]],
    ("eventbridge", "scheduler invocations"): [["scheduler"]],
    ("step_functions", "standard transitions"): [["standard_transitions"]],
    ("xray", "traces recorded"): [["recorded"]],
    # Never metered, so nothing is subtracted.
    ("eventbridge", "AWS service events onto the default bus"): [],
    # The same 100 GB as in `data_transfer`.
    ("s3", "transfer to the internet"): [],
}

# Allowances of something bought for every hour of the month.
HOURLY = {("dynamodb", "provisioned capacity")}

# Bands that the catalogue counts after the free units. Here every band counts from the first unit, and the allowance takes from the
# first band.
AFTER_FREE = {("cognito", "lite"): 10_000}
COUNTED = "bands are counted from the first user; the document counts them after the free users"

# A region is taken to cost what another does where at least this share of the items priced in both is equal.
EQUAL = 0.99

# The catalogue has English names only.
KOREAN = {
    "us-east-1": "버지니아 북부",
    "us-west-2": "오리건",
    "eu-west-1": "아일랜드",
    "eu-central-1": "프랑크푸르트",
    "ap-northeast-1": "도쿄",
    "ap-northeast-2": "서울",
    "ap-southeast-1": "싱가포르",
}

# How the catalogue's `absent` sentences call a service when they do not begin with its key.
CALLED = {"api_gateway": "API Gateway", "vpc": "public IPv4"}


def text(value):
    """A number as decimal text; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if isinstance(value, float):
        raise ValueError(f"{value} was not written as text")
    return str(value)


class Sources:
    def __init__(self, catalogue):
        self.known = catalogue["sources"]
        self.ids = {}

    def id(self, label):
        if label not in self.known:
            raise KeyError(f"no source is called {label}")
        return self.ids.setdefault(label, f"s{len(self.ids) + 1}")

    def table(self):
        return {number: {"label": label, **self.known[label]} for label, number in self.ids.items()}


def row(leaf, sources, free=0):
    """A leaf as a price row without its regions."""
    if free:
        tiers = [{**t, "up_to": t["up_to"] and t["up_to"] + free} for t in leaf["tiers"]]
        leaf = {**leaf, "tiers": tiers, "note": COUNTED}
    out = {"unit": leaf["unit"]}
    if "usd" in leaf:
        out["usd"] = leaf["usd"]
    else:
        out["tiers"] = [{"up_to": text(t["up_to"]), "usd": t["usd"]} for t in leaf["tiers"]]
        out["complete"] = leaf.get("complete", True)
        if out["complete"] != (leaf["tiers"][-1]["up_to"] is None):
            raise ValueError("tiers are complete exactly when the last has no end")
    out["source"] = sources.id(leaf["src"])
    rest = {key: text(value) for key, value in leaf.items() if key not in ("unit", "usd", "tiers", "complete", "src")}
    return {**out, **rest}


def sourced(entry, sources):
    out = {key: text(value) for key, value in entry.items() if key != "src"}
    return {**out, "source": sources.id(entry["src"])}


def allowance(service, entry):
    """A free-tier row, with the items that share it."""
    if entry["kind"] != "always":
        return entry
    key = (service, entry["what"])
    return {**entry, "shared_by": SHARED_BY[key], "per": "hour" if key in HOURLY else "month"}


def absent(catalogue, service):
    return [
        fact
        for fact in catalogue["absent"]["not_met"]
        if re.split("[. ]", fact["what"])[0] == service or CALLED.get(service, "\0") in fact["what"]
    ]


def convert(catalogue, service):
    given = catalogue["services"][service]
    sources = Sources(catalogue)
    metering = {key: sourced(entry, sources) for key, entry in given["metering"].items()}
    free_tier = [allowance(service, sourced(entry, sources)) for entry in given["free_tier"]]
    order = [region["id"] for region in catalogue["regions"]]
    items = {}
    for key, item in given["items"].items():
        rows = []
        places = sorted(item["at"], key=lambda p: (order.index(p) if p in order else len(order), p))
        for place in places:
            made = row(item["at"][place], sources, AFTER_FREE.get((service, key), 0))
            for regions, other in rows:
                if other == made:
                    regions.append(place)
                    break
            else:
                rows.append(([place], made))
        about = {k: text(v) for k, v in item.items() if k != "at"}
        items[key] = {**about, "prices": [{"regions": regions, **made} for regions, made in rows]}
    return {
        "service": service,
        "title": given["title"],
        "as_of": catalogue["as_of"],
        "metering": metering,
        "free_tier": free_tier,
        "absent": absent(catalogue, service),
        "sources": sources.table(),
        "items": items,
    }


def regions(catalogue):
    rows = []
    for region in catalogue["regions"]:
        prefix, _, older = region["usage_prefix"].partition(" (older usage types: ")
        rows.append({"id": region["id"], "name": region["name"], "name_ko": KOREAN[region["id"]], "usage_prefix": prefix})
        if older:
            rows[-1]["older_usage_prefix"] = older.rstrip(")")
    alike = [
        {"region": place, "like": "us-east-1", "equal": text(seen["equal"]), "of": text(seen["items_priced_in_both"])}
        for place, seen in catalogue["compared_with_us_east_1"].items()
        if seen["equal"] >= EQUAL * seen["items_priced_in_both"]
    ]
    left_out = [
        fact for fact in catalogue["absent"]["not_met"] if re.split("[. ]", fact["what"])[0] not in catalogue["services"]
    ]
    return {
        "as_of": catalogue["as_of"],
        "currency": catalogue["currency"],
        "hours_per_month": text(catalogue["hours_per_month"]),
        "regions": rows,
        "alike": alike,
        "left_out": left_out,
    }


def flat(value):
    return json.dumps(value, ensure_ascii=False)


def block(pairs, indent, opening, closing):
    pad = " " * indent
    body = ",\n".join(f"{pad} {line}" for line in pairs)
    return f"{opening}\n{body}\n{pad}{closing}" if body else f"{opening}{closing}"


def written(data):
    """JSON with one fact per line, so that a change of one price is a change of one line."""
    lines = []
    for key, value in data.items():
        if key == "items":
            items = []
            for name, item in value.items():
                head = [f"{flat(k)}: {flat(v)}" for k, v in item.items() if k != "prices"]
                prices = block([flat(p) for p in item["prices"]], 3, "[", "]")
                items.append(f"{flat(name)}: {{{', '.join(head)},\n   \"prices\": {prices}}}")
            lines.append(f"{flat(key)}: {block(items, 1, '{', '}')}")
        elif isinstance(value, dict):
            lines.append(f"{flat(key)}: {block([f'{flat(k)}: {flat(v)}' for k, v in value.items()], 1, '{', '}')}")
        elif isinstance(value, list):
            lines.append(f"{flat(key)}: {block([flat(v) for v in value], 1, '[', ']')}")
        else:
            lines.append(f"{flat(key)}: {flat(value)}")
    return block(lines, 0, "{", "}") + "\n"


def numbers(value, at="."):
    """Where a JSON number hides: there must be none."""
    if isinstance(value, dict):
        return [fault for k, v in value.items() for fault in numbers(v, f"{at}{k}.")]
    if isinstance(value, list):
        return [fault for i, v in enumerate(value) for fault in numbers(v, f"{at}{i}.")]
    return [] if value is None or isinstance(value, (str, bool)) else [at]


def check(catalogue):
    """Reads the files back and rebuilds the catalogue's part of them. This does not use the conversion above."""
    faults, leaves = [], 0
    decimal = re.compile(r"\d+(\.\d+)?")

    def same(what, ours, theirs):
        if ours != theirs:
            faults.append(f"{what}: {flat(ours)} here, {flat(theirs)} in the catalogue")

    def as_text(value):
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    for service in SERVICES:
        ours = json.loads((HERE / f"{service}.json").read_text(encoding="utf-8"))
        theirs = catalogue["services"][service]
        faults += [f"{service}: a bare number at {at}" for at in numbers(ours)]
        same(f"{service} title", ours["title"], theirs["title"])
        same(f"{service} as_of", ours["as_of"], catalogue["as_of"])
        same(f"{service} items", list(ours["items"]), list(theirs["items"]))
        for number, source in ours["sources"].items():
            known = {"label": source["label"], **catalogue["sources"][source["label"]]}
            same(f"{service} {number}", source, known)

        def label(entry):
            return {**{k: v for k, v in entry.items() if k != "source"}, "src": ours["sources"][entry["source"]]["label"]}

        def plain(entry):
            return {k: as_text(v) for k, v in entry.items()}

        same(f"{service} metering", {k: label(v) for k, v in ours["metering"].items()}, {k: plain(v) for k, v in theirs["metering"].items()})
        same(f"{service} free tier", [label({k: x for k, x in v.items() if k not in ("shared_by", "per")}) for v in ours["free_tier"]], [plain(v) for v in theirs["free_tier"]])
        for key, item in theirs["items"].items():
            mine = ours["items"][key]
            same(f"{service}.{key}", {k: v for k, v in mine.items() if k != "prices"}, {k: as_text(v) for k, v in item.items() if k != "at"})
            seen = {}
            for price in mine["prices"]:
                for place in price["regions"]:
                    if place in seen:
                        faults.append(f"{service}.{key}: {place} stands twice")
                    seen[place] = price
            same(f"{service}.{key} places", sorted(seen), sorted(item["at"]))
            for place, leaf in item["at"].items():
                leaves += 1
                price = label(seen[place])
                price.pop("regions")
                wanted = plain({k: v for k, v in leaf.items() if k != "tiers"})
                if "tiers" in leaf:
                    free = AFTER_FREE.get((service, key), 0)
                    wanted["tiers"] = [{"up_to": as_text(t["up_to"] and t["up_to"] + free), "usd": t["usd"]} for t in leaf["tiers"]]
                    wanted.update({"note": COUNTED} if free else {})
                    wanted.setdefault("complete", leaf["tiers"][-1]["up_to"] is None)
                same(f"{service}.{key} at {place}", price, wanted)
                for amount in [t["usd"] for t in price.get("tiers", [])] or [price["usd"]]:
                    if not decimal.fullmatch(amount):
                        faults.append(f"{service}.{key} at {place}: {amount} is not decimal text")
    told = [f["what"] for s in SERVICES for f in json.loads((HERE / f"{s}.json").read_text(encoding="utf-8"))["absent"]]
    told += [f["what"] for f in json.loads((HERE / "regions.json").read_text(encoding="utf-8"))["left_out"]]
    for fact in catalogue["absent"]["not_met"]:
        service = re.split("[. ]", fact["what"])[0]
        if fact["what"] not in told and (service in SERVICES or service not in catalogue["services"]):
            faults.append(f"absent: {fact['what']} is not told")
    # The catalogue's list of unpriced regions must follow from the rows alone.
    every = {region["id"] for region in catalogue["regions"]}
    for fact in catalogue["absent"]["by_region"]:
        service, key = fact["item"].split(".", 1)
        if service in SERVICES:
            missing = every - set(catalogue["services"][service]["items"][key]["at"])
            same(f"{fact['item']} unpriced", sorted(missing), sorted(fact["regions"]))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(SERVICES)} services, {leaves} leaves, {len(faults)} faults")
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    args = parser.parse_args()
    catalogue = json.loads(args.catalogue.read_text(encoding="utf-8"))
    if not args.check:
        for service in SERVICES:
            (HERE / f"{service}.json").write_text(written(convert(catalogue, service)), encoding="utf-8")
        (HERE / "regions.json").write_text(written(regions(catalogue)), encoding="utf-8")
    sys.exit(check(catalogue))


if __name__ == "__main__":
    main()
