/** A field of bytes: its tag, its length of one byte, and them. */
export const withPrefix = (tag: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag, bytes.length]), bytes])
