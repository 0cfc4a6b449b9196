import { useId, useState } from "preact/hooks";
import type { Fault } from "../runtime/schema.js";
import { type Html, html, prose } from "./html.js";
import { type Steps, pointerOf } from "./places.js";
import type { Schema } from "./page.js";
import { are_equal } from "../runtime/scalars.js";
import { type Definitions, type Field, type Json, type Shape, choiceOf, firstValue, isObject, kindOf, nameOf, shapeOf } from "./shape.js";

/** What all fields of a form share. */
export interface FormContext {
  readonly definitions: Definitions;
  readonly fault: Fault | undefined;
  /** Puts another value at a place; undefined takes the place away. */
  readonly change: (steps: Steps, value: Json | undefined) => void;
}

/** One value to fill in: where it stands, its name there, and its schema; `remove` where it may be left out. */
interface Place {
  readonly context: FormContext;
  readonly steps: Steps;
  readonly label: string;
  readonly schema: Schema;
  readonly value: Json;
  readonly required: boolean;
  readonly remove: (() => void) | null;
}

/** What a field is called by and described by, for those who can't see it. */
interface Naming {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
}

/** A form for a value by its schema: a field for each scalar, a group for each object and array, a choice where there is one. */
export function Form(place: Place): Html {
  const { context, steps, schema, value } = place;
  const shape = shapeOf(schema, context.definitions);
  const id = useId();
  const isHere = context.fault !== undefined && context.fault.at === pointerOf(steps);
  const told = [shape.description && `${id}-about`, isHere && `${id}-fault`].filter(Boolean).join(" ");
  const naming: Naming = { id, "aria-describedby": told || undefined, "aria-invalid": isHere ? "true" : undefined };
  const notes = html`
    ${shape.description && html`<small id=${`${id}-about`}>${prose(shape.description)}</small>`}
    ${isHere && html`<small class="fault" id=${`${id}-fault`}>${context.fault?.message}</small>`}
  `;
  const isGroup = shape.kind === "choice" || (shape.kind === "object" && isObject(value)) || (shape.kind === "array" && Array.isArray(value));
  if (isGroup) {
    return html`<fieldset class=${isHere ? "group faulty" : "group"} aria-describedby=${naming["aria-describedby"]}>
      <legend>${titleOf(place)}</legend>
      ${removal(place)}${notes}
      ${shape.kind === "choice" && html`<${Choice} ...${place} shape=${shape} />`}
      ${shape.kind === "object" && html`<${Properties} ...${place} shape=${shape} />`}
      ${shape.kind === "array" && html`<${Items} ...${place} shape=${shape} />`}
    </fieldset>`;
  }
  return html`<div class=${isHere ? "field faulty" : "field"}>
    <label for=${id}>${titleOf(place)}</label>
    ${removal(place)}${control(shape, place, naming)}${notes}
  </div>`;
}

function titleOf(place: Place): Html {
  return html`${place.label}${place.required && place.steps.length > 0 && html`<span class="needed" title="required">*</span>`}`;
}

function removal({ remove, label }: Place): Html {
  return remove && html`<button type="button" class="quiet" aria-label=${`Leave out ${label}`} title="Leave out" onClick=${remove}>×</button>`;
}

function control(shape: Shape, place: Place, naming: Naming): Html {
  const { context, steps, value } = place;
  const put = (next: Json): void => context.change(steps, next);
  switch (shape.kind) {
    case "constant":
      if (are_equal(value, shape.value)) return html`<input ...${naming} readonly value=${plain(shape.value)} />`;
      return html`<select ...${naming} onChange=${() => put(shape.value)}>
        <option selected>${JSON.stringify(value)}</option><option>${JSON.stringify(shape.value)}</option>
      </select>`;
    case "enumeration": {
      const at = shape.values.findIndex((each) => are_equal(each, value));
      return html`<select ...${naming} onChange=${(event: Event) => put(shape.values[Number(chosen(event))] ?? null)}>
        ${at < 0 && html`<option value="-1" selected>${JSON.stringify(value)}</option>`}
        ${shape.values.map((each, index) => html`<option value=${index} selected=${index === at}>${plain(each)}</option>`)}
      </select>`;
    }
    case "boolean":
      if (typeof value !== "boolean") break;
      return html`<input type="checkbox" ...${naming} checked=${value} onChange=${(event: Event) => put((event.target as HTMLInputElement).checked)} />`;
    case "text":
      if (typeof value !== "string") break;
      return html`<textarea ...${naming} rows=${Math.min(6, value.split("\n").length)} value=${value} onInput=${(event: Event) => put(chosen(event))}></textarea>`;
    case "number":
    case "integer":
      if (typeof value !== "number") break;
      return html`<input type="number" step=${shape.kind === "integer" ? 1 : "any"} ...${naming} value=${value} onInput=${(event: Event) => putNumber(chosen(event), put)} />`;
    case "null":
      if (value === null) return html`<input ...${naming} readonly value="null" />`;
  }
  return html`<${JsonInput} naming=${naming} value=${value} put=${put} />`;
}

