/** A JSON Schema of the bundle; each `$ref` in it is `#/$defs/<name>`, and `<name>` a key of `PageProtocol.definitions`. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** What the console must know of a protocol; `wsgen docs` writes it into the page as JSON. Names are Python's. */
export interface PageProtocol {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** The URL of the mock without a path, such as `ws://127.0.0.1:8080`, where `wsgen mock` serves the page; chosen first. */
  readonly mock: string | null;
  readonly connections: readonly PageConnection[];
  /** The bundled schemas by name: payloads and whole frames. */
  readonly definitions: { readonly [name: string]: Schema };
}

/** One kind of connection; `client` is its key in `mount`'s `clients`, the name of the generated class. */
export interface PageConnection {
  readonly key: string;
  readonly name: string;
  readonly client: string;
  readonly description: string;
  readonly path: string;
  /** Where servers take it, the usual one first; none where the document names no host. `{name}` stays in it. */
  readonly servers: readonly PageServer[];
  readonly arguments: readonly PageArgument[];
  readonly messages: readonly PageMessage[];
  readonly topics: readonly PageTopic[];
}

/** A server of the document. */
export interface PageServer {
  readonly url: string;
  readonly title: string;
}

/** What a client gives when it connects: `property` is its name in the arguments of the generated class. */
export interface PageArgument {
  readonly name: string;
  readonly property: string;
  readonly where: string;
  readonly required: boolean;
  /** Whether it is a secret, which is neither shown nor kept. */
  readonly secret: boolean;
  readonly type: "str" | "int" | "float" | "bool";
  /** Whether it may be given several times; then they stand in one field, with commas. */
  readonly many: boolean;
  readonly values: readonly string[];
  readonly example: string;
  readonly description: string;
}

/** A message in one direction; one that travels both ways stands here twice. */
export interface PageMessage {
  readonly id: string;
  readonly wire: string;
  readonly direction: Direction;
  readonly model: string;
  /** The generated client's method that sends it; null where the runtime does, and from server to client. */
  readonly method: string | null;
  readonly role: string | null;
  readonly title: string;
  readonly summary: string;
  readonly deprecated: boolean;
  /** Names of topics. */
  readonly topics: readonly string[];
  readonly reply: PageReply | null;
  /** The definition of a whole frame. */
  readonly schema: string;
  /** Steps from the frame to its payload; none where they are the same. */
  readonly data: readonly string[];
  /** Whole frames, valid ones. */
  readonly examples: readonly unknown[];
}

/** Who sends. */
export type Direction = "client → server" | "server → client";

/** Ids of the messages that answer a request: one of `one`, or a stream. */
export type PageReply =
  | { readonly one: readonly string[] }
  | { readonly start: string | null; readonly items: readonly string[]; readonly end: readonly string[] };

/** One topic of a connection; `method` makes a subscription of the generated client. */
export interface PageTopic {
  readonly name: string;
  readonly address: string;
  readonly method: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly PageParameter[];
}

/** One `{name}` of a topic's address; `property` is its name in the arguments of the topic's method. */
export interface PageParameter {
  readonly name: string;
  readonly property: string;
  readonly type: "str" | "int";
  readonly values: readonly string[];
  readonly example: string;
  readonly description: string;
}
