import { address_in, match_address } from "./protocol.js";
/** The addresses by channel name that an accepted frame belongs to. */
export function addresses_of(read) {
    return read.topic === null ? addresses_in(read.route, read.payload) : named(read.route, read.topic);
}
/** The addresses by channel name that a payload of a route's message tells. */
export function addresses_in(route, payload) {
    return addressed(route.channels, (channel) => {
        const has_parameters = Object.keys(channel.parameters).length > 0;
        return has_parameters ? address_in(channel, route.message, payload) : channel.address;
    });
}
/** The addresses by channel name, where an envelope names the topic. */
export function named(route, topic) {
    return addressed(route.channels, (channel) => (match_address(channel, topic) === null ? null : topic));
}
function addressed(channels, of) {
    const found = new Map();
    for (const channel of channels) {
        const address = of(channel);
        if (address !== null)
            found.set(channel.name, address);
    }
    return found;
}
