import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { createAdaptorServer } from '@hono/node-server'
import type { Log } from '../log.ts'
import type { App } from './app.ts'

export type Listener = { port: number; close(): Promise<void> }

/** Paths of PEM files: the certificate with those above it, and its key. They are read again at SIGHUP. */
export type TlsFiles = { cert: string; key: string; log: Log }

/** Larger headers get a 431 from Node itself. */
const maxHeaderSizeBytes = 16 * 1024
const requestTimeoutMs = 30_000
const headersTimeoutMs = 10_000
/** Above the two seconds after which SDKs drop an idle connection, so that none is cut while a request is on its way. */
const keepAliveTimeoutMs = 65_000
const drainMs = 3_000

/** Older ones are broken (RFC 8996); Node's own list of ciphers has forward secrecy first. */
const minVersion = 'TLSv1.2'

/** Listens on the address; `close` lets running requests finish for a few seconds. */
export async function listen(
  app: App,
  options: { port: number; host: string; tls?: TlsFiles | null },
): Promise<Listener> {
  const limits = {
    maxHeaderSize: maxHeaderSizeBytes,
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  }
  const secure = options.tls && { ...(await readTls(options.tls)), ...limits }
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    createServer: ((_: unknown, handler: RequestListener) => {
      const onRequest: RequestListener = (incoming, outgoing) => {
        if (!app.direct(incoming, outgoing)) handler(incoming, outgoing)
      }
      return secure ? createTlsServer(secure, onRequest) : createServer(limits, onRequest)
    }) as typeof createServer, // the adaptor calls it as (options, handler)
  }) as Server // with these two it is one, or one that has the same methods
  const stopRenewing = options.tls && renewAtHangUp(server as TlsServer, options.tls) // made so above
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return {
    port,
    close: () => {
      stopRenewing?.()
      return close(server)
    },
  }
}

async function readTls(files: TlsFiles) {
  const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)])
  return { cert, key, minVersion } as const
}

/** New connections get the new certificate; one that cannot be used leaves the old one in place, and says so. */
function renewAtHangUp(server: TlsServer, files: TlsFiles): () => void {
  const renew = (): void => {
    readTls(files)
      .then((tls) => server.setSecureContext(tls))
      .then(
        () => files.log.info('the TLS certificate was read again', { component: 'http' }),
        (error: unknown) => files.log.error('the TLS certificate stays the old one', { component: 'http', error }),
      )
  }
  process.on('SIGHUP', renew)
  return () => process.removeListener('SIGHUP', renew)
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
