/**
 * How long it takes to seal and open values, to seal all of a workspace again with a new data key, and to wrap data
 * keys again by a new master key. In one process with embedded stores and nothing else to do.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openServices } from '../server/services.ts'
import { inventory } from '../server/app.ts'
import { readConfig } from '../server/platform/config.ts'
import { systemContext, type Context, type Services } from '../server/platform/context.ts'
import { inPlatformTransaction, inTransaction, sql } from '../server/platform/database/index.ts'
import { newHexKey, newId, newSecret } from '../server/platform/ids.ts'
import { createLog } from '../server/platform/log.ts'
import { createVaultKeys, parseKeyRing } from '../server/platform/vault/index.ts'
import { rewrapDataKeys } from '../server/platform/vault/rewrap.ts'
import { beginRotation, rotateSlice, sliceSize } from '../server/platform/vault/rotation.ts'
import { findSealedColumns } from '../server/platform/vault/sealed-columns.ts'
import { openText, sealText } from '../server/platform/vault-store.ts'
import { report, rounded, say } from './report.ts'

const place = (rowId: string) => ({ table: 'notification_channels', column: 'signing_secret', rowId })

/** No target: it answers whether a rotation is a matter of seconds or of hours. */
export async function benchVault(args: string[]): Promise<boolean> {
  const { values: options } = parseArgs({
    args,
    options: { values: { type: 'string', default: '10000' }, keys: { type: 'string', default: '1000' } },
  })
  const [values, keys] = [Number(options.values), Number(options.keys)]
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-bench-'))
  const secretKey = newHexKey(32)
  const config = { ...readConfig({ WATCHWORD_DATA_DIR: dataDir }), secretKey }
  const { services, close } = await openServices(config, createLog('silent'))
  try {
    const ctx = systemContext(services, newId('wks', services.now()), 'req_bench')
    say(`sealing ${values} values`)
    const sealMs = await timed(() => plant(ctx, values))
    const openMs = await timed(() => openAll(ctx))
    const rotationMs = await timed(() => rotate(ctx))
    await openAll(ctx)
    for (let index = 1; index < keys; index += 1) await makeKey(services, `wks_${index}`)
    const rotated = { ...services, vault: createVaultKeys(...parseKeyRing(`${newHexKey(32)},${secretKey}`)) }
    const rewrapMs = await timed(() => rewrapDataKeys(rotated))
    await openAll({ ...ctx, vault: rotated.vault })
    report('vault', {
      values,
      sliceSize,
      sealAndInsertMs: rounded(sealMs),
      readAndOpenMs: rounded(openMs),
      rotationMs: rounded(rotationMs),
      rotatedPerSecond: Math.round((values / rotationMs) * 1000),
      wrappedKeys: keys + 1,
      rewrapMs: rounded(rewrapMs),
    })
    return true
  } finally {
    await close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function plant(ctx: Context, count: number): Promise<void> {
  await inTransaction(ctx, async ({ db }) => {
    await sql`insert into workspaces (id, slug, name, created_at)
      values (${ctx.workspaceId}, 'bench', 'Bench', ${ctx.now()})`.execute(db)
  })
  for (let done = 0; done < count; done += 500) {
    await inTransaction(ctx, async (tx) => {
      for (let index = 0; index < Math.min(500, count - done); index += 1) {
        const id = newId('chn', tx.now())
        const sealed = await sealText(tx, place(id), `whsec_${newSecret(24)}`)
        await sql`insert into notification_channels
          (id, workspace_id, type, name, url, signing_secret, events, created_at, created_by)
          values (${id}, ${tx.workspaceId}, 'webhook', 'x', ${`https://example.com/${id}`}, ${sealed}, '{}',
            ${tx.now()}, 'usr_1')`.execute(tx.db)
      }
    })
  }
}

async function openAll(ctx: Context): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ id: string; sealed: string }>`
      select id, signing_secret as sealed from notification_channels`.execute(tx.db)
    for (const { id, sealed } of rows) await openText(tx, place(id), sealed)
  })
}

async function rotate(ctx: Context): Promise<void> {
  const columns = await inPlatformTransaction(ctx, ({ db }) => findSealedColumns(db, inventory))
  await beginRotation(ctx, new Date(ctx.now().getTime() + 1_000))
  let state = 'sealing'
  while (state === 'sealing') state = await rotateSlice(ctx, columns)
}

async function makeKey(services: Services, workspaceId: string): Promise<void> {
  const ctx = systemContext(services, workspaceId, 'req_bench')
  await inTransaction(ctx, (tx) => sealText(tx, place('x'), 'x'))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
