# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""The places of a C++ header where one small change would be a fault, found in its text.

The code is laid out by clang-format, so a binary operator stands between blanks and a statement
begins a line: no parser is needed. A change that does not compile is thrown away by the caller.
"""
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    path: str         # of the header, from the root of the project
    line: int         # counted from 1
    begin: int        # offsets in the text of the header
    end: int
    replacement: str
    kind: str
    before: str       # the line as it is, without blanks at its ends
    after: str        # and as it becomes

    def key(self):
        """What names a mutant after other lines have moved."""
        return self.path, self.before, self.after


BINARY = {
    "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "&&": ["||"], "||": ["&&"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "%": ["*"],
}
WORDS = {"true": "false", "false": "true", "min": "max", "max": "min", "break": "continue"}
# Lines that declare or constrain: a change of them is caught by the compiler or is none.
NO_CODE = re.compile(
    r"^\s*(#|//|static_assert|template\b|requires\b|concept\b|using\b|namespace\b|friend\b|enum\b|"
    r"class\b|struct\b|public:|private:|protected:|typedef\b|extern\b)|\boperator\b|= (default|delete);|"
    r"\bassert\(|\bconcept\b")
STATEMENT = re.compile(r"^\s*(?!return\b|auto\b|const\b|constexpr\b|static\b|std::\w+<|else\b|if\b|for\b|"
                       r"while\b|throw\b|case\b|do\b|break\b|continue\b|goto\b|using\b|}|{|:|,)"
                       r"[\w*(][^;{}]*(\(.*\)|[^=!<>]=[^=].*|\+\+|--)\s*;\s*$")


def without_comments_and_text(source):
    """The same text with comments and literals of text as blanks, so that offsets agree."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                         re.DOTALL)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source)


def sites(path, source):
    """All mutants of a header, in the order of its text."""
    code = without_comments_and_text(source)
    found = []
    offset = 0
    previous = ";"
    for number, (line, raw) in enumerate(zip(code.split("\n"), source.split("\n")), 1):

        def add(begin, end, replacement, kind):
            after = (raw[:begin] + replacement + raw[end:]).strip()
            found.append(Mutant(path, number, offset + begin, offset + end, replacement, kind,
                                raw.strip(), after))

        if line.strip() and not NO_CODE.search(line):
            for m in re.finditer(r"(?<= )(<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|[-+*/%<>])(?= |$)", line):
                for replacement in BINARY[m[1]]:
                    add(m.start(1), m.end(1), replacement, f"{m[1]} → {replacement}")
            for m in re.finditer(r"\b(true|false|min|max|break)\b(?!::)", line):
                add(m.start(1), m.end(1), WORDS[m[1]], f"{m[1]} → {WORDS[m[1]]}")
            for m in re.finditer(r"(?<=[(, &|])!(?=[\w(])", line):
                add(m.start(), m.end(), "", "! removed")
            for m in re.finditer(r"(?<![\w.'<])(\d+\.\d*(?:e[-+]?\d+)?|\d+)(?![\w.'>])", line):
                text = m[1]
                other = f"({text} + 1)" if text != "1" else "2"
                add(m.start(1), m.end(1), other, "number + 1")
            for m in re.finditer(r"\+\+|--", line):
                add(m.start(), m.end(), "--" if m[0] == "++" else "++", f"{m[0]} turned")
            if STATEMENT.match(line) and previous.rstrip()[-1:] in ";{}:)":
                begin = len(line) - len(line.lstrip())
                add(begin, len(raw.rstrip()), ";", "statement removed")
        if line.strip():
            previous = line
        offset += len(raw) + 1
    return found
