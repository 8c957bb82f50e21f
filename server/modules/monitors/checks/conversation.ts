/** Reading what the other side sends, piece by piece and never more than was bargained for. */
import type { Duplex } from 'node:stream'
import { EgressFailed } from '#platform/egress'

export type Conversation = {
  write(bytes: string | Uint8Array): void
  /** Exactly so many bytes. */
  readBytes(count: number): Promise<Buffer>
  /** Up to and with the delimiter. Throws EgressFailed `too_large` beyond `maxBytes`. */
  readUntil(delimiter: string, maxBytes: number): Promise<Buffer>
  /** True as soon as the text was in what came; false after `maxBytes` or the end. */
  readUntilIncludes(text: string, maxBytes: number): Promise<boolean>
  /** All until the other side hangs up. Throws EgressFailed `too_large` beyond `maxBytes`. */
  readToEnd(maxBytes: number): Promise<Buffer>
  /** What came and was not read, for a protocol that goes on encrypted: it must be nothing. */
  leftover(): number
}

/** Throws EgressFailed: `reset` when it ends early, and whatever destroyed the stream. */
export function converse(stream: Duplex): Conversation {
  let buffer: Buffer = Buffer.alloc(0)
  let ended = false
  let problem: Error | undefined
  stream.once('end', () => (ended = true))
  stream.once('close', () => (ended = true))
  stream.once('error', (error) => (problem = error))

  /** Read by hand, so that what nobody asks for stays in the socket and holds the sender back. */
  async function more(): Promise<boolean> {
    for (;;) {
      // A stream in byte mode gives Buffers.
      const chunk = stream.read() as Buffer | null
      if (chunk !== null) {
        buffer = Buffer.concat([buffer, chunk])
        return true
      }
      if (problem || stream.errored) throw asFailure(problem ?? stream.errored)
      if (ended || stream.readableEnded || stream.destroyed) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      const events = ['readable', 'end', 'close', 'error']
      for (const event of events) stream.once(event, resolve)
      await promise
      for (const event of events) stream.off(event, resolve)
    }
  }

  const take = (count: number): Buffer => {
    const taken = buffer.subarray(0, count)
    buffer = buffer.subarray(count)
    return taken
  }

  return {
    write: (bytes) => void stream.write(bytes),
    readBytes: async (count) => {
      while (buffer.length < count) if (!(await more())) throw new EgressFailed('reset')
      return take(count)
    },
    readUntil: async (delimiter, maxBytes) => {
      for (;;) {
        const at = buffer.indexOf(delimiter)
        if (at >= 0 && at + delimiter.length <= maxBytes) return take(at + delimiter.length)
        if (at >= 0 || buffer.length >= maxBytes) throw new EgressFailed('too_large')
        if (!(await more())) throw new EgressFailed('reset')
      }
    },
    readUntilIncludes: async (text, maxBytes) => {
      for (;;) {
        if (buffer.subarray(0, maxBytes).includes(text)) return true
        if (buffer.length >= maxBytes || !(await more())) return false
      }
    },
    readToEnd: async (maxBytes) => {
      do {
        if (buffer.length > maxBytes) throw new EgressFailed('too_large')
      } while (await more())
      return take(buffer.length)
    },
    leftover: () => buffer.length + stream.readableLength,
  }
}

function asFailure(error: unknown): Error {
  return error instanceof EgressFailed ? error : new EgressFailed('reset')
}
