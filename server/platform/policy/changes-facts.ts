import { immaterial, material, type Change } from './change.ts'
import { count } from './changes-retention.ts'
import type { Described } from './changes.ts'
import type { CategoryFacts, RuleFact } from './facts.ts'
import { retentionDays, retentionSchema, type RetentionProfile, type RetentionSetting } from './retention.ts'

/** What came with another version of the program: data of another kind, another purpose, a longer time. */
export function describeFactChanges(before: Described, after: Described): Change[] {
  if (!before.facts || !after.facts) return []
  const [old, now] = [before.facts.categories, after.facts.categories]
  const changes: Change[] = []
  for (const [id, category] of Object.entries(now)) {
    const known = old[id]
    if (known) changes.push(...compare(known, category, after.profile.retention))
    else {
      const purposes = Object.keys(category.purposes).map(purposeWords).join(', ')
      changes.push(material(`New: ${category.text} (for ${purposes}).`, 'SEN-36', 'SEN-07'))
    }
  }
  for (const [id, category] of Object.entries(old)) {
    if (!now[id]) changes.push(immaterial(`No longer kept: ${category.text}.`))
  }
  return withoutRepeats(changes)
}

function compare(old: CategoryFacts, now: CategoryFacts, retention: RetentionProfile): Change[] {
  const changes: Change[] = []
  const what = capital(now.text)
  for (const [purpose, bases] of Object.entries(now.purposes)) {
    const known = old.purposes[purpose]
    if (!known) changes.push(material(`${what}: now also used for ${purposeWords(purpose)}.`, 'SEN-07'))
    const further = known ? bases.filter((basis) => !known.includes(basis)) : []
    if (further.length > 0) {
      const basis = further.map(basisWords).join(', ')
      changes.push(material(`${what}: used for ${purposeWords(purpose)} on the basis of ${basis}.`, 'SEN-07'))
    }
  }
  for (const purpose of Object.keys(old.purposes)) {
    if (!now.purposes[purpose]) changes.push(immaterial(`${what}: no longer used for ${purposeWords(purpose)}.`))
  }
  if (now.sources.some((source) => !old.sources.includes(source))) {
    const sources = now.sources.map((source) => sourceWords[source] ?? source).join(', ')
    changes.push(material(`${what}: comes from ${sources}.`, 'AHU-03'))
  }
  if (old.text !== now.text) changes.push(immaterial(`${what}: was called “${old.text}”.`))
  return [...changes, ...compareRules(old, now, retention)]
}

/** Both by the later profile: what a setting changed is said where settings are compared. */
function compareRules(old: CategoryFacts, now: CategoryFacts, retention: RetentionProfile): Change[] {
  const days = (rule: RuleFact) => daysOf(rule, retention)
  const what = capital(now.text)
  const changes: Change[] = []
  for (const rule of now.rules) {
    const before = old.rules.find((one) => keyOf(one) === keyOf(rule))
    if (!before || days(before) === days(rule)) continue
    const text = `${what}: some of it is kept ${inWords(days(rule))} instead of ${inWords(days(before))}.`
    changes.push(days(rule) > days(before) ? material(text, 'AHU-24') : immaterial(text, 'AHU-24'))
  }
  for (const rule of old.rules) {
    const gone = now.places.includes(rule.place) && !now.rules.some((one) => keyOf(one) === keyOf(rule))
    const replaced = now.rules.some(({ place, prune }) => place === rule.place && prune === rule.prune)
    if (gone && !replaced) {
      const text = `${what}: some of it is no longer deleted after ${inWords(days(rule))}.`
      changes.push(material(text, 'AHU-24'))
    }
  }
  const longest = Math.max(0, ...old.rules.map(days))
  const isBounded = old.places.every((place) => old.rules.some((rule) => rule.place === place))
  for (const rule of now.rules.filter(({ place }) => !old.places.includes(place))) {
    if (!isBounded || days(rule) <= longest) continue
    const text = `${what}: some of it is kept ${inWords(days(rule))} instead of ${inWords(longest)} at most.`
    changes.push(material(text, 'AHU-24'))
  }
  return changes
}

function keyOf({ place, from, prune, where }: RuleFact): string {
  return JSON.stringify([place, from, prune, where])
}

function daysOf({ after }: RuleFact, retention: RetentionProfile): number {
  if (typeof after === 'number') return after
  // A version of another time may name a setting that there is no more.
  if (!Object.hasOwn(retentionSchema.shape, after)) return Infinity
  return retentionDays(retention, after as RetentionSetting) ?? Infinity
}

function inWords(days: number): string {
  if (days === Infinity) return 'as long as the workspace'
  return Number.isInteger(days) ? count(days, 'day') : count(Math.round(days * 24), 'hour')
}

const purposes: Record<string, string> = {
  service: 'providing the service',
  authentication: 'signing in',
  security: 'security',
  incidents: 'finding and handling incidents',
  analysis: 'analysing incidents',
  alerting: 'telling the people on duty',
  status: 'status pages',
  metrics: 'metrics and dashboards',
  automation: 'workflows',
  billing: 'billing',
  support: 'support',
  delivery: 'delivering mail and notifications',
  operations: 'operating the platform',
  reliability: 'reliability',
  improvement: 'improving the product',
  audience: 'counting visitors of the public site',
  compliance: 'duties of law',
  proof: 'proof',
}

function purposeWords(purpose: string): string {
  return purposes[purpose] ?? purpose
}

const bases: Record<string, string> = {
  contract: 'the contract',
  legitimateInterest: 'a legitimate interest',
  consent: 'consent',
}

function basisWords(basis: string): string {
  return bases[basis] ?? `a duty of law (${basis})`
}

const sourceWords: Record<string, string> = {
  subject: 'the person',
  usage: 'the use of the product',
  partner: 'somebody else, who passes it on',
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function withoutRepeats(changes: readonly Change[]): Change[] {
  return changes.filter(({ text }, index) => changes.findIndex((one) => one.text === text) === index)
}
