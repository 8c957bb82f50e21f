/** Imports a workspace's bundle into the empty installation that the environment names; started by import.mjs. */
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { BundleError, importBundle } from '#modules/privacy'
import { ConfigError, readConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { inventory } from '../../server/app.ts'
import { openServices } from '../../server/services.ts'

const path = process.argv[2] ?? ''

process.exit(await run())

async function run(): Promise<number> {
  try {
    await access(path)
    const config = readConfig(process.env)
    const { services, close } = await openServices(config, createLog('warn', process.stderr))
    try {
      const { workspace, counts, leftOut, files, facts, policyVersion } = await importBundle(
        services,
        { inventory },
        () => createReadStream(path, { highWaterMark: 1 << 20 }),
      )
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0)
      console.log(`imported ${workspace.name} (${workspace.slug}): ${rows} rows, ${files} files`)
      console.log(`policy   version ${policyVersion} is what was promised to its people`)
      if (leftOut > 0) console.log(`left out ${leftOut} rows whose parents were deleted while the export was written`)
      for (const { place, rows: count } of facts) console.log(`anew     ${count} of ${place}: keys do not come along`)
      console.log('\nIts people have no passwords here: each chooses one with “I forgot my password”.')
      return 0
    } finally {
      await close()
    }
  } catch (error) {
    const known = error instanceof BundleError || error instanceof ConfigError
    console.error(
      `not imported: ${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    return known ? 1 : 2
  }
}
