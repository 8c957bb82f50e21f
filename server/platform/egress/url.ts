/** The part of the rules that needs no resolver: what a URL itself says. */
import { isPublic, parseAddress, type Address } from './address.ts'
import { parseAllowList, type AllowList } from './allow.ts'
import { EgressRefused } from './errors.ts'
import { isInnerName } from './own-host.ts'

/** The one parse of a URL that everything after it uses, so that check and connection cannot differ. */
export type Target = HostTarget & { url: URL }

export type HostTarget = {
  /** Lower case, without a trailing dot and without the brackets of IPv6. */
  host: string
  port: number
  /** Set when the host is an address already, in whatever notation it was written. */
  address: Address | undefined
  /** The operator named this very host, so its answers are not judged. */
  trusted: boolean
}

const nothing = parseAllowList([])

/** "Bad ports" of the Fetch standard (§2.9): services that take an HTTP request for their own protocol. */
const badPorts = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/** Throws EgressRefused. Whether a name's addresses are public is only known when it is resolved, at every send. */
export function checkUrl(text: string, allow: AllowList = nothing): Target {
  const url = parse(text)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (badPorts.has(port)) throw new EgressRefused('port')
  return { url, ...judgeHost(url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''), port, allow) }
}

/**
 * The same for host and port that are no URL. Other protocols have other ports: which service listens there is what is
 * asked. Only a plain name or a canonical address is taken, so that nothing is left to interpret. Throws EgressRefused.
 */
export function checkHost(host: string, port: number, allow: AllowList = nothing): HostTarget {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new EgressRefused('port')
  return judgeHost(host.toLowerCase().replace(/\.$/, ''), port, allow)
}

function judgeHost(host: string, port: number, allow: AllowList): HostTarget {
  const address = parseAddress(host)
  if (address) {
    if (!isPublic(address) && !allow.allowsAddress(address)) throw new EgressRefused('address')
    return { host, port, address, trusted: false }
  }
  // No name ends in a number (WHATWG URL): `127.1` and `0x7f.1` are notations of addresses that resolvers take.
  const trusted = allow.allowsName(host)
  const numeric = /(^|\.)(\d+|0x[0-9a-f]*)$/.test(host)
  if (!trusted && (!isHostName(host) || isInnerName(host) || numeric)) throw new EgressRefused('host')
  return { host, port, address: undefined, trusted }
}

/**
 * WHATWG parsing forgives much (`http:host`, tabs, backslashes, percent-encoded hosts), and every forgiveness is a
 * place where another parser reads another host. So only the plain form is taken.
 */
function parse(text: string): URL {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length > 2048) throw new EgressRefused('url')
  if (!/^https?:/i.test(text)) throw new EgressRefused('scheme')
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1]
  if (authority === undefined) throw new EgressRefused('url')
  if (authority.includes('@')) throw new EgressRefused('userinfo')
  if (/[\\%]/.test(authority) || !URL.canParse(text)) throw new EgressRefused('host')
  return new URL(text)
}

function isHostName(host: string): boolean {
  return host.length <= 253 && host.split('.').every((part) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(part))
}
