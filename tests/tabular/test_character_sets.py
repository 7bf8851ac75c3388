"""Of Python's codecs, those in which people write are character sets, by whatever name."""

import pytest

from salesforce_lite.tabular import is_charset


@pytest.mark.parametrize(
    "named", ["utf-8", "UTF8", "iso-8859-1", "windows-1252", "Shift_JIS", "gbk"]
)
def test_what_people_write_in(named):
    assert is_charset(named)


@pytest.mark.parametrize(
    "named",
    [
        *("punycode", "-punycode", "+punycode", "PunyCode_", "idna", ".idna", "-undefined"),
        *("unicode_escape", "+unicode-escape", "raw unicode escape", "-utf_7", "unicode-1-1-utf-7"),
        *("", "nothing", "a\0b", "\udcff", "-" * 41 + "utf-8"),
    ],
)
def test_what_is_none(named):
    assert not is_charset(named)
