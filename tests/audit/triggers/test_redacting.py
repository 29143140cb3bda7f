from carepath.audit.triggers import redacting


def test_a_decision_blanks_the_chain_the_sentences_and_each_history():
    chain, sentences, history = redacting.statements(["h"], blank="'{}'")
    assert chain.startswith("UPDATE audit_change") and "redaction IS NULL" in chain
    assert sentences.startswith("UPDATE audit_entry SET why = '', detail = '{}'")
    assert history.startswith('DELETE FROM "h"')
    assert all(redacting.COVERED in one for one in (chain, sentences, history))
