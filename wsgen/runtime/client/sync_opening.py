"""Opens the transport of a client without asyncio as its options say, and tells what keeps it from being opened."""

from ..core.opening import Opening
from ..errors import ClientError, Unreachable
from .options import ClientOptions
from .sync_transport import SyncTransport, connect_sync
from .transport import TransportSettings, too_late


def open_transport(opening: Opening, options: ClientOptions, settings: TransportSettings) -> SyncTransport:
    """Open it in the caller's thread.

    Raises TimeoutError after the time that an attempt has, Unreachable where there is no server, and what the server's
    refusal means.
    """
    try:
        return (options.connect_sync or connect_sync)(opening, settings, options.connect_timeout)
    except TimeoutError:
        raise too_late(opening, options.connect_timeout) from None
    except OSError as error:
        if isinstance(error, ClientError):
            raise
        raise Unreachable.at(opening.shown, error) from error
