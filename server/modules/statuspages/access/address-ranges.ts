/** Ranges of addresses that may read a page. */
import { contains, parseAddress, parseRange } from '#platform/egress'

/** False for an address that is none, as of a request over a Unix socket. */
export function isWithin(ranges: readonly string[], remoteAddress: string): boolean {
  const address = parseAddress(remoteAddress)
  return address !== undefined && ranges.some((range) => contains(parseRange(range), address))
}

/** Undefined for a range that can be used; otherwise what is wrong with it, for whoever typed it. */
export function problemOfRange(text: string): string | undefined {
  try {
    const { bits, bytes } = parseRange(text)
    // Addresses of this form are compared as the IPv4 addresses that they stand for, so the range would match nobody.
    if (bytes.length === 16 && parseAddress(text.split('/')[0] ?? '')?.length === 4) {
      return 'write an IPv4 range in its own form, such as 203.0.113.0/24'
    }
    return bits === 0 ? 'this is everybody: make the page public instead' : undefined
  } catch {
    return 'expected an address or a range such as 203.0.113.0/24 or 2001:db8::/32'
  }
}
