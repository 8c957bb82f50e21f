/**
 * Sealed columns: what is sealed opens only in the same table, column, workspace and row. A row of a workspace is
 * sealed with a data key of the workspace; a row of a person, which is in no workspace, with one of the installation.
 */
import { installation, openValue, sealValue, type Envelope, type SecretPlace } from '#platform/vault'
import type { Tx } from './context.ts'
import type { PlatformTx } from '#platform/database'

export function sealText(tx: Tx, place: SecretPlace, plaintext: string): Promise<Envelope> {
  return sealValue(tx, place, plaintext)
}

/** Throws VaultError for a value that was damaged or moved here from another place. */
export function openText(tx: Tx, place: SecretPlace, envelope: Envelope): Promise<string> {
  return openValue(tx, place, envelope)
}

export function sealForPerson(tx: PlatformTx, place: SecretPlace, plaintext: string): Promise<Envelope> {
  return sealValue({ ...tx, workspaceId: installation }, place, plaintext)
}

/** Throws VaultError for a value that was damaged or moved here from another place. */
export function openForPerson(tx: PlatformTx, place: SecretPlace, envelope: Envelope): Promise<string> {
  return openValue({ ...tx, workspaceId: installation }, place, envelope)
}
