"""The catalogue that is parsed a message at a time says what one parsed as a whole says."""

import pytest
from fluent.runtime import FluentBundle, FluentResource

from tui.catalogue import LANGUAGES, files, texts


def parsed_whole(lang: str) -> FluentBundle:
    one = FluentBundle([lang], use_isolating=False)
    for path in files(lang):
        one.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return one


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_found_by_itself_and_reads_as_in_its_file(lang: str) -> None:
    whole, single = parsed_whole(lang), texts(lang)
    assert len(whole._messages) > 500
    for key in whole._messages:
        message = whole.get_message(key)
        long = whole.format_pattern(message.value, {})[0]
        short = message.attributes.get("short")
        assert single.say(key, {}, short=False) == long
        assert single.say(key, {}, short=True) == (whole.format_pattern(short, {})[0] if short else long)


def test_no_more_is_found_than_there_is() -> None:
    assert not texts("en").has("short")
    assert set(texts("en")._sources) == set(parsed_whole("en")._messages)
