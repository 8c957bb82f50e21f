/** What can stand in a file: each kind says where the API has it, and what it is called there. */

export type Item = Record<string, unknown>

export type KindName =
  | 'project'
  | 'projectIntake'
  | 'projectRetention'
  | 'projectScrubbing'
  | 'projectGrouping'
  | 'projectQuota'
  | 'workspaceQuota'
  | 'workspaceScrubbing'
  | 'severityRules'
  | 'channel'
  | 'probe'
  | 'statusPage'
  | 'pageLook'
  | 'pageAccess'
  | 'pageSubscribers'
  | 'pageHost'
  | 'uptimePolicy'
  | 'componentGroup'
  | 'component'
  | 'componentNeeds'
  | 'componentFollowing'
  | 'reportTemplate'
  | 'proposalRule'
  | 'maintenanceSeries'
  | 'heartbeat'
  | 'monitor'
  | 'alertRuleGroup'
  | 'dashboard'

/** Ids by key and back, over all that is there and, while planning, all that the file is going to make. */
export type Names = {
  /** Throws UnknownName, which says that `field` names something that is not there. */
  idOf: (kind: KindName, key: string, field: string) => string
  /** Undefined for what was deleted meanwhile. */
  keyOf: (kind: KindName, id: string) => string | undefined
}

/** A name in a file that means nothing; `field` is the one of the entry that has it. */
export class UnknownName extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** A request of the API, below `/api/v1`. */
export type Call = { method: 'POST' | 'PATCH' | 'PUT' | 'DELETE'; path: string; body?: unknown }

type Common = {
  name: KindName
  /** For people. */
  title: string
  /** Where it stands: in the file, or in the entry of its parent. */
  field: string
  parent: KindName | null
  /** The file names its project in a field, because it stands beside the projects. */
  namesProject?: true
  /** Kinds whose names it uses. */
  uses: readonly KindName[]
  /** From what the API answers to what the file says; only what a file may say. `scope` is the parent's key. */
  toFile: (actual: Item, names: Names, scope: string) => Item
  /** The other way; fields that are not there stay away. */
  toApi: (wanted: Item, names: Names, scope: string) => Item
  /** What a thing has that says nothing of it; left out of a file that is written. */
  defaults: Item
  /** Lists in which the order says nothing. */
  unordered?: readonly string[]
  /** Of these everything counts, also what the file does not say any more; lists in them are told by name. */
  exact?: readonly string[]
  /** What a file says, in the form that `toFile` gives. */
  normal?: (written: Item) => Item
  /** Fields of the file that are one of the API: of these all are sent, or none. */
  together?: readonly string[]
  /** Never shown by the installation, nor by us. */
  hidden?: readonly string[]
  /** Objects that the API replaces as a whole: what the file does not say of them is sent as it is. */
  merged?: readonly string[]
  /** How its part of the file's schema is made from the API's: operations, fields to take out, fields to replace. */
  schema: {
    from: readonly string[]
    omit: readonly string[]
    fields: Record<string, object>
    required?: readonly string[]
  }
}

/** Of which there are many, found again by a key among their siblings. */
export type ThingKind = Common & {
  keyField: string
  key: (wanted: Item) => string
  /** Those of one parent; `id` is the parent's. */
  list: (id: string) => string
  /** The field of the answer that has them, if it is not `items`. */
  listField?: string
  /** Which of the listed ones count. */
  isListed?: (actual: Item, parentId: string) => boolean
  /** The list says too little to compare. */
  read?: (id: string) => string
  idOf?: (actual: Item, parentId: string) => string
  /** Where the answer to its making is about something else. */
  idOfMade?: (answer: Item) => string
  create: (body: Item, parentId: string) => Call
  /** Without it a change is a new one in its place. `seen` is what the API said when it was compared. */
  update?: (id: string, body: Item, seen: Item) => Call
  /** The installation shows all of it: nothing has to be sent again when it is forced. */
  shownWhole?: true
  /** What a plan says beside the changes. */
  note?: (seen: Item) => string | undefined
  /** A change says all of it. */
  whole?: true
  delete: (id: string) => Call
  /** Given when it is made; cannot be changed afterwards. */
  fixed?: readonly string[]
  /** The other way round: cannot be said when it is made. */
  later?: readonly string[]
  neverDeleted?: true
  /** The entry is this field alone: `hosts: [status.example.com]`. */
  scalar?: string
}

/** Of which each parent has exactly one. */
export type SettingKind = Common & {
  read: (parentId: string) => string
  set: (parentId: string, body: Item) => Call
  /** The entry is this field alone: `needs: [Search]`. */
  wrap?: string
  /** Whether a parent can have anything but the defaults; saves reading it. */
  isSet?: (parent: Item) => boolean
}

export type Kind = ThingKind | SettingKind

export const isThing = (kind: Kind): kind is ThingKind => 'create' in kind

/** The entry as an object, whichever way it was written. */
export function itemOf(kind: Kind, written: unknown): Item {
  const field = isThing(kind) ? kind.scalar : kind.wrap
  const item = field === undefined ? (written as Item) : { [field]: written }
  return kind.normal ? kind.normal(item) : item
}

/** Empty where the field is not there, or is no text. */
export function textOf(item: Item, field: string): string {
  const value = item[field]
  return typeof value === 'string' ? value.trim() : ''
}

export function pick(item: Item, fields: readonly string[]): Item {
  return Object.fromEntries(fields.flatMap((field) => (field in item ? [[field, item[field]]] : [])))
}

/** The same with another field in the place of one, if it is there. */
export function swap(item: Item, from: string, to: string, change: (value: unknown) => unknown): Item {
  const { [from]: value, ...rest } = item
  return value === undefined ? rest : { ...rest, [to]: change(value) }
}

export const under = (scope: string, name: unknown): string => `${scope}/${String(name)}`

/** The part of a key behind its parent's, which has no slash where the parent is a page. */
export const within = (scope: string, key: string | undefined): string[] =>
  key?.startsWith(`${scope}/`) ? [key.slice(scope.length + 1)] : []

export const same = (item: Item): Item => item
