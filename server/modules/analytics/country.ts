/** The country of a network address, by a file that comes with the program: no address leaves it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Reader } from 'mmdb-lib'
import type { CountryResponse } from 'mmdb-lib'

/** Eight megabytes, read when the first visit is counted. */
let reading: Promise<Reader<CountryResponse>> | undefined

const file = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'

/** Two letters (ISO 3166-1), or empty for an address that belongs to nobody. */
export async function countryOf(address: string): Promise<string> {
  reading ??= readFile(createRequire(import.meta.url).resolve(file)).then((bytes) => new Reader(bytes))
  const found: unknown = (await reading).get(address.replace(/^::ffff:/i, ''))
  // The file has a form of its own and not that of the library's types.
  const code = typeof found === 'object' && found !== null && 'country_code' in found ? found.country_code : ''
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : ''
}
