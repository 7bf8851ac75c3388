"""What an administrator sends on the pages of imports."""

import re


def form_of(page: str) -> dict[str, str]:
    """What the form of the columns would send as it stands."""
    part = page[page.index("data-unsaved") :]
    sent = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', part))
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("clears", None)
    return sent


def try_it(office, path, **said):
    return office.post(path, data={**form_of(office.get(path).text), **said})


def bring_in(office, path):
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    return office.post(f"{path}/import", data={"version": version})
