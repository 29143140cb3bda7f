import pytest

from carepath.figures import graphviz


def test_dot_places_nodes_and_edges():
    found = graphviz.lay_out("digraph { rankdir=LR; a -> b }")
    assert [thing["name"] for thing in found["objects"]] == ["a", "b"]
    assert len(found["edges"]) == 1


def test_what_dot_cannot_read_has_no_layout():
    with pytest.raises(graphviz.NoLayout):
        graphviz.lay_out("digraph { a -> ")


def test_without_a_program_there_is_no_layout(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(graphviz.NoLayout, match="graphviz-pure"):
        graphviz.program()


def test_dot_on_the_path_comes_first(monkeypatch, tmp_path):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert graphviz.program() == str(program)
