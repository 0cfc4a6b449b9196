"""What holds for every test."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


SAMPLES = {
    "bench/test_frames.py::test_every_reader_gives_the_same_verdict": 0,
    "bench/test_serving.py::test_every_client_gets_its_answers": 0,
    "bench/test_serving.py::test_every_server_answers_as_it_should_on_every_connection": 0,
    "bench/test_serving.py::test_idle_connections_are_counted_and_many_are_held": 0,
    "breaking/test_jsoncompat.py::test_about_random_edits_of_plain_schemas_it_says_the_same_but_for_open_objects": 0,
    "breaking/test_random_edits.py::test_safe_never_breaks_and_breaking_has_a_frame": 4,
    "code/test_hostile.py::test_what_is_generated_from_hostile_text_is_inert": 4,
    "code/test_hostile_keys.py::test_a_hostile_name_in_the_settings_is_planned": 10,
    "code/test_hostile_keys.py::test_a_hostile_value_of_a_key_of_ours_is_inert_or_told_with_its_place": 4,
    "code/test_layout.py::test_a_second_process_that_does_nothing_is_done_without": 2,
    "code/test_models_outside.py::test_type_checkers_know_the_constructors": 0,
    "code/test_target.py::test_what_is_written_for_a_newer_python_can_be_read_by_it_and_by_the_oldest": 1,
    "code/test_wide.py::test_no_chain_and_no_list_is_longer_than_type_checkers_follow": 0,
    "commands/test_fuzz.py::test_a_fault_is_told_and_kept_and_found_again": 1,
    "contract/test_capture_documents.py::test_a_request_of_each_kind_is_recorded_and_read_by_pact": 5,
    "corpus/test_instances.py::test_what_is_valid_is_read_and_comes_back_and_nothing_else_is": 20,
    "e2e/faults/test_hostile_clients.py::test_a_burst_of_a_hundred_thousand_frames_is_taken_and_others_go_on": 1,
    "e2e/faults/test_hostile_clients.py::"
    "test_a_subscriber_that_stops_reading_takes_bounded_memory_and_the_others_get_all": 1,
    "e2e/servers/test_every_server.py::test_the_path_has_a_slash_at_its_end_or_not": 12,
    "e2e/servers/test_every_server.py::test_what_libraries_would_not_send_ends_as_the_table_says": 80,
    "e2e/test_chat.py::test_a_frame_that_breaks_the_contract": 4,
    "e2e/test_every_python.py::test_another_python_does_the_same": 1,
    "e2e/test_guide.py::test_it_is_typed": 0,
    "e2e/test_observed_service.py::test_they_are_typed": 1,
    "e2e/test_real_documents.py::test_both_packages_and_what_users_write_are_clean_under": 0,
    "fuzz/test_limits.py::test_an_answer_comes_within_the_limits": 8,
    "fuzz/test_mutations.py::test_a_mutated_document_ends_in_a_plan_or_in_errors": 4,
    "fuzzing/test_every_framing.py::test_each_frame_is_to_generated_code_what_it_is_meant_to_be": 5,
    "fuzzing/test_finding.py::test_some_faults_are_found_in_seconds": 1,
    "fuzzing/test_running.py::test_each_fault_is_found": 7,
    "fuzzing/test_trace_sequences.py::"
    "test_a_search_begins_with_the_plan_goes_on_with_what_is_drawn_and_comes_back_to_the_plan": 0,
    "instances/test_reading_agrees.py::test_the_protocol_alone_says_what_generated_code_says": 5,
    "mock/test_conformance.py::test_each_frame_of_a_mock_is_valid": 6,
    "oracles/test_official_upgrade.py::test_real_documents_of_2x_are_valid_after_the_upgrade": 0,
    "plan/test_disjoint.py::test_no_value_satisfies_two_schemas_that_are_proved_disjoint": 0,
    "rust/test_rust_refusals.py::test_choices_end_and_a_topic_may_be_called_part": 0,
    "spec/test_dialects.py::test_the_converted_schema_accepts_the_same_values": 2,
}
"""How many cases of tests that take long are run at once; the others are slow, for `make test-long`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what stands beyond a test's sample, which is spread over its cases, the last one among them."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("slow") is None:
            cases.setdefault(item.nodeid.partition("[")[0].removeprefix("tests/"), []).append(item)
    for test, size in SAMPLES.items():
        there = cases.get(test, [])
        sample = {len(there) - 1 - place * len(there) // size for place in range(size)} if size else set()
        for place, item in enumerate(there):
            if place not in sample:
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _caches_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them, but share one, which saves a third of the time.

    The tests of the cache have one of their own, and those of which bytes come of what have none. What mypy knows of
    the libraries is kept for all that one process tests: a dozen tests need it, 10 s each.
    """
    folder = folder_of_this_run(tmp_path_factory) / "cache"
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("CI", raising=False)
        environment.setenv("XDG_CACHE_HOME", str(folder))
        environment.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        yield


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this clone, which is built once for all processes of a run."""
    folder = folder_of_this_run(tmp_path_factory) / "wheel"
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(folder.glob("*.whl")):
            built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.glob("*.whl")
    return made


def folder_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run share."""
    run = tmp_path_factory.getbasetemp()
    return run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
