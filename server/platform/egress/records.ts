/** Questions to the DNS whose answers are the point, not the way to somewhere. */
import type { CaaRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isPublic, parseAddress, type Address } from './address.ts'
import { EgressFailed } from './errors.ts'

export type RecordType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT'
/** Of RFC 1035 §4.1.1; NOERROR also when there is no record of the type. */
export type ResponseCode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'FORMERR' | 'NOTIMP'

export type RecordAnswer = {
  code: ResponseCode
  /** As zone files write the data, names without the last dot; 100 at most, each cut at 500 characters. */
  records: string[]
}

const maxRecords = 100
const maxRecordLength = 500

/** Over UDP, and TCP for what does not fit. `servers` as `address:port`; empty: those of the system. */
export async function askForRecords(
  question: { name: string; type: RecordType; servers: string[] },
  deadline: AbortSignal,
  timeoutMs: number,
): Promise<RecordAnswer> {
  const resolver = new Resolver({ timeout: Math.max(200, Math.floor(timeoutMs / 3)), tries: 2 })
  if (question.servers.length > 0) resolver.setServers(question.servers)
  const stop = () => resolver.cancel()
  deadline.addEventListener('abort', stop, { once: true })
  try {
    const records = await read(resolver, question)
    return { code: 'NOERROR', records: records.slice(0, maxRecords).map((text) => text.slice(0, maxRecordLength)) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const answer = codes[code]
    if (answer !== undefined && !deadline.aborted) return { code: answer, records: [] }
    if (code === 'ECONNREFUSED') throw new EgressFailed('connect')
    if (code === 'ETIMEOUT' || code === 'ECANCELLED' || deadline.aborted) throw new EgressFailed('timeout')
    throw new EgressFailed('protocol')
  } finally {
    deadline.removeEventListener('abort', stop)
  }
}

const codes: Record<string, ResponseCode | undefined> = {
  ENODATA: 'NOERROR',
  ENOTFOUND: 'NXDOMAIN',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  EFORMERR: 'FORMERR',
  ENOTIMP: 'NOTIMP',
}

async function read(resolver: Resolver, { name, type }: { name: string; type: RecordType }): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'CNAME':
      return resolver.resolveCname(name)
    case 'NS':
      return resolver.resolveNs(name)
    case 'PTR':
      return resolver.resolvePtr(name)
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`)
    case 'SRV':
      return (await resolver.resolveSrv(name)).map((srv) => `${srv.priority} ${srv.weight} ${srv.port} ${srv.name}`)
    case 'SOA': {
      const soa = await resolver.resolveSoa(name)
      return [[soa.nsname, soa.hostmaster, soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl].join(' ')]
    }
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(describeCaa)
  }
}

function describeCaa({ critical, ...rest }: CaaRecord): string {
  const [tag, value] = Object.entries(rest).find(([key]) => key !== 'type') ?? ['', '']
  return `${critical} ${tag} "${String(value)}"`
}

/** The address that a name below in-addr.arpa or ip6.arpa asks for (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseAddress(name: string): Address | undefined {
  const ipv4 = /^((?:\d{1,3}\.){4})in-addr\.arpa$/.exec(name)?.[1]
  if (ipv4 !== undefined) return parseAddress(ipv4.split('.').filter(Boolean).toReversed().join('.'))
  const ipv6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name)?.[1]
  if (ipv6 === undefined) return undefined
  const digits = ipv6.split('.').filter(Boolean).toReversed().join('')
  return parseAddress(digits.replaceAll(/.{4}(?=.)/g, '$&:'))
}

/** What our own resolver may know and nobody else is to learn through us: who has which inner address. */
export function asksForInnerAddress(name: string): boolean {
  if (!name.endsWith('.arpa')) return false
  const address = reverseAddress(name)
  return address === undefined || !isPublic(address)
}
