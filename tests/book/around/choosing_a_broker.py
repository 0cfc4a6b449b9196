"""A server whose topics Redis carries; nothing is connected before the first client comes."""

from examples.chat.server import Chat

assert Chat
# HERE
assert globals()["chat"].options.broker is not None
