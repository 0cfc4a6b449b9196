/** A payload without some of its fields: those that can have one value only, or that the runtime fills in. */
export type Without<Payload, Key extends PropertyKey> = Payload extends unknown ? {
    [Name in keyof Payload as Name extends Key ? never : Name]: Payload[Name];
} : never;
