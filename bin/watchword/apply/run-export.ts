/** `node bin/watchword/apply/run-export.ts [--name <name>]`; see `../apply.mjs` for what it answers. */
import { parseArgs } from 'node:util'
import { createClient, type Client } from './client.ts'
import { exportFile } from './export-file.ts'
import { isName } from './read-file.ts'

process.exitCode = await run(process.argv.slice(2))

async function run(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: { name: { type: 'string', default: 'workspace' } } })
    const { WATCHWORD_URL: url = '', WATCHWORD_API_KEY: key = '' } = process.env
    if (!URL.canParse(url) || key === '') throw new Error('set WATCHWORD_URL and WATCHWORD_API_KEY')
    if (!isName(values.name)) throw new Error('--name: lower-case letters, digits and dashes')
    return await write(createClient(url, key), { name: values.name, url })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
}

async function write(client: Client, file: { name: string; url: string }): Promise<number> {
  try {
    process.stdout.write(await exportFile(client, file, (line) => console.error(line)))
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}
