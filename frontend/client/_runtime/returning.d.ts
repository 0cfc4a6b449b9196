/** Calls back when the network is back, or the page is shown again, where there is a page; returns what ends that. */
export declare function on_return(callback: () => void): () => void;
