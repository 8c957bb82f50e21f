import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { App } from './app.ts'

export type Listener = { port: number; close(): Promise<void> }

/** Larger headers get a 431 from Node itself. */
const maxHeaderSizeBytes = 16 * 1024
const requestTimeoutMs = 30_000
const headersTimeoutMs = 10_000
/** Above the two seconds after which SDKs drop an idle connection, so that none is cut while a request is on its way. */
const keepAliveTimeoutMs = 65_000
const drainMs = 3_000

/** Listens on the address; `close` lets running requests finish for a few seconds. */
export async function listen(app: App, options: { port: number; host: string }): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    createServer: ((_: unknown, handler: Parameters<typeof createServer>[1]) =>
      createServer(
        {
          maxHeaderSize: maxHeaderSizeBytes,
          requestTimeout: requestTimeoutMs,
          headersTimeout: headersTimeoutMs,
          keepAliveTimeout: keepAliveTimeoutMs,
        },
        handler,
      )) as typeof createServer, // the adaptor calls it as (options, handler)
  }) as Server // with node:http's createServer it is one
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return { port, close: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearTimeout(timer)
}
