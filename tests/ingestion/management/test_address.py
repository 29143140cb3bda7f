from carepath.ingestion.management import address


def test_where_a_listener_is_reached_is_kept_until_it_is_gone(home):
    assert address.said() == ""
    address.say("127.0.0.1", 4711)
    assert address.said() == "127.0.0.1:4711"
    address.forget()
    address.forget()
    assert address.said() == ""


def test_a_port_of_the_settings_counts_first(home, settings):
    address.say("127.0.0.1", 4711)
    settings.MLLP_HOST, settings.MLLP_PORT = "127.0.0.1", 2575
    assert address.said() == "127.0.0.1:2575"
