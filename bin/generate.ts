/**
 * Writes what is derived from the source: the OpenAPI document and the typed client from the endpoints, the
 * configuration page from the list of settings. `--check` writes nothing and exits 1 when a file on disk differs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { endpoints, otherPaths } from '../server/app.ts'
import { variables } from '../server/platform/config.ts'
import { generatedFiles } from './generate/files.ts'

const root = join(import.meta.dirname, '..')
const files = await generatedFiles({ endpoints, otherPaths, variables, version: packageJson.version })
const check = process.argv.includes('--check')

for (const [path, text] of files) {
  const current = await readFile(join(root, path), 'utf8').catch(() => undefined)
  if (current === text) continue
  if (check) {
    console.error(`${path} is out of date: run node bin/generate.ts`)
    process.exitCode = 1
    continue
  }
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
  console.log(`wrote ${path}`)
}
