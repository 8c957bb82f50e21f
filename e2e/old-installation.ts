/**
 * An installation as version 0.1 left it: its schema, its rows, its ways to hash and to seal. Written out here with
 * node:crypto alone, so that a change of ours which could no longer read it is found.
 */
import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from '@node-rs/bcrypt'
import { migrateDatabase, openDatabase, sql, type Database } from '#platform/database'
import { startEmbedded } from '#platform/embedded'
import { createLog } from '#platform/log'
import { migrations } from '../server/app.ts'

const quiet = createLog('silent')

export const oldMigrations = migrations.filter(({ name }) => name < '0100')

export type OldInstallation = {
  email: string
  password: string
  apiKey: string
  ingestKey: string
  projectNumber: number
  /** Cookie of somebody who was signed in. */
  session: string
  channelId: string
  /** `whsec_…`, as the receiver of the webhook has it. */
  signingSecret: string
  pageId: string
  /** What stands in a mail that was sent. */
  unsubscribePath: string
}

const workspaceId = 'wks_01a1e0000000700080000000000000aa'
const userId = 'usr_01a1e0000000700080000000000000ab'
const projectId = 'prj_01a1e0000000700080000000000000ac'
const channelId = 'chn_01a1e0000000700080000000000000ad'
const pageId = 'kd8u1ri3dui9'
const subscriberId = 'sub_01a1e0000000700080000000000000ae'

/** On the server of the URL, or embedded in the data directory. */
export async function makeOldInstallation(
  dataDir: string,
  databaseUrl: string | null,
  hookUrl: string,
): Promise<OldInstallation> {
  const master = makeMasterKey(dataDir)
  const embedded =
    databaseUrl === null && (await startEmbedded({ dataDir, log: quiet, postgres: true, clickhouse: false }))
  const database = openDatabase({ url: embedded ? embedded.databaseUrl : (databaseUrl ?? ''), poolSize: 2, log: quiet })
  try {
    await migrateDatabase(database, oldMigrations)
    return await fill(database, master, hookUrl)
  } finally {
    await database.close()
    if (embedded) await embedded.stop()
  }
}

function makeMasterKey(dataDir: string): Buffer {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const key = randomBytes(32)
  writeFileSync(join(dataDir, 'secret.key'), `${key.toString('hex')}\n`)
  chmodSync(join(dataDir, 'secret.key'), 0o600)
  return key
}

