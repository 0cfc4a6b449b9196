"""Reads the file in which somebody accepts findings of `wsgen breaking`, as the settings name it."""

from ..breaking.accepted import Acceptance, read_accepted
from ..collecting import RefusedError
from ..diagnostics.found import found
from ..spec.load import UnreadableError, read
from .project import Subject


def accepted_changes(asked: Subject) -> tuple[Acceptance, ...]:
    """What is accepted; nothing where the settings name no file. Raises RefusedError for faults in it."""
    path = asked.job.settings.accepted_changes
    if path is None:
        return ()
    folder, settings = asked.job.folder, asked.job.settings
    try:
        sources = read(path, root=folder, allow_outside=True)
    except UnreadableError as error:
        message = f"the accepted changes can't be read: {error.diagnostic.message}"
        fault = found("WSG790", settings.locations["accepted-changes"], message, hint="name a YAML or JSON file")
        raise RefusedError((fault,), folder, asked.job.texts) from error
    faults = sources.missing.get(sources.root, ())
    texts = {**asked.job.texts, **sources.texts}
    if faults:
        raise RefusedError(faults, folder, texts)
    accepted, diagnostics = read_accepted(sources.document)
    if diagnostics:
        raise RefusedError(diagnostics, folder, texts)
    return accepted
