/** A database for one test run on a server that the environment names; without one, the embedded stores are used. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** A fresh database on the server that WATCHWORD_TEST_DATABASE_URL names; `url` is null when none is named. */
export async function makeScratchDatabase(): Promise<{ url: string | null; drop(): Promise<void> }> {
  const server = process.env['WATCHWORD_TEST_DATABASE_URL']
  if (!server) return { url: null, drop: () => Promise.resolve() }
  const name = scratchName()
  await adminQuery(server, `create database ${name}`)
  return {
    url: withDatabase(server, name),
    drop: () => adminQuery(server, `drop database if exists ${name} with (force)`),
  }
}

export function scratchName(): string {
  return `watchword_test_${randomBytes(6).toString('hex')}`
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function adminQuery(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
