/** The platform's own listeners and databases: refused by address and port, and no allow list opens them. */
import { networkInterfaces } from 'node:os'
import { contains, parseAddress, parseRange, sameAddress, type Address } from './address.ts'
import type { Resolve } from './resolve.ts'

/** `address` is an address or, for a database elsewhere, a host name; a wildcard means every address of the host. */
export type Listener = { address: string; port: number }

const loopback = [parseRange('127.0.0.0/8'), parseRange('::1')]
const wildcard = [parseRange('0.0.0.0'), parseRange('::')]

/** True when one of the addresses, at that port, is one of the listeners, under whatever name. */
export async function reachesListener(
  listeners: Listener[],
  addresses: Address[],
  port: number,
  resolve: Resolve,
): Promise<boolean> {
  for (const listener of listeners.filter((candidate) => candidate.port === port)) {
    const literal = parseAddress(listener.address)
    const own = literal ? [literal] : await resolve(listener.address).catch(() => [])
    // A listener of this host is refused on all of its addresses: routing may take any of them to it.
    if (own.some(isOfThisHost) && addresses.some(isOfThisHost)) return true
    if (own.some((one) => addresses.some((other) => sameAddress(one, other)))) return true
  }
  return false
}

function isOfThisHost(address: Address): boolean {
  if ([...loopback, ...wildcard].some((range) => contains(range, address))) return true
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .some((entry) => {
      const own = parseAddress(entry.address)
      return own !== undefined && sameAddress(own, address)
    })
}
