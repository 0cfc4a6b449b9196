import { fault } from "./schema.js";
/**
 * A text that has this format. `idn-email`, `idn-hostname`, `iri`, `iri-reference` and `uri-template` are left to the
 * server: a browser has no tables for them.
 */
export function format(name) {
    const holds = FORMATS.get(name) ?? (() => true);
    return (value, at) => typeof value !== "string" || holds(value) ? undefined : fault(at, "format", `must be of the format ${name}`);
}
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:z|([+-])(\d{2}):(\d{2}))$/i;
const DURATION = /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/u;
const REFERENCE = /^(?:[a-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const FORMATS = new Map([
    ["date", is_date],
    ["time", is_time],
    ["date-time", (text) => /^.{10}t/i.test(text) && is_date(text.slice(0, 10)) && is_time(text.slice(11))],
    ["duration", (text) => DURATION.test(text)],
    ["uuid", (text) => UUID.test(text)],
    ["hostname", is_hostname],
    ["email", is_email],
    ["ipv4", is_ipv4],
    ["ipv6", is_ipv6],
    ["uri", (text) => SCHEME.test(text) && is_reference(text)],
    ["uri-reference", is_reference],
    ["json-pointer", (text) => POINTER.test(text)],
    ["relative-json-pointer", (text) => /^(?:0|[1-9]\d*)(#|\/.*)?$/su.test(text) && (/#$/.test(text) || POINTER.test(text.replace(/^\d+/, "")))],
    ["regex", is_regex],
]);
function is_date(text) {
    const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
    if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12)
        return false;
    const is_leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = [31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
    return day >= 1 && day <= days;
}
function is_time(text) {
    const found = TIME.exec(text);
    if (!found)
        return false;
    const [hour = 0, minute = 0, second = 0] = found.slice(1, 4).map(Number);
    const offset = Number(found[5] ?? 0) * 60 + Number(found[6] ?? 0);
    if (hour > 23 || minute > 59 || second > 60 || Number(found[5] ?? 0) > 23 || Number(found[6] ?? 0) > 59)
        return false;
    // A leap second is the last one of a day of UTC.
    const utc = (hour * 60 + minute - (found[4] === "-" ? -offset : offset) + 2880) % 1440;
    return second < 60 || utc === 1439;
}
function is_hostname(text) {
    return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}
function is_email(text) {
    const at = text.lastIndexOf("@");
    const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || local.length > 64)
        return false;
    if (!LOCAL.test(local) && !/^"(?:[^"\\]|\\.)*"$/.test(local))
        return false;
    const literal = /^\[(?:IPv6:(.*)|(.*))\]$/i.exec(domain);
    if (literal)
        return literal[1] === undefined ? is_ipv4(literal[2] ?? "") : is_ipv6(literal[1]);
    return is_hostname(domain);
}
function is_ipv4(text) {
    const parts = text.split(".");
    return parts.length === 4 && parts.every((part) => OCTET.test(part));
}
function is_ipv6(text) {
    const halves = text.split("::");
    if (halves.length > 2 || /^:(?!:)|[^:]:$/.test(text))
        return false;
    const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
    const last = groups.at(-1) ?? "";
    const is_mixed = last.includes(".");
    if (is_mixed && !is_ipv4(last))
        return false;
    const count = groups.length + (is_mixed ? 1 : 0);
    const plain = is_mixed ? groups.slice(0, -1) : groups;
    return plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}
function is_reference(text) {
    return REFERENCE.test(text) && text.split("#").length <= 2;
}
function is_regex(text) {
    try {
        new RegExp(text, "u");
        return true;
    }
    catch {
        return false;
    }
}
