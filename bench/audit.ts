/** How long `watchword audit verify` takes for an export of 100,000 entries, and what of memory. */
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  checkpointStatement,
  createExportVerifier,
  digestChange,
  digestOrigin,
  exportStatement,
  genesisHash,
  hashEntry,
  keyIdOf,
  referenceOf,
} from '../server/modules/audit/verify.mjs'
import { report, rounded } from './report.ts'

const entries = 100_000
const entriesPerCheckpoint = 300
const runs = 3
const command = join(import.meta.dirname, '../bin/watchword/main.mjs')

export async function benchAudit(): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-bench-'))
  try {
    const path = join(directory, 'export.jsonl')
    const keyId = await writeExport(path)
    const seconds = Array.from({ length: runs }, () => verify(path, keyId)).sort((one, other) => one - other)
    const { size } = await stat(path)
    const median = seconds[Math.floor(runs / 2)] ?? 0
    report('audit', {
      entries,
      exportMb: rounded(size / 1e6),
      verifySeconds: { median: rounded(median), all: seconds.map(rounded) },
      ...(await verifyHere(path)),
    })
    return true
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function verify(path: string, keyId: string): number {
  const startedMs = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [command, 'audit', 'verify', path, '--key', keyId])
  if (status !== 0) throw new Error(`the export of the bench does not verify: ${stdout.toString()}`)
  return (performance.now() - startedMs) / 1000
}

/** In this process, to know what of it is computing and how much memory it holds. */
async function verifyHere(path: string): Promise<{ cpuSeconds: number; rssGrowthMb: number }> {
  const verifier = createExportVerifier()
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }
  let rss = before.rss
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    verifier.write(piece as Buffer) // a stream without an encoding gives buffers
    rss = Math.max(rss, process.memoryUsage.rss())
  }
  const { problems } = verifier.end()
  if (problems.length > 0) throw new Error(`the export of the bench does not verify: ${problems[0]?.message}`)
  const { user, system } = process.cpuUsage(before.cpu)
  return { cpuSeconds: rounded((user + system) / 1e6), rssGrowthMb: Math.round((rss - before.rss) / 1e6) }
}

/** As the server writes it; ten people who change things in turn. */
async function writeExport(path: string): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const x = String(publicKey.export({ format: 'jwk' }).x)
  const keyId = keyIdOf(x)
  const signed = (statement: string) => ({
    publicKey: x,
    keyId,
    signature: sign(null, Buffer.from(statement), privateKey).toString('base64url'),
  })
  const file = createWriteStream(path)
  const digest = createHash('sha256')
  const write = async (row: object): Promise<void> => {
    const line = `${JSON.stringify(row)}\n`
    digest.update(line)
    if (!file.write(line)) await once(file, 'drain')
  }
  const workspaceId = `wks_${'1'.repeat(32)}`
  const start = { number: 0, hash: genesisHash }
  await write({ type: 'header', format: 'watchword-audit', version: 1, workspaceId, start, publicKey: x, keyId })
  const people = Array.from({ length: 10 }, (_, index) => {
    const person = { salt: `salt-${index}`, kind: 'user', id: `usr_${index}` }
    return { reference: referenceOf(person), ...person }
  })
  for (const person of people) await write({ type: 'person', ...person, name: 'Ada Tester' })

  let head = start
  const at = '2026-01-01T00:00:00.000Z'
  for (let number = 1; number <= entries; number++) {
    const change = {
      salt: `salt-change-${number}`,
      before: { status: 'open' },
      after: { status: 'acknowledged', number },
    }
    const origin = {
      salt: `salt-origin-${number}`,
      remoteAddress: '192.0.2.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    }
    const content = {
      number,
      at,
      actor: people[number % people.length]?.reference ?? '',
      action: 'incident.acknowledged',
      target: `inc_${number}`,
      changeDigest: digestChange(change),
      originDigest: digestOrigin(origin),
      previousHash: head.hash,
    }
    head = { number, hash: hashEntry(workspaceId, content) }
    await write({ type: 'entry', ...content, hash: head.hash, change, origin })
    if (number % entriesPerCheckpoint === 0) {
      await write({ type: 'checkpoint', ...head, at, ...signed(checkpointStatement(workspaceId, { ...head, at })) })
    }
  }
  const end = { ...head, at, entries, fileDigest: digest.digest('hex') }
  file.end(`${JSON.stringify({ type: 'end', ...end, ...signed(exportStatement(workspaceId, end)) })}\n`)
  await once(file, 'finish')
  return keyId
}
