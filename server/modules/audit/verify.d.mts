import type { JsonValue } from '#platform/database'

/** What is hashed, and the hash. Times are RFC 3339 in UTC with milliseconds, hashes 64 hex digits. */
export type ChainEntry = {
  number: number
  at: string
  /** Opaque reference of whoever acted. */
  actor: string
  action: string
  target: string
  changeDigest: string | null
  originDigest: string | null
  previousHash: string
  hash: string
}
export type SaltedChange = { salt: string; before: JsonValue; after: JsonValue }
export type SaltedOrigin = { salt: string; remoteAddress: string; userAgent: string }
export type ChainPerson = { reference: string; salt: string; kind: string; id: string }
export type ChainPoint = { number: number; hash: string }
export type Signed = { publicKey: string; keyId: string; signature: string }
export type ChainProblem = { number: number | null; message: string }
export type ChainResult = {
  problems: ChainProblem[]
  notes: string[]
  workspaceId: string | undefined
  /** What the first entry follows, and the last entry. */
  start: ChainPoint
  last: ChainPoint
  entries: number
  checkpoints: number
  erased: { changes: number; origins: number; names: number }
  /** Fingerprints of the keys whose signatures were found good. */
  keyIds: string[]
}
export type VerifyOptions = { trusted?: string[]; known?: ChainPoint[] }

export const genesisHash: string
export function canonicalJson(value: JsonValue): string
export function sha256(text: string): string
export function hashEntry(workspaceId: string, entry: Omit<ChainEntry, 'hash'>): string
export function digestChange(change: SaltedChange): string
export function digestOrigin(origin: SaltedOrigin): string
export function referenceOf(person: Omit<ChainPerson, 'reference'>): string
export function checkpointStatement(workspaceId: string, checkpoint: ChainPoint & { at: string }): string
export function exportStatement(
  workspaceId: string,
  end: ChainPoint & { at: string; entries: number; fileDigest: string },
): string
export function keyIdOf(publicKey: string): string
export function isSigned(statement: string, signature: string, publicKey: string): boolean
export function createChainVerifier(options?: VerifyOptions): {
  begin(header: { workspaceId: string; start: ChainPoint }): void
  person(row: ChainPerson): void
  entry(row: ChainEntry & { change: SaltedChange | null; origin: SaltedOrigin | null }): void
  checkpoint(row: ChainPoint & Signed & { at: string }): void
  result(): ChainResult
}
export function createExportVerifier(options?: VerifyOptions): { write(bytes: Uint8Array): void; end(): ChainResult }
