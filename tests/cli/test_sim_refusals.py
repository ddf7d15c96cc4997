"""`wedge sim ...`: what cannot be played is one sentence and an exit status, never a traceback."""

import pytest

from tests.cli.at_once import at_once


def test_a_camera_has_no_port_above_65535():
    done = at_once("sim", "camera", "--port", 99999)
    assert done.exit_code == 2
    assert "'--port'" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read: No such file"),
        ("{", "Expecting property name"),
        ("[]", "is not JSON of the form"),
        ('{"items": 3}', "is not JSON of the form"),
        ('{"items": [3]}', "is not JSON of the form"),
        ('{"items": [{}]}', "items: a record needs a code or an id"),
        ('{"colours": []}', "'colours' is no dataset"),
        ("\udcff", "codec can't decode"),
    ],
)
def test_a_reference_file_that_is_none_is_one_sentence(tmp_path, text, said):
    path = tmp_path / "reference.json"
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))
    done = at_once("sim", "central", "--db", tmp_path / "central.db", "--reference", path)
    assert done.exit_code == 74
    assert done.stderr.startswith(f"the reference file {path}")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_of_central_in_no_folder_is_one_sentence(tmp_path):
    done = at_once("sim", "central", "--db", tmp_path / "no" / "central.db")
    assert done.exit_code == 74
    assert done.stderr == f"the file {tmp_path}/no/central.db cannot be used: unable to open database file\n"


def test_a_key_file_that_is_no_key_is_one_sentence(tmp_path):
    (tmp_path / "key").write_text("not hex")
    done = at_once("sim", "central", "--db", tmp_path / "central.db", "--key-file", tmp_path / "key")
    assert done.exit_code == 74
    assert done.stderr == f"the key file {tmp_path}/key is not a seed of 32 bytes in hex\n"