async function fill(database: Database, master: Buffer, hookUrl: string): Promise<OldInstallation> {
  const password = 'correct horse battery staple'
  const apiKey = `wwk_${randomBytes(32).toString('base64url')}`
  const ingestKey = randomBytes(16).toString('hex')
  const session = randomBytes(32).toString('base64url')
  const signingSecret = `whsec_${randomBytes(24).toString('base64')}`
  const sealed = sealAsOf01(master, signingSecret)
  const passwordHash = await hashAsOf01(master, password)
  const now = new Date()
  const number = await asOwner(database, async (run) => {
    await run(sql`insert into installation (set_up_at) values (${now})`)
    await run(sql`insert into users (id, email, name, password_hash, created_at)
      values (${userId}, 'Ada@example.com', 'Ada', ${passwordHash}, ${now})`)
    await run(sql`insert into sessions (id_hash, user_id, created_at, seen_at, remote_address, user_agent)
      values (${sha256(session)}, ${userId}, ${now}, ${now}, '192.0.2.1', 'Firefox')`)
    await run(sql`insert into workspaces (id, slug, name, created_at) values (${workspaceId}, 'acme', 'Acme', ${now})`)
    await run(sql`insert into memberships (workspace_id, user_id, role, joined_at)
      values (${workspaceId}, ${userId}, 'owner', ${now})`)
    const [project] = await run<{ number: number }>(sql`insert into projects (id, workspace_id, name, created_at)
      values (${projectId}, ${workspaceId}, 'Shop', ${now}) returning number`)
    await run(sql`insert into ingest_keys (id, workspace_id, project_id, public_key, created_at)
      values ('ing_01a1e0000000700080000000000000af', ${workspaceId}, ${projectId}, ${ingestKey}, ${now})`)
    await run(sql`insert into api_keys (id, workspace_id, name, prefix, key_hash, created_by, created_at)
      values ('key_01a1e0000000700080000000000000b0', ${workspaceId}, 'First key', ${apiKey.slice(0, 10)},
        ${sha256(apiKey)}, ${userId}, ${now})`)
    await run(sql`insert into vault_keys (id, workspace_id, wrapped_key, created_at)
      values (${sealed.dataKeyId}, ${workspaceId}, ${sealed.wrappedKey}, ${now})`)
    await run(sql`insert into notification_channels
      (id, workspace_id, type, name, url, signing_secret, events, created_at, created_by)
      values (${channelId}, ${workspaceId}, 'webhook', 'Hook', ${hookUrl}, ${sealed.envelope},
        '{incident.opened,incident.regressed}', ${now}, ${userId})`)
    await run(sql`insert into status_pages
      (id, workspace_id, slug, name, description, time_zone, created_at, updated_at)
      values (${pageId}, ${workspaceId}, 'acme', 'Acme', '', 'UTC', ${now}, ${now})`)
    await run(sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at, confirmed_at)
      values (${subscriberId}, ${workspaceId}, ${pageId}, 'reader@example.com', 'reader@example.com', ${now}, ${now})`)
    return project?.number ?? 0
  })
  const unsubscribePath = `/status/acme/unsubscribe/${linkAsOf01(master, 'statuspages.unsubscribe', subscriberId)}`
  const keys = { apiKey, ingestKey, projectNumber: number, channelId, signingSecret }
  return { email: 'ada@example.com', password, session, pageId, unsubscribePath, ...keys }
}

type Run = <Row>(statement: ReturnType<typeof sql<Row>>) => Promise<Row[]>

/** Row-level security binds the owner of the tables, too; he takes it back for as long as he writes. */
export async function asOwner<T>(database: Database, work: (run: Run) => Promise<T>): Promise<T> {
  return database.kysely.transaction().execute(async (tx) => {
    const run: Run = async (statement) => (await statement.execute(tx)).rows
    const forced = await run<{ name: string }>(sql`select relname as name from pg_class
      where relforcerowsecurity and relnamespace = 'public'::regnamespace`)
    const force = async (word: 'force' | 'no force') => {
      for (const { name } of forced) await run(sql`alter table ${sql.id(name)} ${sql.raw(word)} row level security`)
    }
    await force('no force')
    const result = await work(run)
    // Or what waits to be checked would stand in the way of the change to the tables.
    await run(sql`set constraints all immediate`)
    await force('force')
    return result
  })
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `watchword:${purpose}`, 32))
}

/** Version 1: one pepper, which the stored value does not name. */
async function hashAsOf01(master: Buffer, password: string): Promise<string> {
  const prehash = createHmac('sha384', derive(master, 'password.pepper')).update(password.normalize('NFC'))
  const full = await hash(prehash.digest('base64'), { cost: 12 })
  return `v1$12$${full.slice(7)}`
}

function linkAsOf01(master: Buffer, purpose: string, id: string): string {
  const hex = id.slice(id.indexOf('_') + 1)
  return `${hex}${createHmac('sha256', derive(master, purpose)).update(hex).digest('base64url')}`
}

function sealAsOf01(master: Buffer, plaintext: string) {
  const masterId = createHmac('sha256', master).update('watchword master key id').digest('hex').slice(0, 8)
  const [dataKeyId, dataKey] = ['dk_01a1e0000000700080000000000000b1', randomBytes(32)]
  const place = ['place', 'notification_channels', 'signing_secret', workspaceId, channelId]
  return {
    dataKeyId,
    envelope: encrypt(dataKeyId, dataKey, place, Buffer.from(plaintext)),
    wrappedKey: encrypt(masterId, derive(master, 'vault.wrap'), ['dataKey', workspaceId, dataKeyId], dataKey),
  }
}

/** AES-256-GCM; what is authenticated is each part of the place behind its length. */
function encrypt(keyId: string, key: Buffer, place: string[], plaintext: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  const parts = place.flatMap((part) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(part))
    return [length, Buffer.from(part)]
  })
  cipher.setAAD(Buffer.concat(parts))
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return `v1.${keyId}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`
}
