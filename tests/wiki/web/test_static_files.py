"""Stylesheets, scripts and the templates of the frame keep the rules of the house: budgets, policy, contrast, words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
SCREENS = sorted(TEMPLATES.rglob("*.html"))
FRAME = [TEMPLATES / "layout.html", TEMPLATES / "bare.html", *sorted((TEMPLATES / "macros").glob("*.html"))]
LAYERS = ("reset", "tokens", "base", "layout", "parts", "prose", "screens", "utils", "print")
HTML_SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function"
)

GROUNDS = ("paper", "desk", "sunk", "hover", "raised")
TEXTS = ("ink", "ink-2", "ink-3", "azure", "jade", "ochre", "cinnabar", "plum")
PIGMENTS = ("azure", "jade", "ochre", "cinnabar", "plum")
TEXT_PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((text, f"{tone}-soft") for tone in PIGMENTS for text in (tone, "ink", "ink-2", "ink-3")),
    *((text, "mark") for text in ("ink", "ink-2", "azure")),
    *((text, "press") for text in ("ink", "ink-2", "ink-3")),
    ("on", "azure-solid"),
    ("on", "cinnabar-solid"),
]
CONTROL_PAIRS = [("edge", "paper"), ("edge", "raised"), ("edge", "desk"), ("azure", "paper"), ("azure-solid", "paper")]


def text_of(file: Path) -> str:
    return file.read_text("utf-8")


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_there_are_files_to_look_at() -> None:
    assert len(STYLES) > 10
    assert len(SCRIPTS) > 10
    assert len(FRAME) > 5


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=named)
def test_a_stylesheet_or_script_has_at_most_150_lines_and_says_first_what_it_is(file: Path) -> None:
    lines = text_of(file).splitlines()
    assert len(lines) <= 150
    assert lines[0].startswith(("/*", "//"))
    assert max(map(len, lines)) <= 140


def test_every_stylesheet_is_in_the_order_once_and_tokens_come_first() -> None:
    order = (STATIC / "css" / "ORDER").read_text("utf-8").split()
    assert sorted(order) == [file.name for file in STYLES]
    assert order[0] == "tokens.css"
    assert order[-1] == "print.css"


def test_the_layers_are_declared_in_front_of_everything_and_no_rule_stands_outside_them() -> None:
    declared = re.search(r"@layer ([\w, ]+);", text_of(STATIC / "css" / "tokens.css"))
    assert declared
    assert tuple(declared[1].split(", ")) == LAYERS
    for file in STYLES:
        bare = re.sub(r"/\*.*?\*/|@layer [\w, ]+;", "", text_of(file), flags=re.S)
        assert outside_layers(bare) == "", file.name
        assert bare.count("{") == bare.count("}"), file.name


def outside_layers(css: str) -> str:
    """What stands at the top level besides ``@layer name { … }``."""
    depth, top = 0, ""
    for letter in css:
        if letter == "}":
            depth -= 1
        elif letter == "{":
            depth += 1
        elif depth == 0:
            top += letter
    return re.sub(rf"@layer ({'|'.join(LAYERS)})|\s", "", top)


@pytest.mark.parametrize("file", STYLES, ids=named)
def test_a_stylesheet_fetches_nothing(file: Path) -> None:
    text = text_of(file)
    assert "@import" not in text
    assert [place for place in re.findall(r"url\(([^)]*)\)", text) if not place.startswith("#")] == []
    assert re.search(r"https?://(?!\")", text) is None


@pytest.mark.parametrize("file", STYLES, ids=named)
def test_colours_are_tokens_everywhere_but_in_the_tokens_and_on_paper(file: Path) -> None:
    if file.name in ("tokens.css", "print.css"):
        return
    assert re.findall(r"#[0-9a-f]{3,8}\b", text_of(file)) in ([], ["#0c0d1066"])


@pytest.mark.parametrize("file", SCRIPTS, ids=named)
def test_script_makes_no_elements_out_of_text_but_in_the_one_trusted_place(file: Path) -> None:
    text = text_of(file)
    assert HTML_SINKS.findall(text) == []
    assert ("parseFromString" in text) == (file.name == "trusted.js")
    assert ("createPolicy" in text) == (file.name == "trusted.js")


@pytest.mark.parametrize("file", SCRIPTS, ids=named)
def test_script_imports_only_files_that_are_there(file: Path) -> None:
    wanted = re.findall(r'(?:from|import|import\()\s*"([^"]+)"', text_of(file))
    assert [name for name in wanted if not (file.parent / name).is_file()] == []


def test_every_script_is_reached_from_the_templates_or_from_main() -> None:
    reached = {"theme.js", "main.js"}
    waiting = set(reached)
    while waiting:
        text = text_of(STATIC / "js" / waiting.pop())
        found = {Path(name).name for name in re.findall(r'"(\./[\w]+\.js)"', text)} - reached
        reached |= found
        waiting |= found
    assert reached == {file.name for file in SCRIPTS}


def test_every_handler_of_keys_asks_first_whether_an_input_method_composes() -> None:
    for file in SCRIPTS:
        text = text_of(file)
        assert "keyup" not in text
        assert "keypress" not in text
        if '"keydown"' in text:
            assert "isComposing(" in text, file.name
    assert "229" in text_of(STATIC / "js" / "keys.js")


def test_every_word_that_script_says_is_in_the_page_and_none_is_idle() -> None:
    page = (
        text_of(TEMPLATES / "macros" / "words.html")
        + text_of(TEMPLATES / "macros" / "editor.html").split("macro words")[1]
    )
    offered = set(re.findall(r"'(\w+)': _\(", page))
    said = {key for file in SCRIPTS for key in re.findall(r'say\("(\w+)"', text_of(file))}
    said |= {"copied", "copy_failed"}
    assert said == offered


def test_every_tool_of_the_editor_has_a_button_and_every_button_a_tool() -> None:
    buttons = set(re.findall(r"\('(\w+)', '\w+', _\(", text_of(TEMPLATES / "macros" / "editor.html")))
    tools = re.search(r"const tools = \{(.*?)\n\};", text_of(STATIC / "js" / "editor_tools.js"), re.S)
    assert tools
    assert set(re.findall(r"^  (\w+): ", tools[1], re.M)) == buttons


@pytest.mark.parametrize("file", SCREENS, ids=named)
def test_a_template_has_no_inline_style_script_or_handler_and_trusts_no_text(file: Path) -> None:
    text = text_of(file)
    assert re.findall(r"\sstyle\s*=|\son\w+\s*=\s*[\"']|javascript:|<style|\|\s*safe\b", text) == []
    assert re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", text) == []
    assert len(text.splitlines()) <= 100


@pytest.mark.parametrize("file", SCREENS, ids=named)
def test_every_icon_that_a_template_names_is_drawn(file: Path) -> None:
    drawn = set(re.findall(r"macro (\w+)\(\)", text_of(TEMPLATES / "icons.html")))
    assert {"find", "menu", "x", "doc"} <= drawn
    used = set(re.findall(r"(?<![\w])icon\('(\w+)'", text_of(file)))
    assert used - drawn == set()


def test_the_frame_carries_the_icons_that_rendered_text_refers_to() -> None:
    rendering = "".join(map(text_of, sorted((ROOT / "wiki" / "rendering").glob("*.py"))))
    wanted = set(re.findall(r'href="#i-(\w+)"', rendering))
    assert "kept('macros/sprite.html')" in text_of(TEMPLATES / "layout.html")
    carried = re.search(r"parts\.sprite\(\[([^\]]*)\]\)", text_of(TEMPLATES / "macros" / "sprite.html"))
    assert carried
    assert wanted == set(re.findall(r"\w+", carried[1]))


def test_the_skip_link_is_the_first_thing_to_reach_and_its_place_exists() -> None:
    body = text_of(TEMPLATES / "layout.html").split("<body>")[1]
    assert body.index('href="#main"') < body.index("<nav" if "<nav" in body else "include")
    assert 'id="main"' in body


def tokens(theme: str) -> dict[str, str]:
    """The colours of ``theme``: the light ones, overwritten by those of the dark block."""
    text = text_of(STATIC / "css" / "tokens.css")
    light, dark = text.split("[data-theme=dark]")
    colour = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    found = dict(colour.findall(light))
    return found if theme == "light" else {**found, **dict(colour.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_computed_as_wcag_says() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROL_PAIRS)
def test_the_edge_of_a_control_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[edge], colours[ground]) >= 3
