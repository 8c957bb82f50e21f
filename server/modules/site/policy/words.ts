/** What the inventory's names mean to a person. */
import { categories, type CategoryId } from '#platform/policy'
import type { InventoryEntry, Purpose } from '#platform/inventory'

/** A category in a few words, for lists; `categories` has it at length. */
export const shortNames: Readonly<Record<CategoryId, string>> = {
  C01: 'name and address',
  C02: 'password hash',
  C03: 'authenticator and recovery codes',
  C04: 'passkeys',
  C05: 'profile of a sign-in provider',
  C06: 'keys of sign-in providers and integrations',
  C07: 'sessions and sign-in history',
  C08: 'workspaces and members',
  C09: 'billing entity',
  C10: 'invoices and payments',
  C11: 'counters of use',
  C12: 'keys',
  C13: 'events',
  C14: 'incidents',
  C15: 'analyses',
  C16: 'notification channels and notifications',
  C17: 'signing secrets',
  C18: 'status pages',
  C19: 'subscribers',
  C20: 'metrics',
  C21: 'dashboards',
  C22: 'workflows',
  C23: 'runs of workflows',
  C24: 'request log',
  C25: 'API log',
  C26: 'audit log',
  C27: 'tickets',
  C28: 'mail log',
  C29: 'site statistics',
  C30: 'consents and acceptances',
  C31: 'privacy requests',
  C32: 'register of holds and breaches',
  C33: 'telemetry of the platform',
  C34: 'backups',
  C35: 'queues and caches',
}

/** The promises that a use for the purpose makes; words and balancing of interests are the platform's. */
export const purposeIds: Readonly<Record<Purpose, readonly string[]>> = {
  service: ['CAB-20'],
  authentication: ['DSE-20'],
  security: ['AHU-12', 'DSE-15'],
  incidents: ['SEN-11'],
  analysis: ['SEN-16'],
  alerting: ['SEN-12'],
  status: ['OPS-20', 'OPS-21'],
  metrics: ['CAB-08'],
  automation: ['DSE-12'],
  billing: ['CAB-21'],
  support: ['CAB-21'],
  delivery: ['OPS-29'],
  operations: ['OPS-25', 'DSE-15'],
  reliability: ['SEN-15', 'DSE-15'],
  improvement: ['AHU-10', 'DSE-19'],
  audience: ['DSE-17'],
  compliance: ['DSE-24'],
  proof: ['AHU-18'],
}

export const sources: Readonly<Record<InventoryEntry['source'], string>> = {
  subject: 'people give it themselves',
  usage: 'it comes from using the service',
  partner: 'somebody else passes it on: a workspace’s programs, a colleague who invites, a sign-in provider',
}

/** Columns that say nothing of anybody by themselves: references, counts, sums over something, states of our work. */
const technical =
  /^(id|data|number|position|grouping|value|key|job|state|kind|type|lease|epoch|stage|pending|counted|salt|html|headers|stream|planned|error|part|parts|sequence|before|after)$|_ids?$|Ids?$|_key$|^only_row$|_(hash|digest|rows|bytes|version|attempts|step|number)$|^(attempts|reminded_for|counter|pseudonym)$/

const timeLike = /_at$|At$|^at$|^hour$|^time$|_(until|on)$|^(since|until|opened|delete_by|acknowledge_by|due_by)$/

const known: Readonly<Record<string, string>> = {
  email: 'mail address',
  address: 'mail address',
  address_key: 'mail address',
  recipient: 'mail address',
  remote_address: 'network address',
  sender: 'network address',
  user_agent: 'browser',
  user_address: 'network address of who was concerned',
  user_email: 'mail address of who was concerned',
  user_name: 'name of who was concerned',
  password_hash: 'hash of the password',
  id_hash: 'hash of the session’s secret',
  key_hash: 'hash of the key',
  code_hash: 'hashes of recovery codes',
  grant_secret: 'key of the provider',
  acknowledged_by: 'who acknowledged',
  resolved_by: 'who resolved',
  created_by: 'who made it',
  invited_by: 'who invited',
  decided_by: 'who decided',
  actor_kind: 'kind of actor',
  minimum_age: 'minimum age that was declared',
  body: 'text',
  message: 'text',
  detail: 'stack and breadcrumbs',
  change_digest: 'what was changed',
  duration_ms: 'duration',
}

/** What the fields of a category hold, each thing once. Times are one thing, however many there are. */
export function fieldWords(entries: readonly InventoryEntry[]): string[] {
  const words = new Set<string>()
  let times = false
  for (const field of entries.flatMap(({ fields }) => fields)) {
    if (Object.hasOwn(known, field)) words.add(known[field] ?? '')
    else if (timeLike.test(field)) times = true
    else if (!technical.test(field)) words.add(spaced(field))
  }
  return [...words, ...(times ? ['times'] : [])]
}

/** `released_by` is who released. */
function spaced(field: string): string {
  const by = /^(.+)_by$/.exec(field)?.[1]
  return (by === undefined ? field : `who ${by}`)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.]/g, ' ')
    .toLowerCase()
    .trim()
}

/** Categories of which something is kept on the server, in the order of their ids. */
export function heldCategories(inventory: readonly InventoryEntry[]): { id: CategoryId; entries: InventoryEntry[] }[] {
  const ids = Object.keys(categories) as CategoryId[] // its keys are these, by its type
  return ids
    .map((id) => ({ id, entries: inventory.filter(({ category, store }) => category === id && !inBrowser(store)) }))
    .filter(({ entries }) => entries.length > 0)
}

export function inBrowser(store: InventoryEntry['store']): boolean {
  return store === 'cookie' || store === 'browserStorage'
}

export function namesOf(ids: Iterable<CategoryId>): string[] {
  return [...new Set(ids)].sort().map((id) => shortNames[id])
}
