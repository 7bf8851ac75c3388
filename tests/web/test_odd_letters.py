"""Letters that no database keeps are refused wherever they come in."""

import pytest


@pytest.mark.parametrize(
    "path",
    ["/customers?q=a%00b", "/search/suggest?q=%00", "/customers?a%00=1", "/me/browsers/%00/x"],
)
def test_an_address_with_nul_is_refused_with_a_sentence(client_of, path):
    answer = client_of("rep").get(path)
    assert answer.status_code == 400
    assert "cannot be kept" in answer.get_data(as_text=True)


def test_a_form_with_nul_is_refused_before_sign_in_too(app, client_of):
    client_of("rep")
    answer = app.test_client().post("/sign-in", data={"email": "a\0@example.com", "password": "x"})
    assert answer.status_code == 400


def test_an_origin_that_is_no_address_is_a_foreign_one(app, client_of):
    client_of("rep")
    answer = app.test_client().post("/sign-in", headers={"Origin": "http://["})
    assert answer.status_code == 400
