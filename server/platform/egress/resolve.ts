/** Names to addresses. The answer is judged once and the connection is made to what was judged. */
import { lookup as systemLookup, Resolver } from 'node:dns/promises'
import { parseAddress, type Address } from './address.ts'
import { EgressFailed } from './errors.ts'

/** All addresses of a name, as text. May reject with anything, or answer nothing: both are a failed resolution. */
export type Lookup = (name: string) => Promise<string[]>
export type Resolve = (name: string) => Promise<Address[]>

/** More answers than any honest name has; each is judged and might be tried. */
const maxAnswers = 64

/** Throws EgressFailed `dns`. An answer that is not an address fails the whole name. */
export function createResolve(lookup: Lookup): Resolve {
  return async (name) => {
    const answers = await lookup(name).catch(() => [])
    const addresses = answers.map(parseAddress)
    const known = addresses.filter((address) => address !== undefined)
    if (known.length === 0 || known.length !== answers.length || known.length > maxAnswers)
      throw new EgressFailed('dns')
    return known
  }
}

/**
 * The name servers are asked directly: a slow server of a stranger's name would otherwise hold one of the few threads
 * that also do our file access. CNAMEs are followed by the resolver.
 */
export function dnsLookup(): Lookup {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  return async (name) => {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  }
}

/** For names that the operator allowed by name: the system's own way, which also reads the hosts file. */
export const hostsLookup: Lookup = async (name) => {
  const answers = await systemLookup(name, { all: true })
  return answers.map((answer) => answer.address)
}
