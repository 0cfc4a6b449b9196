/** The formats about hosts, by name. */
export declare const host_formats: {
    readonly [name: string]: (text: string) => boolean;
};
/** RFC 2673 §3.2, four numbers without a leading zero. */
export declare function is_ipv4(text: string): boolean;
/** RFC 4291 §2.2 */
export declare function is_ipv6(text: string): boolean;
