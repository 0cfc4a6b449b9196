"""Opens the transport of a client without asyncio as its options say, and tells what keeps it from being opened."""

from ..core.opening import Opening
from ..errors import ClientError, Unreachable
from .options import ClientOptions
from .sync_transport import SyncTransport, connect_sync
from .transport import TransportSettings


def open_transport(opening: Opening, options: ClientOptions, *, keepalive: bool) -> SyncTransport:
    """Open it in the caller's thread.

    Raises TimeoutError after the time that an attempt has, Unreachable where there is no server, and what the server's
    refusal means.
    """
    settings = TransportSettings(
        max_frame_bytes=options.max_frame_bytes,
        close_timeout=options.close_timeout,
        keepalive=keepalive,
        headers=options.headers,
        ssl=options.ssl,
    )
    try:
        return (options.connect_sync or connect_sync)(opening, settings, options.connect_timeout)
    except TimeoutError:
        raise TimeoutError(
            f"no connection to {opening.shown} within {options.connect_timeout:g} s: is the server there?"
        ) from None
    except OSError as error:
        if isinstance(error, ClientError):
            raise
        raise Unreachable.at(opening.shown, error) from error
