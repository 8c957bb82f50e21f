/** IPv4, IPv6, and IPv4 inside IPv6 as a socket that listens for both shows it. */
const addresses = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i
const names = /^(?:.+\.)?localhost\.?$/i

/** True for an address of this very machine that no other can reach, and for the name localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return addresses.test(bare) || names.test(bare)
}
