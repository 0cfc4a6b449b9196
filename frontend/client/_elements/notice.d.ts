import type { Ended } from "./watched.js";
/** What a toast says. `stays` until somebody has read it; what mends itself goes when the connection is live again. */
export interface Notice {
    readonly title: string;
    readonly text: string;
    readonly detail: string;
    readonly stays: boolean;
}
/** Says in words how a connection ended; null where nobody needs to be told: the page itself closed it. */
export declare function noticeOf(ended: Ended): Notice | null;
/** Says what the server told is wrong, where that answers no request: the connection goes on, or its end comes next. */
export declare function noticeOfError(text: string): Notice;
