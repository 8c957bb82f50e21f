/** A connection for protocols that are not HTTP: to addresses that were checked, and for a bounded time. */
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls'
import { monotonicMs } from '#platform/clock'
import { parseAddress, sameAddress, type Address } from './address.ts'
import { formatAddress, pinnedLookup } from './connect.ts'
import { EgressFailed, EgressRefused, failureKind } from './errors.ts'

export type TlsWish = {
  /** For SNI and the verification of the certificate; default: the host. */
  serverName?: string | undefined
  /** Protocols by preference (RFC 7301). */
  alpn?: string[] | undefined
  /** `reported`: the handshake goes on with any certificate, and `trust` says what is wrong. For looking at it only. */
  verify: 'required' | 'reported'
}

export type Trust = 'trusted' | 'name' | 'expired' | 'notYetValid' | 'untrusted'

export type TlsState = {
  /** Of the whole chain: the certificate in it that ends first. Null when there was none. */
  expiresAt: Date | null
  trust: Trust
  /** `TLSv1.3` … */
  protocol: string
  alpn: string | null
}

export type OpenSocket = {
  /** Destroy it when you are done. It is destroyed with EgressFailed `timeout` when the time is over. */
  stream: Duplex
  family: 4 | 6
  /** Without resolving, and without TLS. */
  connectMs: number
  tls: TlsState | null
  /** For protocols that begin in the clear and go on encrypted. The stream above is not to be used any more. */
  startTls(wish: TlsWish): Promise<OpenSocket>
}

type Pinned = { host: string; port: number; addresses: Address[]; deadline: AbortSignal }

/** Throws EgressFailed. Ends with the deadline, whoever holds it. */
export async function openPinnedSocket(to: Pinned, wish: TlsWish | undefined): Promise<OpenSocket> {
  const startedAt = monotonicMs()
  const socket = connectTcp({
    // A literal is never looked up, so it is written as it was judged.
    host: parseAddress(to.host) && to.addresses[0] ? formatAddress(to.addresses[0]) : to.host,
    port: to.port,
    lookup: pinnedLookup(to.addresses),
    autoSelectFamily: true,
    noDelay: true,
  })
  endWith(socket, to.deadline)
  await ready(socket, 'connect', to.deadline)
  const remote = parseAddress(socket.remoteAddress ?? '')
  if (!remote || !to.addresses.some((address) => sameAddress(address, remote))) {
    socket.destroy()
    throw new EgressRefused('address')
  }
  const open = { family: remote.length === 4 ? (4 as const) : (6 as const), connectMs: monotonicMs() - startedAt }
  if (wish) return { ...open, ...(await secured(socket, to, wish)), startTls: twice }
  return {
    ...open,
    stream: socket,
    tls: null,
    startTls: async (later) => ({ ...open, ...(await secured(socket, to, later)), startTls: twice }),
  }
}

const twice = () => Promise.reject(new Error('the connection is encrypted already'))

async function secured(socket: Socket, to: Pinned, wish: TlsWish): Promise<Pick<OpenSocket, 'stream' | 'tls'>> {
  const name = wish.serverName ?? to.host
  const stream = connectTls({
    socket,
    // Without SNI for an address (RFC 6066 §3); the certificate is compared with it all the same.
    ...(parseAddress(name) ? { host: name } : { servername: name, host: name }),
    ...(wish.alpn && { ALPNProtocols: wish.alpn }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: wish.verify === 'required',
  })
  endWith(stream, to.deadline)
  try {
    await ready(stream, 'secureConnect', to.deadline)
  } catch (error) {
    socket.destroy()
    // Whatever ends a handshake is the handshake's failure; only the time is not.
    throw error instanceof EgressFailed && error.kind === 'timeout' ? error : new EgressFailed('tls')
  }
  return { stream, tls: describeTls(stream) }
}

function endWith(socket: Duplex, deadline: AbortSignal): void {
  const end = () => void socket.destroy(new EgressFailed('timeout'))
  // An error that comes when nobody waits for one must not end the process.
  socket.on('error', () => undefined)
  if (deadline.aborted) return end()
  deadline.addEventListener('abort', end, { once: true })
  socket.once('close', () => deadline.removeEventListener('abort', end))
}

async function ready(socket: Socket, event: 'connect' | 'secureConnect', deadline: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once(event, resolve)
  socket.once('error', reject)
  socket.once('close', () => reject(new EgressFailed('reset')))
  try {
    await promise
  } catch (error) {
    socket.destroy()
    if (deadline.aborted) throw new EgressFailed('timeout')
    throw error instanceof EgressFailed ? error : new EgressFailed(failureKind(error))
  } finally {
    socket.off(event, resolve)
    socket.off('error', reject)
  }
}

function describeTls(socket: TLSSocket): TlsState {
  const ends = chainOf(socket).map(({ valid_to }) => Date.parse(valid_to))
  const known = ends.filter((end) => Number.isFinite(end))
  return {
    expiresAt: known.length > 0 ? new Date(Math.min(...known)) : null,
    trust: trustOf(socket),
    protocol: socket.getProtocol() ?? '',
    alpn: socket.alpnProtocol === false ? null : socket.alpnProtocol,
  }
}

const maxChain = 10

/** What the other side sent, without a root at its end: whether that is trusted does not hang on its dates. */
function chainOf(socket: TLSSocket): PeerCertificate[] {
  const chain: PeerCertificate[] = []
  let next: ReturnType<TLSSocket['getPeerCertificate']> | undefined = socket.getPeerCertificate(true)
  const seen = new Set<string>()
  while (next && next.fingerprint256 && !seen.has(next.fingerprint256) && chain.length < maxChain) {
    seen.add(next.fingerprint256)
    const issuer: typeof next | undefined = 'issuerCertificate' in next ? next.issuerCertificate : undefined
    if (chain.length > 0 && issuer?.fingerprint256 === next.fingerprint256) break
    chain.push(next)
    next = issuer
  }
  return chain
}

function trustOf(socket: TLSSocket): Trust {
  if (socket.authorized) return 'trusted'
  // Typed as an error, and a code since Node 0.11.
  const code = String(socket.authorizationError)
  if (/ALTNAME|HOSTNAME/.test(code)) return 'name'
  if (code.includes('NOT_YET_VALID')) return 'notYetValid'
  return code.includes('EXPIRED') ? 'expired' : 'untrusted'
}
