/** Helpers for this module's tests: what the log says, an export as a client gets it, and the verifier as people run it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { callRoute } from '#testing'
import { auditExportRoute } from './export-route.ts'
import { recordAudit } from './record-audit.ts'

export function exportAs(ctx: Context, format = 'json'): Promise<Response> {
  const route = auditExportRoute(() => Promise.resolve({ ctx, person: null, forgeable: false }))
  return callRoute(ctx, [route], new Request(`http://localhost/api/v1/audit-export?format=${format}`))
}

/** Appends entries `thing.changed`, one after the other. */
export async function appendEntries(ctx: Context, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) {
    const change = { targetId: `thing-${index}`, before: { size: index - 1 }, after: { size: index } }
    await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', change))
  }
}

export function listAll(ctx: Context) {
  return inTransaction(ctx, (tx) =>
    tx.db.selectFrom('auditEntries').selectAll().where('workspaceId', '=', tx.workspaceId).orderBy('number').execute(),
  )
}

const command = join(import.meta.dirname, '../../../bin/watchword/main.mjs')
/** The Node of the machine, older than ours, where there is one: the command must run on it. */
const machineNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path)) ?? process.execPath

/** Runs `watchword audit verify` on a file with this text. */
export function verifyText(text: string, ...options: string[]): { exitCode: number | null; output: string } {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-audit-'))
  try {
    const path = join(directory, 'export.jsonl')
    writeFileSync(path, text)
    const { status, stdout, stderr } = spawnSync(machineNode, [command, 'audit', 'verify', path, ...options], {
      encoding: 'utf8',
      env: {},
    })
    return { exitCode: status, output: stdout + stderr }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
