/** What a badge shows: amber, green, amber, red. Without reconnecting a lost connection is `closed`, never `stale`. */
export type ClientState = "connecting" | "live" | "stale" | "closed";
