"""The error tree. Every error a user can cause is one of these, and carries an exit code.

PasserelleError            1   anything else
├── BadInput               65  a file or document cannot be read as what it should be
│   ├── BadRecord              one row or document breaks its schema
│   ├── BadTaxonomy            a classification file is not what was expected
│   └── BadRule                a rule, procedure or corridor file breaks its schema
├── NotThere               66  a file, id or code that was named does not exist
│   ├── UnknownConcept         no such concept in the pinned taxonomy
│   ├── UnknownTaxonomy        no such scheme or version
│   ├── UnknownCode            no such country, language, currency or level
│   └── UnknownRecord          no such worker, vacancy or programme
├── Mismatch               67  two things that must agree do not (index, fingerprint, manifest)
└── NotInForce             68  an agreement or rule set does not hold at the date asked for

Exit codes 65 and 66 are those of sysexits.h (EX_DATAERR, EX_NOINPUT); 64 is a wrong command line.
"""

from __future__ import annotations


class PasserelleError(Exception):
    """Base of the tree. The message says what is wrong, where, and what to do; it is shown as is."""

    exit_code = 1


class BadInput(PasserelleError):
    exit_code = 65


class BadRecord(BadInput):
    pass


class BadTaxonomy(BadInput):
    pass


class BadRule(BadInput):
    pass


class NotThere(PasserelleError):
    exit_code = 66


class UnknownConcept(NotThere):
    pass


class UnknownTaxonomy(NotThere):
    pass


class UnknownCode(NotThere):
    pass


class UnknownRecord(NotThere):
    pass


class Mismatch(PasserelleError):
    exit_code = 67


class NotInForce(PasserelleError):
    exit_code = 68
