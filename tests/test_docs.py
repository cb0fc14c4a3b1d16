"""What the documents say of commands, settings and targets is what there is."""

from __future__ import annotations

import re

from casebase.cli import commands
from casebase.settings import Settings
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
OPERATE = (PROJECT / "docs" / "operate.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme():
    names = {command.name or command.callback.__name__ for command in commands.registered_commands}
    assert {name for name in names if f"python -m casebase {name}" not in README} == set()


def test_every_setting_is_in_the_readme_and_no_other():
    settings = {f"CASEBASE_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"CASEBASE_[A-Z_]+", README + OPERATE))
    assert settings == named


def test_every_make_target_is_in_the_readme():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert {target for target in targets if f"`{target}`" not in README and f"make {target}" not in README} == set()


def test_every_file_that_the_documents_point_to_is_there():
    for text, folder in ((README, PROJECT), (OPERATE, PROJECT / "docs")):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (folder / target).exists(), target


def test_the_ci_script_runs_the_readmes_test_command():
    assert re.search(r"^make test$", (PROJECT / ".ci" / "run").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert "make test " in README
