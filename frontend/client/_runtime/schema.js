/** The schema `true`. */
export const anything = () => undefined;
/** The schema `false`. */
export const nothing = () => refuse("false", "must not be here");
/** A fault of the value itself. */
export function refuse(keyword, message) {
    return { at: "", keyword, message };
}
/** A fault of a value's part, as a fault of the value. */
export function inside(key, fault) {
    const step = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
    return { at: `/${step}${fault.at}`, keyword: fault.keyword, message: fault.message };
}
/** A value in a sentence: short, whatever it is. */
export function shown(value) {
    if (Array.isArray(value))
        return "an array";
    if (typeof value === "object" && value !== null)
        return "an object";
    if (typeof value !== "string")
        return String(value);
    return JSON.stringify(value.length <= 40 ? value : `${value.slice(0, 39)}…`);
}
/** A schema by its name, which may be defined after whoever refers to it. */
export function ref(named) {
    return (value) => named()(value);
}
/** All of them: the first fault counts. */
export function all(...rules) {
    return (value) => {
        for (const rule of rules) {
            const fault = rule(value);
            if (fault)
                return fault;
        }
        return undefined;
    };
}
/** `anyOf` */
export function any_of(...rules) {
    return (value) => {
        const faults = [];
        for (const rule of rules) {
            const fault = rule(value);
            if (!fault)
                return undefined;
            faults.push(fault);
        }
        return nearest("anyOf", faults);
    };
}
/** `oneOf` */
export function one_of(...rules) {
    return (value) => {
        const faults = rules.map((rule) => rule(value));
        const refused = faults.filter((fault) => fault !== undefined);
        const accepting = faults.length - refused.length;
        if (accepting === 1)
            return undefined;
        return accepting === 0 ? nearest("oneOf", refused) : refuse("oneOf", `fits ${accepting} choices, and only one may fit`);
    };
}
/** `not` */
export function not(rule) {
    return (value) => (rule(value) ? undefined : refuse("not", "must not be what it is"));
}
/** `if`, `then`, `else` */
export function when(condition, then, otherwise) {
    return (value) => (condition(value) ? otherwise(value) : then(value));
}
/** Of the faults of all choices the one that tells most: a choice whose tag or type is another isn't meant. */
function nearest(keyword, faults) {
    const likely = faults.filter((fault) => !is_other_choice(fault));
    const deepest = Math.max(0, ...likely.map(depth_of));
    const found = likely.filter((fault) => depth_of(fault) === deepest);
    const [only] = found;
    if (only && found.every((each) => each.at === only.at && each.message === only.message))
        return only;
    return refuse(keyword, `fits none of ${faults.length} choices`);
}
function is_other_choice(fault) {
    return depth_of(fault) < 2 && ["type", "const", "enum", "false"].includes(fault.keyword);
}
function depth_of(fault) {
    return fault.at.split("/").length - 1;
}
