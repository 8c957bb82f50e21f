/** `node bin/watchword/apply/run.ts -f <file> [--plan] [--prune] [--force]`; see `../apply.mjs` for what it answers. */
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { applyFile } from './apply-file.ts'
import { createClient } from './client.ts'
import { addFiles } from './files/add-files.ts'
import { FileError } from './positions.ts'
import { maxFileBytes, readFile, type Described } from './read-file.ts'

process.exitCode = await run(process.argv.slice(2))

async function run(args: string[]): Promise<number> {
  const read = await understand(args)
  if (!read) return 2
  const { file, url, key, options } = read
  try {
    const changed = await applyFile(createClient(url, key), file, options, (line) => console.log(line))
    if (!changed) console.log(`${file.name}: nothing to change`)
    return changed && options.plan ? 3 : 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return error instanceof FileError ? 2 : 1
  }
}

async function understand(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        file: { type: 'string', short: 'f' },
        plan: { type: 'boolean', default: false },
        prune: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
      },
    })
    const { file: path, plan, prune, force } = values
    const { WATCHWORD_URL: url = '', WATCHWORD_API_KEY: key = '' } = process.env
    if (path === undefined) throw new Error('name the file: watchword apply -f watchword.yaml')
    if (!URL.canParse(url) || key === '') throw new Error('set WATCHWORD_URL and WATCHWORD_API_KEY')
    return { file: await load(path), url, key, options: { plan, prune, force } }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}

async function load(path: string): Promise<Described> {
  if (statSync(path).size > maxFileBytes)
    throw new FileError(`${path} is larger than ${maxFileBytes / 1024 / 1024} MiB`)
  return addFiles(readFile(readFileSync(path, 'utf8'), process.env), dirname(path))
}
