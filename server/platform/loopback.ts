import { BlockList, isIP } from 'node:net'

const addresses = new BlockList()
addresses.addSubnet('127.0.0.0', 8, 'ipv4')
addresses.addAddress('::1', 'ipv6')

/** True for an address of this very machine that no other can reach, and for the name localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const version = isIP(bare)
  if (version === 0) return /^(?:.+\.)?localhost\.?$/i.test(bare)
  // A BlockList knows IPv4 addresses inside IPv6 ones too.
  return addresses.check(bare, version === 6 ? 'ipv6' : 'ipv4')
}
