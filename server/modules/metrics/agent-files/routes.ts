/** The agent and what installs it, for one pasted line on a host: files that anybody may read. docs/agent.md. */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#platform/errors'
import type { Route } from '#platform/http'
import { installScript } from './install-script.ts'

const agentDirectory = join(import.meta.dirname, '../../../../agent')
const files = {
  'watchword-agent.mjs': { path: 'dist/watchword-agent.mjs', type: 'text/javascript; charset=utf-8' },
  'watchword-agent.service': { path: 'watchword-agent.service', type: 'text/plain; charset=utf-8' },
}
type Name = keyof typeof files

/** Read when they are first asked for, and kept. */
export function agentFileRoutes(directory = agentDirectory): Route[] {
  const kept = new Map<Name, Promise<Buffer<ArrayBuffer>>>()
  const read = (name: Name): Promise<Buffer<ArrayBuffer>> => {
    const known = kept.get(name) ?? readFile(join(directory, files[name].path))
    kept.set(name, known)
    return known.catch((error: unknown) => {
      kept.delete(name)
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      throw new AppError('not_found', 'the agent is not built here: sh bin/setup web')
    })
  }
  const sha256 = async (name: Name): Promise<string> => hash('sha256', await read(name))
  // The names are the object's own, which its type lists.
  const served = (Object.keys(files) as Name[]).map((name): Route => ({
    name: 'agentFile',
    methods: ['GET'],
    path: `/agent/${name}`,
    handle: async () => answer(await read(name), files[name].type),
  }))
  return [
    ...served,
    {
      name: 'agentInstallScript',
      methods: ['GET'],
      path: '/agent/install.sh',
      handle: async ({ config }) => {
        const sha256Of = { agent: await sha256('watchword-agent.mjs'), unit: await sha256('watchword-agent.service') }
        const { origin } = new URL(config.appUrl)
        return answer(Buffer.from(installScript({ origin, sha256Of })), 'text/x-shellscript; charset=utf-8')
      },
    },
  ]
}

const answer = (body: Buffer<ArrayBuffer>, type: string): Response =>
  // Always asked for: an update of the server is one of the agent, and the script names what belongs to it.
  new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } })
