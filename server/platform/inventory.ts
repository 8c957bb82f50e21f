/**
 * The typed data inventory. Each entry says of some columns (or log fields, cookies, blob prefixes) what they are for
 * and how they end. No entry, no table: tests compare the entries with the migrated stores. From it come the sweeper,
 * the export, the erasure, the cookie list and the published policy (ADR 0008, 0017).
 */
import type { CategoryId, RetentionSetting } from '#platform/policy'

export type Store =
  | 'database'
  | 'columns'
  | 'blobs'
  /** Below the data directory of each process, beside the blobs. */
  | 'files'
  | 'log'
  | 'cookie'
  | 'browserStorage'
  | 'jobQueue'
  | 'stream'
  | 'cache'

/** What data is used for; a job that reads it for anything else does not start. */
export type Purpose =
  | 'service'
  | 'authentication'
  | 'security'
  | 'incidents'
  | 'analysis'
  | 'alerting'
  | 'status'
  | 'metrics'
  | 'automation'
  | 'billing'
  | 'support'
  | 'delivery'
  | 'operations'
  | 'reliability'
  | 'improvement'
  | 'audience'
  | 'compliance'
  | 'proof'

/** GDPR Art. 6 (1) b, f, a, c; a duty of law names where it stands. */
export type Basis = 'contract' | 'legitimateInterest' | 'consent' | { law: string }

/** How the rows about a person are found. */
export type Subject =
  /** The column holds the id of a user. */
  | { userId: string }
  /** The column holds an address of mail; letters are compared without case. */
  | { address: string }
  /** The column names a row of another table, by its `key`, that is about the person. */
  | { column: string; of: string; key: string }
  /** The module of this name finds, exports and erases them itself, because they are chained or sealed. */
  | { own: 'audit' | 'accessLog' | 'providers' }

export type Duration = { hours: number } | { days: number } | { setting: RetentionSetting }

/** The row ends so long after the time in the column `from`; a row in which it is null does not end by this rule. */
export type AgeRule = {
  from: string
  after: Duration
  /** The entry's own columns are emptied and the row stays. Default: the row is deleted. */
  prune?: true
  /** What ends by it, for people, where the category says too much: `invitations that nobody accepted`. */
  what?: string
  /** A condition in SQL on the row, beside its age. */
  where?: string
  /** The module deletes by the same rule itself, for speed or order; the sweeper looks after it. */
  sweptBy?: 'module'
}

export type Retention = {
  /** What it ends with at the latest; `person` after the profile's tail, `row` with the row that it refers to. */
  endsWith: 'workspace' | 'person' | 'installation' | 'row' | 'browser'
  ages?: readonly AgeRule[]
  /** For people, where the rules above do not say it: "until the tab is closed". */
  note?: string
}

/**
 * The rows belong to rows of another table, without naming a project of their own: they end with the project that those
 * belong to. Of blobs: `<workspace>/<place>/<column of the other row>`.
 */
export type PartOf = {
  /** The other table. */
  of: string
  /** In SQL, of the rows themselves: what they name it by. Default: `id`, for blobs. */
  by?: string
  /** In SQL, of the other table's rows: what is named. Default: `id`. */
  key?: string
  /** The rows stay, and the column `by` is emptied. */
  clears?: true
}

export type InventoryEntry = {
  /** The category of the published policy that it belongs to; `-` for purely technical data about nobody. */
  category: CategoryId | '-'
  store: Store
  /** Table, blob prefix, cookie name … */
  place: string
  /** Columns or fields; a table's columns may be spread over several entries but each belongs to one. */
  fields: readonly string[]
  /** Whose data it is: ours to decide about, or processed for a workspace. */
  role: 'controller' | 'processor'
  partOf?: readonly PartOf[]
  /** Where it comes from: what a person gives, what using the product leaves, what somebody else passes on. */
  source: 'subject' | 'usage' | 'partner'
  /** Empty when the data is about nobody; a row is about a person when any of them matches. */
  subject: readonly Subject[]
  purposes: Readonly<Partial<Record<Purpose, Basis>>>
  retention: Retention
  /**
   * At the end of a person: the row goes; the fields that name the person are emptied; it stays, for a reason that the
   * receipt says, and until when; or it is content of a workspace, whose admins decide and are asked.
   */
  erase: 'delete' | 'anonymise' | 'workspaceDecides' | { keep: string; until: string }
  /** What anonymising empties beside the columns of `subject`. */
  clears?: readonly string[]
  /** `fact`: that it is there, and not what it is. */
  export: 'yes' | 'no' | 'fact'
  /** Why it is in no export, for people; for what is neither a secret nor about nobody. */
  exportNote?: string
  encrypted: 'no' | 'hash' | 'envelope'
}

const defaults = {
  category: '-',
  store: 'database',
  role: 'processor',
  source: 'usage',
  subject: [],
  purposes: { service: 'contract' },
  retention: { endsWith: 'workspace' },
  erase: 'delete',
  export: 'yes',
  encrypted: 'no',
} as const satisfies Partial<InventoryEntry>

/** Fields that several entries of a module share. */
export function inventory(
  shared: Partial<InventoryEntry>,
  entries: (Partial<InventoryEntry> & Pick<InventoryEntry, 'place' | 'fields'>)[],
): InventoryEntry[] {
  return entries.map((entry) => ({ ...defaults, ...shared, ...entry }))
}
