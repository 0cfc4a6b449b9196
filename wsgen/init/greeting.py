"""The document that a new project begins with: clients say hello, and the server answers."""

from typing import Final

SPEC: Final = """\
asyncapi: 3.0.0

info:
  title: @TITLE@
  version: 0.1.0
  description: Clients say hello, and the server answers.

defaultContentType: application/json

servers:
  local:
    host: localhost:8000
    protocol: ws
    description: A server on your own machine.

channels:
  main:
    address: /ws
    description: The one connection, which carries everything.
    messages:
      Ping:
        $ref: '#/components/messages/Ping'
      Pong:
        $ref: '#/components/messages/Pong'
      Hello:
        $ref: '#/components/messages/Hello'
      Greeting:
        $ref: '#/components/messages/Greeting'

# `receive` is what clients send, since this document describes the server.
operations:
  sendPing:
    action: send
    channel:
      $ref: '#/channels/main'
    summary: The server asks whether the client is still there.
    messages:
      - $ref: '#/channels/main/messages/Ping'

  receivePong:
    action: receive
    channel:
      $ref: '#/channels/main'
    summary: The client answers a ping.
    messages:
      - $ref: '#/channels/main/messages/Pong'

  receiveHello:
    action: receive
    channel:
      $ref: '#/channels/main'
    summary: The client says who it is, and is greeted.
    messages:
      - $ref: '#/channels/main/messages/Hello'
    reply:
      channel:
        $ref: '#/channels/main'
      messages:
        - $ref: '#/channels/main/messages/Greeting'

components:
  messages:
    Ping:
      name: ping
      title: Are you there?
      payload:
        type: object
        required: [type, ping_id]
        properties:
          type: {type: string, const: ping}
          ping_id: {type: string, description: Names this ping; the pong carries the same one.}
      examples:
        - payload: {type: ping, ping_id: p-1}

    Pong:
      name: pong
      title: I am
      payload:
        type: object
        required: [type, ping_id]
        properties:
          type: {type: string, const: pong}
          ping_id: {type: string, description: Of the ping that is answered.}
      examples:
        - payload: {type: pong, ping_id: p-1}

    Hello:
      name: hello
      title: Hello
      payload:
        type: object
        required: [type, name]
        properties:
          type: {type: string, const: hello}
          name: {type: string, minLength: 1, description: Who says hello.}
      examples:
        - payload: {type: hello, name: Ada}

    Greeting:
      name: greeting
      title: A greeting
      payload:
        type: object
        required: [type, text]
        properties:
          type: {type: string, const: greeting}
          text: {type: string, description: What the server has to say.}
      examples:
        - payload: {type: greeting, text: 'Hello, Ada!'}
"""
