/** A connector for undici that reaches only addresses which were checked. */
import { isIPv6 } from 'node:net'
import type { LookupFunction } from 'node:net'
import { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import { parseAddress, sameAddress, type Address } from './address.ts'
import type { ClientCertificate } from './egress.ts'
import { EgressRefused } from './errors.ts'

type Connected = { certificateExpiresAt: Date | null }

/**
 * Node asks `lookup` for a name and gets the checked addresses, all of them, so that it may fall back from IPv6 to
 * IPv4; for a literal host it asks nothing, and the literal has been checked. The name stays in `Host`, in SNI and in
 * the verification of the certificate. `onConnect` is called before anything is sent.
 */
export function pinnedConnector(
  addresses: Address[],
  { timeoutMs, clientCertificate }: { timeoutMs: number; clientCertificate?: ClientCertificate | undefined },
  onConnect: (connected: Connected) => void,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: pinnedLookup(addresses),
    autoSelectFamily: true,
    allowH2: false,
    maxCachedSessions: 0,
    minVersion: 'TLSv1.2',
    // Said, because NODE_TLS_REJECT_UNAUTHORIZED could otherwise switch it off.
    rejectUnauthorized: true,
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
  })
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null)
      const remote = parseAddress(socket.remoteAddress ?? '')
      if (!remote || !addresses.some((address) => sameAddress(address, remote))) {
        socket.destroy()
        return callback(new EgressRefused('address'), null)
      }
      onConnect({ certificateExpiresAt: expiry(socket instanceof TLSSocket ? socket : undefined) })
      callback(null, socket)
    })
}

export function pinnedLookup(addresses: Address[]): LookupFunction {
  const answers = addresses.map((address) => {
    const text = formatAddress(address)
    return { address: text, family: isIPv6(text) ? 6 : 4 }
  })
  return (_name, options, callback) => {
    const [first] = answers
    if (!first) callback(new EgressRefused('address'), '')
    else if (options.all) callback(null, answers)
    else callback(null, first.address, first.family)
  }
}

export function formatAddress(address: Address): string {
  if (address.length === 4) return address.join('.')
  return Array.from({ length: 8 }, (_, group) => {
    return ((address[group * 2] ?? 0) * 256 + (address[group * 2 + 1] ?? 0)).toString(16)
  }).join(':')
}

function expiry(socket: TLSSocket | undefined): Date | null {
  const certificate = socket?.getPeerCertificate()
  return certificate?.valid_to ? new Date(certificate.valid_to) : null
}
