/** Sends requests over so many connections that stay open; the next follows when the one before is answered. */
import { connect, type Socket } from 'node:net'

export type Target = { url: string; path: string; headers: Record<string, string>; connections: number }

/**
 * Resolves when all are answered with 2xx; rejects at the first other answer. `due`: resolves when a request may be sent.
 * Bytes and no HTTP client: it is cheap.
 */
export async function sendAll(
  target: Target,
  bodies: readonly Buffer[],
  due?: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const { hostname, port } = new URL(target.url)
  await Promise.all(
    Array.from({ length: target.connections }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay()
      try {
        while (next < bodies.length) {
          const index = next++
          await due?.(index)
          await exchange(socket, requestOf(target, bodies[index] ?? Buffer.alloc(0)))
        }
      } finally {
        socket.destroy()
      }
    }),
  )
}

function requestOf({ url, path, headers }: Target, body: Buffer): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(body.length), host: new URL(url).host })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`), body])
}

/** All three answer success without a body. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const settle = (error?: Error): void => {
      socket.off('data', read).off('error', settle).off('close', closed)
      if (error) reject(error)
      else resolve()
    }
    const closed = (): void => settle(new Error(`the connection was closed: ${answer}`))
    const read = (bytes: Buffer): void => {
      answer += bytes.toString('latin1')
      if (!answer.includes('\r\n\r\n')) return
      settle(answer.startsWith('HTTP/1.1 2') ? undefined : new Error(answer))
    }
    socket.on('data', read).on('error', settle).on('close', closed)
    socket.write(request)
  })
}
