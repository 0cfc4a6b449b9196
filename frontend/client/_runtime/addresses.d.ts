import { type Route } from "./protocol.js";
import type { Received } from "./reading.js";
/** The addresses by channel name that an accepted frame belongs to. */
export declare function addresses_of(read: Received): Map<string, string>;
/** The addresses by channel name that a payload of a route's message tells. */
export declare function addresses_in(route: Route, payload: unknown): Map<string, string>;
/** The addresses by channel name, where an envelope names the topic. */
export declare function named(route: Route, topic: string): Map<string, string>;
