/**
 * A new data key for a workspace or for the installation, and everything sealed again with it: in slices, each a
 * transaction that also keeps the position, so that it goes on where it was killed. Reading and writing go on meanwhile.
 */
import { inPlatformTransaction, inTransaction } from '#platform/database'
import type { Context } from '../context.ts'
import {
  deleteOtherDataKeys,
  findNewestTime,
  installation,
  loadDataKeys,
  lockOtherDataKeys,
  makeDataKey,
  type KeyHolder,
} from './data-keys.ts'
import { VaultError } from './errors.ts'
import { open, seal, type DataKey } from './seal.ts'
import { countValuesNotOf, findValuesNotOf, isIn, replaceValues } from './sealed-columns.ts'
import type { SealedColumn, SealedValue } from './sealed-columns.ts'

type Rotation = {
  workspaceId: string
  dataKeyId: string
  sealedColumn: string
  rowId: string
  sealedCount: number
  unreadableCount: number
  startedAt: Date
  passedAt: Date | null
  finishedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    vaultRotations: Rotation
  }
}

/** `passed`: all is sealed again, and the old data keys wait for their end. */
export type RotationState = 'sealing' | 'passed' | 'finished'

/** Values of one transaction: a few tens of milliseconds. */
export const sliceSize = 200
/**
 * The old data keys stay this long after the last pass, for whoever has read a sealed value and opens it later: a
 * transaction within seconds, a sign-in that waits for its second step within an hour.
 */
export const graceMs = 24 * 3_600_000

/** Makes a new data key unless the newest is young enough or a rotation is under way; false when there is none to do. */
export function beginRotation(ctx: Context, madeBefore: Date): Promise<boolean> {
  return inScope(ctx, async (tx) => {
    const rotation = await lockRotation(tx)
    if (rotation && rotation.finishedAt === null) return true
    const newest = await findNewestTime(tx)
    if (newest === undefined || newest >= madeBefore) return false
    const { id: dataKeyId } = await makeDataKey(tx)
    const start = { dataKeyId, ...firstPosition, sealedCount: 0, startedAt: tx.now(), finishedAt: null }
    // Of two who begin at once the second waits here, and its key is one more that the next rotation clears away.
    await tx.db
      .insertInto('vaultRotations')
      .values({ workspaceId: tx.workspaceId, ...start })
      .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(start))
      .execute()
    return true
  })
}

/** Does the next bounded part of the rotation that is under way. Safe to repeat, and to run twice at once. */
export function rotateSlice(ctx: Context, columns: readonly SealedColumn[]): Promise<RotationState> {
  return inScope(ctx, async (tx) => {
    const rotation = await lockRotation(tx)
    if (!rotation || rotation.finishedAt !== null) return 'finished'
    const own = columns.filter(isIn(tx.workspaceId))
    if (rotation.passedAt !== null) return finish(tx, rotation, own)
    const index = own.findIndex((column) => nameOf(column) >= rotation.sealedColumn)
    const column = own[index]
    if (!column) return saveProgress(tx, { passedAt: tx.now() })
    const afterId = nameOf(column) === rotation.sealedColumn ? rotation.rowId : ''
    const { dataKeyId } = rotation
    const values = await findValuesNotOf(tx, column, { dataKeyId, afterId, limit: sliceSize })
    const { sealed, unreadable } = await sealAgain(tx, column, values, dataKeyId)
    const last = values.length < sliceSize ? undefined : values.at(-1)
    const next = own[index + 1]
    return saveProgress(tx, {
      sealedColumn: last || !next ? nameOf(column) : nameOf(next),
      rowId: last?.id ?? '',
      sealedCount: rotation.sealedCount + sealed,
      unreadableCount: rotation.unreadableCount + unreadable,
      passedAt: last || next ? null : tx.now(),
    })
  })
}

async function sealAgain(
  tx: KeyHolder,
  column: SealedColumn,
  values: readonly SealedValue[],
  dataKeyId: string,
): Promise<{ sealed: number; unreadable: number }> {
  const dataKeys = await loadDataKeys(tx)
  const dataKey = dataKeyOf(dataKeys, dataKeyId)
  const replacements = values.flatMap(({ id, value }) => {
    const place = { table: column.table, column: column.column, workspaceId: tx.workspaceId, rowId: id }
    try {
      const text = open((keyId) => dataKeyOf(dataKeys, keyId), place, value)
      return [{ id, from: value, to: seal(dataKey, place, text) }]
    } catch (error) {
      // A damaged value stays as it is, and the rest goes on; it is counted, and its data key stays.
      if (error instanceof VaultError) return []
      throw error
    }
  })
  const sealed = replacements.length === 0 ? 0 : await replaceValues(tx, column, replacements)
  return { sealed, unreadable: values.length - replacements.length }
}

/** Deletes the old data keys when nothing rests on them; goes over all again for what was written with one meanwhile. */
async function finish(
  tx: KeyHolder & Pick<Context, 'log'>,
  rotation: Rotation,
  columns: readonly SealedColumn[],
): Promise<RotationState> {
  const { dataKeyId, passedAt, unreadableCount } = rotation
  if (passedAt === null || tx.now().getTime() < passedAt.getTime() + graceMs) return 'passed'
  await lockOtherDataKeys(tx, dataKeyId)
  let left = 0
  for (const column of columns) left += await countValuesNotOf(tx, column, dataKeyId)
  if (left > unreadableCount) return saveProgress(tx, firstPosition)
  if (left === 0) await deleteOtherDataKeys(tx, dataKeyId)
  else tx.log.error('sealed values do not open, so an old data key stays', { component: 'vault', count: left })
  return saveProgress(tx, { finishedAt: tx.now() })
}

const firstPosition = { sealedColumn: '', rowId: '', unreadableCount: 0, passedAt: null } as const

async function lockRotation(tx: KeyHolder): Promise<Rotation | undefined> {
  const query = tx.db.selectFrom('vaultRotations').selectAll().where('workspaceId', '=', tx.workspaceId)
  return query.forUpdate().executeTakeFirst()
}

async function saveProgress(tx: KeyHolder, progress: Partial<Rotation>): Promise<RotationState> {
  await tx.db.updateTable('vaultRotations').set(progress).where('workspaceId', '=', tx.workspaceId).execute()
  if (progress.finishedAt) return 'finished'
  return progress.passedAt ? 'passed' : 'sealing'
}

function dataKeyOf(dataKeys: ReadonlyMap<string, DataKey>, id: string): DataKey {
  const found = dataKeys.get(id)
  if (!found) throw new VaultError('the data key of this value is gone')
  return found
}

function nameOf({ table, column }: SealedColumn): string {
  return `${table}.${column}`
}

/** The role that may touch the rows: that of the workspace, or the platform's for what belongs to no workspace. */
function inScope<T>(ctx: Context, work: (tx: KeyHolder & Context) => Promise<T>): Promise<T> {
  return ctx.workspaceId === installation ? inPlatformTransaction(ctx, work) : inTransaction(ctx, work)
}
