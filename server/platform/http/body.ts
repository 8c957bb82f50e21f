import type { IncomingMessage } from 'node:http'
import { invalidRequest, tooLarge, type AppError } from '../errors.ts'

export const bodyTooLarge = (limitBytes: number): AppError => tooLarge(`the body is larger than ${limitBytes} bytes`)

/**
 * The body as it comes from the socket; throws `too_large` as soon as it passes the limit. Going through web streams
 * would cost as much as parsing.
 */
export function readIncoming(incoming: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > limitBytes) return Promise.reject(bodyTooLarge(limitBytes))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limitBytes) {
        incoming.removeAllListeners('data')
        incoming.resume()
        reject(bodyTooLarge(limitBytes))
      } else chunks.push(chunk)
    })
    const cutOff = (): void => {
      // An error costs a stack trace, and every request closes.
      if (!incoming.complete) reject(invalidRequest('the body ended before it was complete'))
    }
    incoming.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks, size)),
    )
    incoming.on('error', cutOff)
    incoming.on('close', cutOff)
  })
}
