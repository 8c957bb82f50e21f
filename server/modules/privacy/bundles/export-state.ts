/** An export as its owner sees it: of a person, or of a workspace. Pure. */

export type StoredExport = {
  id: string
  state: 'queued' | 'running' | 'ready' | 'failed'
  createdAt: Date
  movedAt: Date
  readyAt: Date | null
  expiresAt: Date
  policyVersion: string
  plannedRows: number | null
  doneRows: number
  sizeBytes: number | null
  attempts: number
}

export const storedColumns = [
  'id',
  'state',
  'createdAt',
  'movedAt',
  'readyAt',
  'expiresAt',
  'policyVersion',
  'plannedRows',
  'doneRows',
  'sizeBytes',
  'attempts',
] as const satisfies (keyof StoredExport)[]

/** How long it can be fetched, and how long one may take to become ready. */
export const availableMs = 7 * 86_400_000

/** One that has expired is shown for so long. */
export const shownAfterwardsMs = 30 * 86_400_000

/** After so many tries that brought it nowhere it has failed; whoever asked may ask again. */
export const maxAttempts = 20

/** Of a person or workspace; more than anybody needs, and few enough for a list without pages. */
export const maxListed = 50

export function stateAt({ state, expiresAt }: StoredExport, now: Date): StoredExport['state'] | 'expired' {
  return expiresAt <= now && state !== 'failed' ? 'expired' : state
}

export function newExport(id: string, now: Date, policyVersion: string): StoredExport {
  return {
    id,
    state: 'queued',
    createdAt: now,
    movedAt: now,
    readyAt: null,
    expiresAt: new Date(now.getTime() + availableMs),
    policyVersion,
    plannedRows: null,
    doneRows: 0,
    sizeBytes: null,
    attempts: 0,
  }
}
