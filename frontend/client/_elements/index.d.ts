export { WsBadge } from "./badge.js";
export { WsToasts } from "./toasts.js";
export { type Notice, noticeOf, noticeOfError } from "./notice.js";
export type { Ended, Watched } from "./watched.js";
