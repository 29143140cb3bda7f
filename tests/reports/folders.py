"""A folder for downtime packs."""

WORDS = "four words that a ward keeps"


def packs_in(folder, settings):
    """Let packs be written into a folder; return it."""
    settings.DOWNTIME_FOLDER, settings.DOWNTIME_PASSPHRASE = str(folder), WORDS
    return folder
