/** Which hosts are the operator's own, so that what goes there is passed on to nobody. */
import { isPublic, parseAddress } from './address.ts'

const ownNames = new Set(['localhost', 'metadata', 'instance-data', 'metadata.tencentyun.com'])
const ownSuffixes = ['.localhost', '.local', '.internal', '.localdomain', '.home.arpa']

/** A name that the public DNS does not answer for, or answers with a service of the machine itself. */
export function isInnerName(host: string): boolean {
  return ownNames.has(host) || ownSuffixes.some((suffix) => host.endsWith(suffix))
}

/**
 * True for loopback, addresses that are not public, a path of a Unix socket, a name without a dot and the inner names.
 * Judged by what is written alone: a public name that resolves to a private address is not the operator's own by that.
 */
export function isOwnHost(host: string): boolean {
  const bare = host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
  const address = parseAddress(bare)
  if (address) return !isPublic(address)
  return bare === '' || bare.startsWith('/') || !bare.includes('.') || isInnerName(bare)
}
