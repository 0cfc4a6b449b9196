import { host_formats, is_ipv6 } from "./hosts.js";
import { compile, text_rule } from "./scalars.js";
import { anything } from "./schema.js";
const POINTER = /^(\/([^~/]|~[01])*)*$/u;
const RELATIVE_POINTER = /^(0|[1-9][0-9]*)(#|(\/([^~/]|~[01])*)*)$/u;
const DURATION = /^P(?:[0-9]+W|(?=[0-9T])(?!.*Y[0-9]+D)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?!.*H[0-9]+S)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/;
const VARIABLE = "(?:\\w|%[0-9A-Fa-f]{2})+(?:\\.(?:\\w|%[0-9A-Fa-f]{2})+)*(?::[1-9][0-9]{0,3}|\\*)?";
const TEMPLATE = new RegExp(`^(?:[^\\u0000-\\u0020"<>%\\\\^\`{|}\\u007f]|%[0-9A-Fa-f]{2}|\\{[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*\\})*$`, "u");
// RFC 3987 §2.2: what an IRI has beyond the characters of a URI; the private ones stand in its query alone.
const BEYOND = "\\u{a0}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{ffef}" +
    [...Array(13).keys()].map((at) => `\\u{${(at + 1).toString(16)}0000}-\\u{${(at + 1).toString(16)}fffd}`).join("") +
    "\\u{e1000}-\\u{efffd}";
const PRIVATE = "\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{ffffd}\\u{100000}-\\u{10fffd}";
const JUDGES = {
    date: is_date,
    time: is_time,
    "date-time": (text) => {
        const at = text.search(/[Tt]/);
        return at > 0 && is_date(text.slice(0, at)) && is_time(text.slice(at + 1));
    },
    duration: (text) => DURATION.test(text),
    uuid: (text) => UUID.test(text),
    "json-pointer": (text) => POINTER.test(text),
    "relative-json-pointer": (text) => RELATIVE_POINTER.test(text),
    "uri-template": (text) => TEMPLATE.test(text),
    regex: (text) => compile(text.replace(/\\([-_])/g, "$1")) !== null || compile(text) !== null,
    uri: reference_judge("", "", true),
    "uri-reference": reference_judge("", "", false),
    iri: reference_judge(BEYOND, PRIVATE, true),
    "iri-reference": reference_judge(BEYOND, PRIVATE, false),
    ...host_formats,
};
/** `format`, where formats are rules; one that isn't known stays a remark. */
export function format(name) {
    const judge = Object.hasOwn(JUDGES, name) ? JUDGES[name] : undefined;
    return judge ? text_rule("format", judge, `must have the form of ${name}`) : anything;
}
/** RFC 3339 §5.6 `full-date` */
function is_date(text) {
    const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!found)
        return false;
    const [year, month, day] = found.slice(1).map(Number);
    const is_leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = [31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
    return days !== undefined && day >= 1 && day <= days;
}
/** RFC 3339 §5.6 `full-time`: a leap second is the last one of a day of UTC. */
function is_time(text) {
    const found = TIME.exec(text);
    if (!found)
        return false;
    const [hour, minute, second] = found.slice(1, 4).map(Number);
    const [hours, minutes] = [Number(found[5] ?? 0), Number(found[6] ?? 0)];
    if (hour > 23 || minute > 59 || second > 60 || hours > 23 || minutes > 59)
        return false;
    const offset = (hours * 60 + minutes) * (found[4] === "-" ? -1 : 1);
    return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 === 1439;
}
/** RFC 3986 §4.1 and RFC 3987 §2.2; `more` and `more_in_query` are characters beyond those of a URI. */
function reference_judge(more, more_in_query, is_absolute) {
    const plain = `[A-Za-z0-9._~!$&'()*+,;=${more}-]|%[0-9A-Fa-f]{2}`;
    const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
    const authority = whole(`(?:(?:${plain}|:)*@)?(\\[[^\\]]*\\]|(?:${plain})*)(?::[0-9]*)?`);
    const path = whole(`(?:${plain}|[:@/])*`);
    const query = whole(`(?:${plain}|[:@/?${more_in_query}])*`);
    const fragment = whole(`(?:${plain}|[:@/?])*`);
    return (text) => {
        const found = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su.exec(text);
        if (!found || (is_absolute && found[1] === undefined))
            return false;
        const [, scheme, host, steps = "", asked = "", part = ""] = found;
        // Without a scheme, a colon in the first step would begin one.
        if (scheme === undefined && host === undefined && /^[^/]*:/.test(steps))
            return false;
        if (!path.test(steps) || !query.test(asked) || !fragment.test(part))
            return false;
        if (host === undefined)
            return true;
        const address = authority.exec(host)?.[1];
        return address !== undefined && (!address.startsWith("[") || is_literal_address(address.slice(1, -1)));
    };
}
/** RFC 3986 §3.2.2 `IP-literal`, without its brackets. */
function is_literal_address(text) {
    return is_ipv6(text) || /^[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+$/.test(text);
}
