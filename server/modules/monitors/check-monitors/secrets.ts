/** The secrets of a spec, sealed in one column of the monitor. */
import { z } from 'zod'
import type { Tx } from '#platform/context'
import { openValue, sealValue } from '#platform/vault'
import type { CheckSecrets } from '../checks/index.ts'

const place = (rowId: string) => ({ table: 'monitors', column: 'secrets', rowId })
const Secrets = z.record(z.string(), z.string())

export async function openSecrets(
  tx: Tx,
  { id, secrets }: { id: string; secrets: string | null },
): Promise<CheckSecrets> {
  return secrets === null ? {} : Secrets.parse(JSON.parse(await openValue(tx, place(id), secrets)))
}

/** Null: there is nothing to keep. */
export async function sealSecrets(tx: Tx, id: string, secrets: CheckSecrets): Promise<string | null> {
  return Object.keys(secrets).length === 0 ? null : sealValue(tx, place(id), JSON.stringify(secrets))
}
