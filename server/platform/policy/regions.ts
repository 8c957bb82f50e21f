/** Regions of a profile: countries by ISO 3166-1, `EEA`, and `onPremises`. Pure. */

/** The European Economic Area, in which data moves without a transfer (GDPR Art. 44 speaks of third countries). */
const eea: ReadonlySet<string> = new Set(
  'EEA AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)

/** Whether data that may be in `allowed` may be in `region`; null allows every region. */
export function isAllowedRegion(region: string, allowed: readonly string[] | null): boolean {
  if (allowed === null || allowed.includes(region)) return true
  return eea.has(region) && allowed.includes('EEA')
}

/** Whether data that goes from one to the other stays under the same law. */
export function isSameRegion(one: string, other: string): boolean {
  return one === other || (eea.has(one) && eea.has(other))
}

const names = new Intl.DisplayNames('en', { type: 'region' })

/** For people. */
export function regionName(region: string): string {
  if (region === 'onPremises') return 'the operator’s own machines'
  if (region === 'EEA') return 'the European Economic Area'
  return names.of(region) ?? region
}
