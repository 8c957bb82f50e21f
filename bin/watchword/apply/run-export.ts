/** `node bin/watchword/apply/run-export.ts [--name <name>] [--to <directory>]`; see `../apply.mjs` for what it answers. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient, type Client } from './client.ts'
import { exportFile } from './export-file.ts'
import { isName } from './read-file.ts'

process.exitCode = await run(process.argv.slice(2))

async function run(args: string[]): Promise<number> {
  try {
    const options = { name: { type: 'string', default: 'workspace' }, to: { type: 'string' } } as const
    const { values } = parseArgs({ args, options })
    const { WATCHWORD_URL: url = '', WATCHWORD_API_KEY: key = '' } = process.env
    if (!URL.canParse(url) || key === '') throw new Error('set WATCHWORD_URL and WATCHWORD_API_KEY')
    if (!isName(values.name)) throw new Error('--name: lower-case letters, digits and dashes')
    if (values.to !== undefined) refuseFull(values.to)
    return await write(createClient(url, key), { name: values.name, url }, values.to)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
}

async function write(
  client: Client,
  file: { name: string; url: string },
  directory: string | undefined,
): Promise<number> {
  try {
    const beside = directory !== undefined
    const { text, files } = await exportFile(client, { ...file, beside }, (line) => console.error(line))
    if (directory === undefined) process.stdout.write(text)
    else
      for (const each of [{ path: 'watchword.yaml', text }, ...files]) writeNew(join(directory, each.path), each.text)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

/** What is there may be somebody's work. */
function refuseFull(directory: string): void {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Error(`--to: ${directory} is not empty`)
}

function writeNew(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { flag: 'wx' })
  console.log(path)
}
