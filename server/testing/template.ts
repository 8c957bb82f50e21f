/**
 * To make a cluster and bring both stores up to date is the same work for each of the hundred installations that tests
 * start. `npm test` does it once (bin/test-template.ts) and names the result in WATCHWORD_TEST_TEMPLATE; without that
 * each start does it, as the first start at a user's does. Apart from `server/platform`: it is imported by test files
 * that know nothing of the server, and loading that takes seconds.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** Makes `dataDir` one in which a program was started and stopped that nobody had set up; or does nothing. */
export function fillFromTemplate(dataDir: string): void {
  const template = process.env['WATCHWORD_TEST_TEMPLATE']
  // Whoever names servers of their own has embedded ones nowhere.
  if (!template || process.env['WATCHWORD_TEST_DATABASE_URL'] || process.env['WATCHWORD_TEST_CLICKHOUSE_URL']) return
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  // As it is: PostgreSQL insists on the owner of its files, and the column store has links among its own.
  execFileSync('cp', ['-a', `${template}/.`, dataDir])
}
