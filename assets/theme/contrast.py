"""Says which colours of tokens.json are too weak on the surfaces where they carry text. Takes no arguments."""

import json
import pathlib
import sys

TOKENS = json.loads((pathlib.Path(__file__).parent / "tokens.json").read_text())
NEEDED = 4.5
CATEGORIES = ("compute", "db", "net", "api", "cli", "sto")
STATES = ("ok", "bad", "warn", "cost", "accent")
TEXTS = ("text", "muted", "faint")
PLACES = ("vpc", "pub", "prv")


def parts(name, theme):
    value = TOKENS[name][theme]
    colour = [int(value[i : i + 2], 16) for i in (1, 3, 5)]
    return colour, int(value[7:9], 16) / 255 if len(value) == 9 else 1.0


def lay(names, theme):
    """The colour seen when the named colours lie on one another, the lowest first."""
    seen, _ = parts(names[0], theme)
    for name in names[1:]:
        colour, alpha = parts(name, theme)
        seen = [alpha * c + (1 - alpha) * s for c, s in zip(colour, seen)]
    return seen


def luminance(colour):
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour)]
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def pairs():
    for name in TEXTS + STATES + CATEGORIES + PLACES:
        for base in ("panel", "canvas", "bg"):
            yield name, [base]
    for name in STATES + CATEGORIES:
        yield name, ["panel", name + "bg"]
    for name in ("text", "muted"):
        for state in STATES:
            yield name, ["panel", state + "bg"]
        for fill in ("pubbg", "prvbg"):
            yield name, ["canvas", "vpcbg", fill]
    yield "vpc", ["canvas", "vpcbg"]
    yield "pub", ["canvas", "vpcbg", "pubbg"]
    yield "prv", ["canvas", "vpcbg", "prvbg"]
    yield "panel", ["accent"]


def main():
    weak = count = 0
    for theme in ("light", "dark"):
        for name, under in pairs():
            count += 1
            ratio = contrast(parts(name, theme)[0], lay(under, theme))
            if ratio < NEEDED:
                weak += 1
                print(f"{theme}: {name} on {' + '.join(under)} is {ratio:.2f}, needs {NEEDED}")
    print(f"{count} pairs, {weak} too weak")
    sys.exit(1 if weak else 0)


main()
