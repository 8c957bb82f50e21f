/**
 * Which addresses belong to the public internet. Everything that the IANA special-purpose registries (RFC 6890 and
 * successors) set apart is refused; of IPv6 only the global unicast block can be public at all.
 */
import { isIPv4, isIPv6 } from 'node:net'

/** 4 or 16 bytes; an IPv4-mapped IPv6 address is already taken down to its 4. */
export type Address = Uint8Array
export type Range = { bytes: Address; bits: number }

const innerIpv4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's wire server: a metadata service on a public-looking address
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
].map(parseRange)

/** What is special inside of the global unicast block; the rest of IPv6 is refused as a whole. */
const innerIpv6 = [
  '2001::/23', // protocol assignments: benchmarks, ORCHID …; Teredo is judged before
  '2001:db8::/32', // documentation
  '3fff::/20', // documentation
].map(parseRange)

const globalUnicast = parseRange('2000::/3')
const nat64 = parseRange('64:ff9b::/96')
const sixToFour = parseRange('2002::/16')
const teredo = parseRange('2001::/32')
const mapped = parseRange('::ffff:0:0/96')

/** True for an address that anybody on the internet could reach. An IPv4 address inside an IPv6 one is judged. */
export function isPublic(address: Address): boolean {
  if (address.length === 4) return !innerIpv4.some((range) => contains(range, address))
  const embedded = embeddedIpv4(address)
  if (embedded.length > 0) return embedded.every(isPublic)
  return contains(globalUnicast, address) && !innerIpv6.some((range) => contains(range, address))
}

/** RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo: the server, and the client with its bits flipped). */
function embeddedIpv4(address: Address): Address[] {
  if (contains(nat64, address)) return [address.subarray(12)]
  if (contains(sixToFour, address)) return [address.subarray(2, 6)]
  if (contains(teredo, address)) return [address.subarray(4, 8), address.subarray(12).map((byte) => byte ^ 0xff)]
  return []
}

export function contains(range: Range, address: Address): boolean {
  if (range.bytes.length !== address.length) return false
  return address.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, range.bits - index * 8))
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((range.bytes[index] ?? 0) & mask)
  })
}

export function sameAddress(one: Address, other: Address): boolean {
  return contains({ bytes: one, bits: one.length * 8 }, other)
}

/** Undefined unless the text is a canonical IPv4 address or any IPv6 form; a zone (`%eth0`) is no part of either. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  if (!isIPv6(text) || text.includes('%')) return undefined
  const bytes = ipv6Bytes(text)
  return contains(mapped, bytes) ? bytes.subarray(12) : bytes
}

/** `address` or `address/bits`. Throws an Error that says what is wrong. */
export function parseRange(text: string): Range {
  const [base = '', bitsText, ...rest] = text.split('/')
  const ipv4 = isIPv4(base)
  if ((!ipv4 && !isIPv6(base)) || base.includes('%') || rest.length > 0) {
    throw new Error(`"${text}" is no address and no range`)
  }
  const bytes = ipv4 ? Uint8Array.from(base.split('.'), Number) : ipv6Bytes(base)
  const bits = bitsText === undefined ? bytes.length * 8 : Number(bitsText)
  if ((bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) || bits > bytes.length * 8) {
    throw new Error(`"${text}" has no valid prefix length`)
  }
  return { bytes, bits }
}

/** Expects what `isIPv6` accepted. */
function ipv6Bytes(text: string): Address {
  const [head = '', tail] = text.split('::')
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const middle = Array.from({ length: 16 - front.length - back.length }, () => 0)
  return Uint8Array.from([...front, ...middle, ...back])
}

function groups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