function putNumber(text: string, put: (value: Json) => void): void {
  // While somebody types `-` or `1e` there is no number yet.
  if (text !== "" && Number.isFinite(Number(text))) put(Number(text));
}

/** A field for a value of any kind, and for one that isn't of the kind that its schema wants: it is written as JSON. */
function JsonInput({ naming, value, put }: { naming: Naming; value: Json; put: (value: Json) => void }): Html {
  const [draft, setDraft] = useState<string | null>(null);
  const change = (event: Event): void => {
    const text = chosen(event);
    setDraft(text);
    const found = parsed(text);
    if (found !== undefined) put(found);
  };
  const isReadable = draft === null || parsed(draft) !== undefined;
  return html`<textarea class="code" rows="1" ...${naming} aria-invalid=${isReadable ? naming["aria-invalid"] : "true"}
    value=${draft ?? JSON.stringify(value)} onInput=${change} onBlur=${() => setDraft(null)}></textarea>
    ${!isReadable && html`<small class="fault">This isn't JSON yet; texts stand in quotes.</small>`}`;
}

function Choice({ shape, ...place }: Place & { shape: Shape & { kind: "choice" } }): Html {
  const { context, value, steps } = place;
  const id = useId();
  // Where several fit alike, the one that was chosen stays.
  const [picked, pick] = useState(-1);
  const likely = choiceOf(value, shape.choices, context.definitions);
  const at = picked >= 0 && choiceOf(value, [shape.choices[picked] ?? false, shape.choices[likely] ?? true], context.definitions) === 0 ? picked : likely;
  const choose = (event: Event): void => {
    const next = Number(chosen(event));
    pick(next);
    context.change(steps, firstValue(shape.choices[next] ?? true, context.definitions));
  };
  const choice = shape.choices[at] ?? true;
  return html`<div class="field">
      <label for=${id}>One of</label>
      <select id=${id} onChange=${choose}>
        ${shape.choices.map((each, index) => html`<option value=${index} selected=${index === at}>${nameOf(each, context.definitions)}</option>`)}
      </select>
    </div>
    <${Form} key=${at} ...${place} label=${nameOf(choice, context.definitions)} schema=${choice} remove=${null} />`;
}

function Properties({ shape, ...place }: Place & { shape: Shape & { kind: "object" } }): Html {
  const { context, steps, value } = place;
  const present = isObject(value) ? value : {};
  const names = new Set(shape.fields.map((field) => field.name));
  const extra: Field[] = Object.keys(present).filter((name) => !names.has(name)).map((name) => ({ name, schema: shape.others, required: false }));
  const absent = shape.fields.filter((field) => !Object.hasOwn(present, field.name));
  const add = (field: Field): void => context.change([...steps, field.name], firstValue(field.schema, context.definitions));
  return html`
    ${[...shape.fields, ...extra].filter((field) => Object.hasOwn(present, field.name)).map(
      (field) => html`<${Form} key=${field.name} context=${context} steps=${[...steps, field.name]} label=${field.name} schema=${field.schema}
        value=${present[field.name] ?? null} required=${field.required}
        remove=${field.required ? null : () => context.change([...steps, field.name], undefined)} />`,
    )}
    ${absent.length > 0 && html`<div class="add">${absent.map((field) => html`<button type="button" key=${field.name} onClick=${() => add(field)}>+ ${field.name}</button>`)}</div>`}
    ${shape.others !== false && html`<${Another} present=${present} add=${(name: string) => add({ name, schema: shape.others, required: false })} />`}
  `;
}

/** Adds a property that no schema names. */
function Another({ present, add }: { present: object; add: (name: string) => void }): Html {
  const [name, setName] = useState("");
  const id = useId();
  const isFree = name !== "" && !Object.hasOwn(present, name);
  const take = (): void => {
    if (!isFree) return;
    add(name);
    setName("");
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  };
  return html`<div class="another">
    <label for=${id}>Another property</label>
    <input id=${id} value=${name} placeholder="name" onInput=${(event: Event) => setName(chosen(event))} onKeyDown=${press} />
    <button type="button" disabled=${!isFree} onClick=${take}>Add</button>
  </div>`;
}

function Items({ shape, ...place }: Place & { shape: Shape & { kind: "array" } }): Html {
  const { context, steps, value, label } = place;
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const schema = (at: number): Schema => shape.first[at] ?? shape.others;
  const add = (): void => context.change([...steps, items.length], firstValue(schema(items.length), context.definitions));
  return html`
    ${items.map(
      (item, at) => html`<${Form} key=${`${at}-${kindOf(item)}`} context=${context} steps=${[...steps, at]} label=${`${label} ${at + 1}`}
        schema=${schema(at)} value=${item} required=${false} remove=${() => context.change([...steps, at], undefined)} />`,
    )}
    ${schema(items.length) !== false && html`<div class="add"><button type="button" onClick=${add}>+ item of ${label}</button></div>`}
  `;
}

function chosen(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
}

function plain(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
