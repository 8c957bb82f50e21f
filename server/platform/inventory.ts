/**
 * The typed data inventory. Each entry says of some columns (or log fields, cookies, blob prefixes) what they are for
 * and how they end. No entry, no table: tests compare the entries with the migrated stores.
 */

export type InventoryEntry = {
  /** Number of the category in the privacy ledger, e.g. `C13`; `-` for purely technical data. */
  category: string
  store: 'database' | 'columns' | 'blobs' | 'log' | 'cookie' | 'browserStorage' | 'jobQueue' | 'stream' | 'cache'
  /** Table, blob prefix, cookie name … */
  place: string
  /** Columns or fields; a table's columns may be spread over several entries but each belongs to one. */
  fields: readonly string[]
  /** Whose data it is: ours to decide about, or processed for a workspace. */
  role: 'controller' | 'processor'
  /** How a person's rows are found, e.g. `users.id = created_by`; null when the data is about nobody. */
  subject: string | null
  purpose: string
  basis: 'contract' | 'legitimateInterest' | 'law' | 'consent'
  /** Name of the retention rule. */
  retention: string
  erase: 'delete' | 'anonymise' | { keep: string }
  export: 'yes' | 'no' | 'fact'
  encrypted: 'no' | 'hash' | 'envelope'
}

/** Fields that several entries of a module share. */
export function inventory(
  shared: Partial<InventoryEntry>,
  entries: (Partial<InventoryEntry> & Pick<InventoryEntry, 'place' | 'fields'>)[],
): InventoryEntry[] {
  const defaults = {
    category: '-',
    store: 'database',
    role: 'processor',
    subject: null,
    purpose: 'service',
    basis: 'contract',
    retention: 'workspace',
    erase: 'delete',
    export: 'yes',
    encrypted: 'no',
  } as const
  return entries.map((entry) => ({ ...defaults, ...shared, ...entry }))
}
