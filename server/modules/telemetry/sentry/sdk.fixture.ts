/** A house for programs under official SDKs: the whole program on a port, and a look at what came of what they sent. */
import { spawn } from 'node:child_process'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { listen, type Listener } from '#platform/http'
import { testApp, testContext } from '#testing'

export type Shop = { ctx: Context; projectId: string; dsn: string }

export async function openPort(): Promise<Listener> {
  return listen(await testApp(), { port: 0, host: '127.0.0.1' })
}

/** A project of a fresh workspace, and its DSN at that port. */
export async function openShop({ port }: Listener): Promise<Shop> {
  const ctx = await testContext()
  const { id, number, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  return { ctx, projectId: id, dsn: `http://${ingestKey}@127.0.0.1:${port}/${number}` }
}

/** Runs a program to its end; resolves with the JSON of its last line. Rejects with what it said when it fails. */
export function runProgram(program: string, args: string[], env: Record<string, string> = {}): Promise<unknown> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let [output, trouble] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (trouble += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trimEnd().split('\n').at(-1) ?? ''))
      else reject(new Error(`the program ended with ${code}: ${trouble}`))
    })
  })
}

/** What was accepted and what was not, by category and reason, as far as it is written down. */
export async function countOutcomes({ ctx }: Shop): Promise<Record<string, number>> {
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ name: string; quantity: number }>`
      select category || ' ' || reason as name, sum(quantity)::int as quantity from ingest_outcomes where source = 'server' group by 1`.execute(
      db,
    ),
  )
  return Object.fromEntries(rows.map(({ name, quantity }) => [name, quantity]).sort())
}

/** Rows of a table of the column store that belong to the shop. */
export function readColumns<T>({ ctx }: Shop, select: string): Promise<T[]> {
  return ctx.columns.forWorkspace(ctx.workspaceId).query<T>(select, {})
}
