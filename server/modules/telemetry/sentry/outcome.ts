/** What of an envelope was not kept, for the customer to see. */

/** Something was not kept. `category` is the protocol's name for what is counted and limited together. */
export type Outcome = {
  category: string
  /**
   * For our own: `unsupported`, `one_per_envelope`, `invalid`, `invalid_schedule`, `no_event`, `too_many`, `too_late`;
   * for the client's: as the SDK names it.
   */
  reason: string
  quantity: number
  /** `client`: the SDK says that it dropped it and it never came here. */
  by: 'server' | 'client'
}

/** The rate-limit category by which SDKs count an item of a type. */
const categories: Record<string, string> = {
  event: 'error',
  attachment: 'attachment',
  session: 'session',
  sessions: 'session',
  check_in: 'monitor',
  client_report: 'internal',
  log: 'log_item',
  transaction: 'transaction',
  span: 'span',
  trace_metric: 'trace_metric',
  user_report: 'default',
  feedback: 'feedback',
  profile: 'profile',
  profile_chunk: 'profile_chunk',
  replay_event: 'replay',
  replay_recording: 'replay',
  raw_security: 'security',
}

export const categoryOf = (itemType: string): string =>
  Object.hasOwn(categories, itemType) ? (categories[itemType] ?? 'default') : 'default'

export const notKept = (itemType: string, reason: string, quantity = 1): Outcome => ({
  category: categoryOf(itemType),
  reason,
  quantity,
  by: 'server',
})

const maxQuantity = 1_000_000_000

/** A whole number that is not negative; undefined for anything else. */
export function quantityOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? Math.min(value, maxQuantity)
    : undefined
}

/** One line for each kind, so that a thousand skipped items are not a thousand rows. */
export function summed(outcomes: readonly Outcome[]): Outcome[] {
  const sums = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    if (outcome.quantity === 0) continue
    const key = JSON.stringify([outcome.category, outcome.reason, outcome.by])
    const sum = sums.get(key)
    if (sum) sum.quantity += outcome.quantity
    else sums.set(key, { ...outcome })
  }
  return [...sums.values()]
}
