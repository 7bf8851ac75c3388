"""Whatever is sent is read: odd letters, lies about character sets, mail made to keep us busy."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.mailbox import PrivateAddresses, headers, letters, read_letter
from salesforce_lite.mailbox.parsing import parsed
from salesforce_lite.mailbox.texts import part, plain_of

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "mail"
HEAD = b"From: Ana <ana@cliente.mx>\nTo: rep@example.com\nSubject: Hello\n"


@pytest.fixture
def addresses():
    return PrivateAddresses("crm@company.example", "a key")


@pytest.fixture
def read(addresses):
    return lambda raw: read_letter(raw, addresses)


def kept(letter):
    """As both databases keep it."""
    text = json.dumps(msgspec.to_builtins(letter), ensure_ascii=False)
    assert "\\u0000" not in text
    assert text.encode()
    return text


@pytest.mark.parametrize(
    ("raw", "sender", "subject", "text"),
    [
        (b"", None, "", ""),
        (b"\0\0\0", None, "", ""),
        (HEAD + b"\nA\0B\x1bC", "ana@cliente.mx", "Hello", "ABC"),
        ("From: ñ@ñandú.mx\nSubject: Añil €\n\nSí".encode(), "ñ@ñandú.mx", "Añil €", "Sí"),
        ("Subject: Añil\n\nSí".encode("latin-1"), None, "Añil", "Sí"),
        (b"Subject: =?utf-8?q?a=0D=0ABcc:_x@y.mx?=\n\n", None, "a Bcc: x@y.mx", ""),
        (b"Subject: =?nonsense?q?x?=\n\n", None, "=?nonsense?q?x?=", ""),
        (b"From: <ana@cliente.mx> \xed\xa0\x80\nSubject: x\n\n", "ana@cliente.mx", "x", ""),
        (b'From: "a@b.mx" <ana@cliente.mx>\n\n', "ana@cliente.mx", "", ""),
        (b"From: undisclosed:;\n\n", None, "", ""),
        (HEAD + b"Content-Type: text/plain; charset=idna\n\nx", "ana@cliente.mx", "Hello", "x"),
        (HEAD + b"Content-Type: text/plain; charset=zip\n\nx", "ana@cliente.mx", "Hello", "x"),
        (HEAD + b"Content-Type: text/plain; charset=idna\n\n\xff", "ana@cliente.mx", "Hello", "ÿ"),
        (
            HEAD + b"Content-Type: multipart/x; boundary*=idna''x\n\nx",
            "ana@cliente.mx",
            "Hello",
            "",
        ),
        (
            HEAD + b"Content-Type: text/plain; charset=utf-8\n\n\xed\xa0\x80!",
            "ana@cliente.mx",
            "Hello",
            "í\xa0!",
        ),
    ],
)
def test_odd_mail_is_read(read, raw, sender, subject, text):
    letter = read(raw)
    kept(letter)
    assert (letter.sender and letter.sender.address, letter.subject) == (sender, subject)
    assert letter.text == text


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Fri, 99 Nov 2026 99:99:99 +9999", "Thu, 1 Jan 1804 00:00:00 +0000"]
)
def test_a_day_that_is_none_is_left_out(read, date):
    assert read(b"Date: " + date.encode() + b"\n\nx").sent_at is None


def test_boxes_in_boxes_cost_their_text_alone(read):
    nested = HEAD
    for number in range(2_000):
        nested += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
    letter = read(nested)
    assert letter.is_cut
    assert letter.subject == "Hello"


@pytest.mark.parametrize("box", [b"boundary =", b"Boundary*=", b"BOUNDARY*0*=", b"boundary\x1f="])
def test_boxes_are_counted_however_they_are_written(read, box):
    nested = HEAD
    for number in range(51):
        nested += b"Content-Type: multipart/mixed; %b%d\n\n--%d\n" % (box, number, number)
    assert read(nested).is_cut


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_lines_are_counted_however_they_end(read, end):
    assert not read(HEAD + b"\n" + b"x" + end * 399_000).is_cut
    assert read(HEAD + b"\n" + b"x" + end * 401_000).is_cut


def test_headers_are_cut_before_they_are_taken_apart():
    raw = b'Content-Type: text/plain; a="%b\nX-Long: %b\n\n' % (b";" * 40_000, b"x" * 40_000)
    message, _ = parsed(raw + b"x")
    assert len(message["Content-Type"]) == 2_000
    assert len(message["X-Long"]) == 20_000
    (inner,) = parsed(b"Content-Type: message/rfc822\n\n" + raw + b"x")[0].get_payload()
    assert len(inner["Content-Type"]) == 2_000


def test_of_too_many_headers_the_first_are_read():
    message, _ = parsed(HEAD + b"X: y\n" * 5_000 + b"\nx")
    assert len(message) == 1_000
    assert message["Subject"] == "Hello"


def test_pages_are_read_to_a_length_together(read, monkeypatch):
    pages = []
    monkeypatch.setattr(letters, "plain_of", lambda page: pages.append(page) or "words")
    one = b"--q\nContent-Type: text/html\n\n" + b"<p>x" * 100_000 + b"\n"
    read(HEAD + b'Content-Type: multipart/mixed; boundary="q"\n\n' + one * 10)
    assert [len(page) for page in pages] == [400_000, 400_000, 200_000]


def test_of_too_many_parts_the_first_are_read(read):
    parts = b"".join(
        b"--q\nContent-Disposition: attachment; filename=%d.pdf\n\nx\n" % number
        for number in range(300)
    )
    text = b"--q\nContent-Type: text/plain\n\nThe plans.\n"
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="q"\n\n' + text + parts
    message, is_cut = parsed(raw)
    assert is_cut
    assert len(list(message.walk())) == 200
    letter = read(raw)
    assert (letter.text, letter.attachments[0]) == ("The plans.", "0.pdf")


def test_mails_in_mails_are_read_to_a_depth(read):
    raw = HEAD + b"Content-Type: message/rfc822\n\n" * 2_000 + b"x"
    message, is_cut = parsed(raw)
    assert is_cut
    assert len(list(message.walk())) == 200
    assert read(raw).subject == "Hello"


@pytest.mark.parametrize(
    "charset",
    [
        *("punycode", "-punycode", "+punycode", "PunyCode_", "idna", ".idna", "-undefined"),
        *("unicode_escape", "+unicode-escape", "raw unicode escape", "-utf_7", "unicode-1-1-utf-7"),
    ],
)
def test_codecs_that_are_no_character_sets_are_not_used_whatever_they_are_called(read, charset):
    head = b'Content-Type: text/plain; charset="%b"\n\n' % charset.encode()
    assert read(HEAD + head + b"caf-dma +AGE- \\u0061").text == "caf-dma +AGE- \\u0061"


def test_an_address_is_looked_for_within_its_greatest_length():
    beside_classes = re.sub(r"\[[^\]]*\]", "", headers._ADDRESS.pattern)
    assert not set("*+") & set(beside_classes)
    assert headers.correspondents("x" * 300 + "@b.mx, ana@cliente.mx") == (
        headers.Correspondent("ana@cliente.mx"),
    )


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"\n" + b"From: x@y.mx\n" * 20_000,
        HEAD + b"\n" + b"> x\n" * 500_000,
        HEAD + b"\n" + b"On x wrote: " * 50_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 300_000,
        b"To: " + b"x <a@b.mx>, " * 200_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?=41?= " * 100_000 + b"\n\nx",
        b"X: y\n" * 500_000 + b"\nx",
        HEAD + b'Content-Type: multipart/mixed; boundary="q"\n\n' + b"--q\n\nx\n" * 200_000,
    ],
    ids=["headers", "quotes", "wrote", "tags", "people", "words", "lines", "parts"],
)
@pytest.mark.timeout(20)  # each takes less than a second; without its bound, minutes
def test_mail_made_to_keep_us_busy_does_not(read, raw):
    letter = read(raw)
    assert len(letter.text) <= 64_000
    assert len(letter.recipients) <= 100


def test_a_page_becomes_its_words():
    page = (
        "<html><head><title>No</title><style>p{}</style></head><body><!-- no -->"
        "<div>One&amp;<b>two</b><br>three</div><table><tr><td>a</td><td>b</td></tr></table>"
        "<script>no()</script><p>four</p></body></html>"
    )
    assert plain_of(page).split() == ["One&two", "three", "a", "b", "four"]


@pytest.mark.parametrize(
    "page",
    [
        "<div>Look<br><br><div>---------- Forwarded message ---------<br>De: <b>Ana</b> <span>&lt;"
        "<a>ana@cliente.mx</a>&gt;</span><br>Date: lun, 2 nov 2026<br>Subject: Order<br>To: Rep"
        "<br></div><br><br><div>I want 100.</div></div>",
        "<p>Look</p><p>&nbsp;</p><div><p><b>From:</b> Ana &lt;ana@cliente.mx&gt;<br><b>Sent:</b> "
        "Monday<br><b>To:</b> Rep<br><b>Subject:</b> Order</p></div><p>I want 100.</p>",
        "<div>Look</div><blockquote><div>Begin forwarded message:</div><br><div><b>From: </b>Ana "
        "&lt;ana@cliente.mx&gt;<br></div><div><b>Subject: </b>Order<br></div><div><b>To: </b>Rep"
        "<br></div><br><div>I want 100.</div></blockquote>",
        "Look<hr><div><b>De:</b> Ana &lt;ana@cliente.mx&gt;<br><b>Enviado:</b> lunes<br><b>Para:"
        "</b> Rep<br><b>Asunto:</b> Order<div>&nbsp;</div></div><div>I want 100.</div>",
    ],
    ids=["gmail", "outlook", "apple", "outlook on the web"],
)
def test_pages_that_forward_are_taken_apart(read, page):
    letter = read(HEAD + b"Content-Type: text/html\n\n" + page.encode())
    assert letter.text == "Look"
    assert letter.forwarded.sender.address == "ana@cliente.mx"
    assert (letter.forwarded.subject, letter.forwarded.text) == ("Order", "I want 100.")


def test_where_nothing_is_new_all_of_it_counts():
    assert part("> only\n> quoted\n> lines\n").written == "> only\n> quoted\n> lines"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Yes.\n\nSent from my iPhone", "Yes."),
        ("Sí.\n\nEnviado desde mi iPhone", "Sí."),
        ("Yes.\n-- \nAna\nBuyer", "Yes."),
        ("Sent from my desk it is", "Sent from my desk it is"),
        ("- one\n- two", "- one\n- two"),
    ],
)
def test_signatures_are_left_out(text, written):
    assert part(text).written == written


def test_addresses_are_those_we_have_signed(addresses):
    ours, key = new_id(), PrivateAddresses("crm@company.example", "another key")
    private = addresses.of(ours)
    assert len(private.partition("@")[0]) <= 64
    assert addresses.ids_in(f"for <{private.upper()}>; Mon") == {ours}
    assert key.ids_in(private) == set()
    assert addresses.ids_in(private.replace("company.example", "company.example.evil.mx")) == set()
    assert addresses.without(f"to {private}.") == "to crm@company.example."


outside = pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project")


@outside
@pytest.mark.outside_data
def test_a_hundred_raw_mails_of_others_are_read(read):
    mails = sorted((DATA / "mikel_mail").rglob("*.eml"))
    letters = {path.name: read(path.read_bytes()) for path in mails}
    assert len(letters) == 103
    for letter in letters.values():
        kept(letter)
    bounced = {name for name, letter in letters.items() if letter.undelivered}
    assert bounced == {
        "multi_address_bounce1.eml",
        "multi_address_bounce2.eml",
        "multipart_report_multiple_status.eml",
        "report_530.eml",
    }
    assert letters["japanese_iso_2022.eml"].text == "すみません。"
    assert letters["utf8_headers.eml"].sender.address == "jdöe@mächine.example"
    assert letters["raw_email2.eml"].forwarded.sender.address == "xxxxxxxx@xxx.com"


@outside
@pytest.mark.outside_data
def test_replies_of_others_are_told_from_what_they_quote():
    def written(name):
        return part((DATA / "email_reply_parser" / name).read_text()).written

    assert written("email_1_4.txt") == "Awesome! I haven't had another problem with it."
    assert written("email_BlackBerry.txt") == "Here is another email"
    assert written("pathological.txt").startswith("I think you're onto something.")
    assert "GQ227366" not in written("pathological.txt")
    assert written("email_one_is_not_on.txt").endswith("when I run...")


@outside
@pytest.mark.outside_data
@pytest.mark.timeout(20)
def test_the_longest_line_of_quotes_is_read(read):
    text = (DATA / "email_reply_parser" / "email_long_quote.txt").read_bytes()
    assert read(HEAD + b"\n" + text).text.startswith("Hi folks")
