import type { Readable } from 'node:stream'

/** Reads until `maxBytes` are there; what comes after, however endless, is left unread. */
export async function readBody(stream: Readable, maxBytes: number): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // undici's body streams are never in object mode: every chunk is a Buffer.
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) break
  }
  const bytes = Buffer.concat(chunks)
  return { body: bytes.subarray(0, maxBytes).toString('utf8'), truncated: sizeBytes > maxBytes }
}
