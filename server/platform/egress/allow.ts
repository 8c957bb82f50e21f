/** What the operator opens on purpose with WATCHWORD_EGRESS_ALLOW. */
import { contains, parseRange, type Address, type Range } from './address.ts'

export type AllowList = {
  /** True when this host name itself was named. */
  allowsName(name: string): boolean
  /** True when the address was named, or lies in a range that was. */
  allowsAddress(address: Address): boolean
}

/**
 * Each entry opens exactly what it names: `127.0.0.1` that address only, `10.1.0.0/16` that range, `hooks.internal`
 * that name and whatever it resolves to, but no name below it. Throws an Error for an entry that is none of these.
 */
export function parseAllowList(entries: string[]): AllowList {
  const names = new Set<string>()
  const ranges: Range[] = []
  for (const entry of entries) {
    const text = entry.replace(/^\[(.*)\]$/, '$1').toLowerCase()
    if (/^[0-9.]+(\/|$)/.test(text) || text.includes(':') || text.includes('/')) ranges.push(parseRange(text))
    else if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(text)) names.add(text)
    else throw new Error(`"${entry}" is no host name, address or range`)
  }
  return {
    allowsName: (name) => names.has(name),
    allowsAddress: (address) => ranges.some((range) => contains(range, address)),
  }
}
