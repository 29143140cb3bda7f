"""What the rows of a log say happens to a piece of work: the words and their transitions."""

REQUEST, ASSIGN, START, COMPLETE, WITHDRAW, IGNORE, SKIP, UNKNOWN_WORD = range(8)
WORDS = {
    REQUEST: ("schedule", "scheduled", "request", "requested", "order", "ordered", "enqueue"),
    ASSIGN: ("assign", "assigned"),
    START: ("start", "started", "begin", "resume", "resumed", "in progress"),
    COMPLETE: (
        *("complete", "completed", "completion", "end", "ended", "finish", "finished", "stop"),
        *("suspend", "suspended", "ate_abort", "pi_abort", "abort", "aborted", "unknown"),
    ),
    WITHDRAW: ("withdraw", "withdrawn", "cancel", "cancelled", "canceled"),
    IGNORE: ("reassign", "reassigned"),
    SKIP: ("autoskip", "manualskip", "skip", "skipped"),
}
"""Transition to the words for it, in small letters (XES standard lifecycle and common exports)."""

CODE_OF = {word: code for code, words in WORDS.items() for word in words}
