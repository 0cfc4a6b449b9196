/** What close codes mean to a person: RFC 6455's, and those from 4000 that wsgen's servers and clients use. */
const CODES = new Map([
    [1000, ["Connection closed", "The server has ended the connection."]],
    [1001, ["The server went away", "It shuts down, or moves."]],
    [1002, ["A message was refused", "The server got something that breaks the rules of the protocol."]],
    [1003, ["A message was refused", "The server doesn't take this kind of message."]],
    [1005, ["Connection closed", "The server gave no reason."]],
    [1006, ["Connection lost", "The network is down, or the server is gone."]],
    [1007, ["A message was refused", "Its text was not UTF-8."]],
    [1008, ["Not allowed", "The server's rules forbid what was sent."]],
    [1009, ["A message was too big", "The server takes only shorter ones."]],
    [1010, ["Connection refused", "The server lacks something that this page needs."]],
    [1011, ["The server failed", "Something went wrong there."]],
    [1012, ["The server restarts", "The connection comes back in a moment."]],
    [1013, ["The server is busy", "Too much was waiting for this connection."]],
    [1015, ["No safe connection", "The server's certificate was not accepted."]],
    [4002, ["The server sent something invalid", "It breaks the rules of the protocol, so the connection was closed."]],
    [4003, ["The server sent something invalid", "It was binary where the protocol has text."]],
    [4400, ["Connection refused", "Something that the server needs to know is missing or wrong."]],
    [4401, ["Please sign in again", "The token is missing, unknown or expired."]],
    [4403, ["Not allowed", "You may not connect here."]],
    [4408, ["Connection timed out", "No sign of life came in time."]],
]);
/** Says in words how a connection ended; null where nobody needs to be told: the page itself closed it. */
export function noticeOf(ended) {
    if (ended.by_client && (ended.code === 1000 || ended.code === 1001 || ended.code === 1005))
        return null;
    const [title, known] = CODES.get(ended.code) ?? ["Connection closed", `The server closed it with code ${ended.code}.`];
    // A client's own codes mean the same in every protocol; the document speaks of the server's.
    const meaning = ended.by_client ? "" : ended.meaning;
    const text = `${meaning || known}${ended.returns ? " Connecting again…" : ""}`;
    const reason = ended.reason === meaning ? "" : ended.reason;
    const detail = [reason, ended.code === 1006 ? "" : `code ${ended.code}`].filter(Boolean).join(" · ");
    return { title, text, detail, stays: !ended.returns };
}
/** Says what the server told is wrong, where that answers no request: the connection goes on, or its end comes next. */
export function noticeOfError(text) {
    return { title: "The server reports an error", text, detail: "", stays: true };
}
