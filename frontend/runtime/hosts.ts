const ATOMS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const QUOTED = /^"([\t !#-[\]-~]|\\[\t -~])*"$/;
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
// RFC 5892 §2.6: what a name may have beyond letters, marks and digits, and which of those it may not.
const ALLOWED =
  /^[\u0000-\u007f\p{L}\p{Mn}\p{Mc}\p{Nd}\u200c\u200d\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb]*$/u;
const DISALLOWED = /^\p{M}|[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]/u;
// RFC 5892 appendix A: what must stand beside some characters; those after which letters join.
const VIRAMAS =
  "\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca\\u0e3a\\u0f84\\u1039\\u1714\\u1734\\u17d2" +
  "\\u1a60\\u1b44\\u1baa\\u1bf2\\u1bf3\\u2d7f\\ua806\\ua8c4\\ua953\\uabed";
const ALONE = [
  new RegExp(`(?<![${VIRAMAS}])\\u200d`, "u"),
  /(?<!l)\u00b7|\u00b7(?!l)/u,
  /\u0375(?![\u0370-\u03ff])/u,
  /(?<![\u0590-\u05ff])[\u05f3\u05f4]/u,
];
const KANA = /[\u3040-\u309f\u30a0-\u30fa\u30fc-\u30ff\u4e00-\u9fff]/u;

/** The formats about hosts, by name. */
export const host_formats: { readonly [name: string]: (text: string) => boolean } = {
  hostname: is_hostname,
  "idn-hostname": is_idn_hostname,
  email: (text) => is_email(text, is_hostname),
  "idn-email": (text) => is_email(text.replace(/[^\u0000-\u007f]/gu, "a"), () => true) && is_email_of_idn(text),
  ipv4: is_ipv4,
  ipv6: is_ipv6,
};

/** RFC 2673 §3.2, four numbers without a leading zero. */
export function is_ipv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((each) => /^(0|[1-9][0-9]{0,2})$/.test(each) && Number(each) <= 255);
}

/** RFC 4291 §2.2 */
export function is_ipv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1)?.at(-1) ?? "";
  const all = groups.flat();
  const has_ipv4 = last.includes(".");
  const hexadecimal = has_ipv4 ? all.slice(0, -1) : all;
  if (has_ipv4 && !is_ipv4(last)) return false;
  if (!hexadecimal.every((each) => /^[0-9A-Fa-f]{1,4}$/.test(each))) return false;
  const count = hexadecimal.length + (has_ipv4 ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** RFC 1123 §2.1, with the A-labels of RFC 5891. */
function is_hostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every(is_label);
}

function is_label(label: string): boolean {
  if (label.length > 63 || !LABEL.test(label)) return false;
  if (label.slice(2, 4) !== "--") return true;
  const decoded = label.startsWith("xn--") ? decoded_label(label.slice(4)) : null;
  return decoded !== null && is_unicode_label(decoded);
}

/** RFC 5890 §2.3.2.3: its engine's own URLs map and encode a name, as UTS 46 says. */
function is_idn_hostname(text: string): boolean {
  if (text === "" || /[^-.A-Za-z0-9\u0080-\u{10ffff}]/u.test(text)) return false;
  let host: string;
  try {
    // A last label of letters, so that nothing is taken for an address.
    host = new URL(`http://${text}.a/`).hostname.slice(0, -2);
  } catch {
    return false;
  }
  if (!is_hostname(host)) return false;
  return host.split(".").every((label) => !label.startsWith("xn--") || !has_bad_hyphens(label));
}

function has_bad_hyphens(label: string): boolean {
  const decoded = decoded_label(label.slice(4)) ?? "-";
  return decoded.startsWith("-") || decoded.endsWith("-") || [...decoded].slice(2, 4).join("") === "--";
}

function is_unicode_label(label: string): boolean {
  if (!ALLOWED.test(label) || DISALLOWED.test(label) || ALONE.some((each) => each.test(label))) return false;
  if (label.includes("\u30fb") && !KANA.test(label)) return false;
  return !(/[\u0660-\u0669]/u.test(label) && /[\u06f0-\u06f9]/u.test(label));
}

/** RFC 5321 §4.1.2, with a name before it as in `Ada <ada@example.com>`. */
function is_email(text: string, is_host: (text: string) => boolean): boolean {
  const address = address_in(text);
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || local.length > 64 || domain === "") return false;
  if (!ATOMS.test(local) && !QUOTED.test(local)) return false;
  if (!domain.startsWith("[") || !domain.endsWith("]")) return is_host(domain);
  const literal = domain.slice(1, -1);
  return literal.startsWith("IPv6:") ? is_ipv6(literal.slice(5)) : is_ipv4(literal);
}

function is_email_of_idn(text: string): boolean {
  const address = address_in(text);
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return domain.startsWith("[") || is_idn_hostname(domain);
}

function address_in(text: string): string {
  const at = text.lastIndexOf(" <");
  const rest = text.slice(at + 2).trim();
  return at >= 0 && rest.endsWith(">") ? rest.slice(0, -1) : text;
}

/** What Punycode stands for (RFC 3492 §6.2); null where it is none. */
function decoded_label(text: string): string | null {
  const border = text.lastIndexOf("-");
  const points = border > 0 ? [...text.slice(0, border)].map((each) => each.charCodeAt(0)) : [];
  const digits = text.slice(border > 0 ? border + 1 : 0);
  let [point, index, bias, at] = [128, 0, 72, 0];
  while (at < digits.length) {
    const before = index;
    for (let weight = 1, base = 36; ; base += 36) {
      const digit = digit_of(digits.charCodeAt(at++));
      if (digit < 0) return null;
      index += digit * weight;
      const threshold = Math.min(26, Math.max(1, base - bias));
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    bias = adapted(index - before, points.length + 1, before === 0);
    point += Math.floor(index / (points.length + 1));
    index %= points.length + 1;
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
    points.splice(index++, 0, point);
  }
  return points.length > 0 ? String.fromCodePoint(...points) : null;
}

function digit_of(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 26;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 : -1;
}

function adapted(delta: number, count: number, is_first: boolean): number {
  let left = Math.floor(delta / (is_first ? 700 : 2));
  left += Math.floor(left / count);
  let bias = 0;
  while (left > 455) {
    left = Math.floor(left / 35);
    bias += 36;
  }
  return bias + Math.floor((36 * left) / (left + 38));
}
