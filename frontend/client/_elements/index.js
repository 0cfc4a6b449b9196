export { WsBadge } from "./badge.js";
export { WsToasts } from "./toasts.js";
export { noticeOf, noticeOfError } from "./notice.js";
