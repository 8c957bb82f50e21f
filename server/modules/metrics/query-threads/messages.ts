/** What the program and its query threads say to each other. */
import type { BlockFormat, QueryParams } from '#platform/columns'
import type { Histogram } from '../histograms/histogram.ts'
import type { PromqlErrorKind } from '../promql/errors.ts'
import type { Labels } from '../promql/labels.ts'
import type { Since } from '../read/sample-changes.ts'
import type { SeriesCounts } from './counting-series.ts'

export type Query = {
  query: string
  /** `instant` has one time; a range has both ends, and steps from the first. Milliseconds since 1970. */
  at: { kind: 'instant'; timeMs: number } | { kind: 'range'; startMs: number; endMs: number; stepMs: number }
  lookbackMs: number
  timeoutMs: number
  /** Of series in the answer; 0 is no limit. */
  limit: number
  /** Whether the answer says what it cost. */
  stats?: boolean
}

/** The result of an instant query as plain data, for who goes on computing with it. */
export type Elements = SeriesCounts & {
  elements: readonly { readonly labels: Labels; readonly value: number | Histogram }[]
}

/** A read of the workspace's own rows (`WorkspaceColumns`), which the program does for the thread. */
export type Read = { sql: string; params: QueryParams; format: BlockFormat | 'rows' }

/** `keptBytes`: of what was read that a thread may keep. */
export type ThreadData = { keptBytes: number }

export type ToThread =
  /** `wants`: JSON of the Prometheus API, or the elements of a vector. */
  | { kind: 'run'; id: number; workspaceId: string; query: Query; wants: 'json' | 'elements' }
  | { kind: 'cancel'; id: number }
  | { kind: 'block'; read: number; block: Uint8Array<ArrayBuffer> }
  | { kind: 'rows'; read: number; rows: unknown[] }
  | { kind: 'changes'; read: number; since: Since | undefined }
  /** Nothing that was read before may be used again. */
  | { kind: 'forget' }
  /** The query that it belongs to has been answered already. */
  | { kind: 'failed'; read: number }

export type FromThread =
  | { kind: 'read'; id: number; read: number; asked: Read }
  /** What of the query's workspace was written since (`SampleChanges`). */
  | { kind: 'since'; id: number; read: number; mark: number | undefined; hashes: readonly number[] | undefined }
  | { kind: 'done'; id: number; status: number; body: Uint8Array<ArrayBuffer> }
  | ({ kind: 'elements'; id: number } & Elements)
  | { kind: 'refused'; id: number; error: { kind: PromqlErrorKind; message: string } }
  /** A bug: nothing that the query's author could act on. */
  | { kind: 'broken'; id: number; message: string }
