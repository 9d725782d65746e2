export type Messages = readonly [name: string, messages: Readonly<Record<string, unknown>>];
export function differences(files: readonly [Messages, Messages]): string[];
