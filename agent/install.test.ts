/** The line that puts the agent on a host, run by the shells that hosts have, against the program's own routes. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { buildAgent } from '../bin/build-agent/build.ts'
import type { Route } from '../server/platform/http/route.ts'
import { agentFileRoutes } from '../server/modules/metrics/agent-files/routes.ts'

const run = promisify(execFile)
const directory = mkdtempSync(join(tmpdir(), 'watchword-install-'))
const agentDirectory = join(directory, 'agent')
const unit = readFileSync(join(import.meta.dirname, 'watchword-agent.service'), 'utf8')
let server: Server
let origin = ''

before(async () => {
  await buildAgent(join(agentDirectory, 'dist'))
  writeFileSync(join(agentDirectory, 'watchword-agent.service'), unit)
  const routes = agentFileRoutes(agentDirectory)
  const serve = async (path: string | undefined): Promise<Response> => {
    const route = routes.find((each) => each.path === path)
    // Routes of files read nothing of a request, and of the program only where it is reached.
    const services = { config: { appUrl: `${origin}/app` } } as Parameters<Route['handle']>[0]
    const answer = await route?.handle(services, {} as Parameters<Route['handle']>[1])
    return answer instanceof Response ? answer : new Response(null, { status: 404 })
  }
  server = createServer((request, response) => {
    serve(request.url).then(
      async (answer) => {
        const body = Buffer.from(await answer.arrayBuffer())
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.close()
  rmSync(directory, { recursive: true, force: true })
})

async function install(destination: string, env: Record<string, string>, shell = 'sh') {
  const script = await (await fetch(`${origin}/agent/install.sh`)).text()
  const file = join(directory, 'install.sh')
  writeFileSync(file, script)
  const PATH = process.env['PATH'] ?? ''
  return run(shell, [file], { env: { PATH, DESTDIR: destination, ...env } })
}

const confOf = (destination: string) => readFileSync(join(destination, 'etc/watchword-agent.conf'), 'utf8')

for (const shell of ['sh', 'bash']) {
  test(`${shell} puts program, unit and settings in place, and again with another key keeps what else is set`, async () => {
    const destination = join(directory, `host-${shell}`)
    await install(destination, { WATCHWORD_AGENT_KEY: 'key1' }, shell)
    const program = join(destination, 'usr/local/bin/watchword-agent')
    assert.deepEqual(readFileSync(program), readFileSync(join(agentDirectory, 'dist/watchword-agent.mjs')))
    assert.match((await run(program, ['--version'])).stdout, /^\d+\.\d+\.\d+/)
    assert.equal(statSync(join(destination, 'etc/watchword-agent.conf')).mode & 0o777, 0o600)
    assert.equal(confOf(destination), `WATCHWORD_AGENT_URL=${origin}\nWATCHWORD_AGENT_KEY=key1\n`)
    const written = readFileSync(join(destination, 'etc/systemd/system/watchword-agent.service'), 'utf8')
    const node = /^ExecStart=(\S+) /m.exec(written)?.[1] ?? ''
    assert.ok(node.startsWith('/') && existsSync(node), written)
    assert.equal(written.replace(node, '/usr/bin/env node'), unit)

    writeFileSync(join(destination, 'etc/watchword-agent.conf'), `${confOf(destination)}WATCHWORD_AGENT_JOB=web\n`)
    await install(destination, { WATCHWORD_AGENT_KEY: 'key2' }, shell)
    const other = `WATCHWORD_AGENT_URL=${origin}\nWATCHWORD_AGENT_KEY=key2\nWATCHWORD_AGENT_JOB=web\n`
    assert.equal(confOf(destination), other)
    // An update needs no key.
    await install(destination, {}, shell)
    assert.equal(confOf(destination), other)
  })
}

test('without a key, with none that could be one, or without Node it says so and leaves nothing', async () => {
  const destination = join(directory, 'refused')
  const says = (text: RegExp) => (error: { stderr: string }) => text.test(error.stderr)
  await assert.rejects(install(destination, {}), says(/set WATCHWORD_AGENT_KEY to an ingest key/))
  await assert.rejects(install(destination, { WATCHWORD_AGENT_KEY: 'a;b' }), says(/is no ingest key/))
  const empty = join(directory, 'without-node')
  mkdirSync(empty)
  await assert.rejects(
    install(destination, { WATCHWORD_AGENT_KEY: 'key', PATH: empty }, '/bin/sh'),
    says(/needs Node 20/),
  )
  writeFileSync(join(empty, 'node'), '#!/bin/sh\ncase "$1" in --version) echo v18.19.0 ;; *) exit 1 ;; esac\n')
  chmodSync(join(empty, 'node'), 0o755)
  await assert.rejects(
    install(destination, { WATCHWORD_AGENT_KEY: 'key', PATH: `${empty}:/usr/bin:/bin` }),
    says(/needs Node 20 or newer, and .*node is v18\.19\.0/),
  )
  assert.equal(existsSync(destination), false)
})

test('a file that was changed on its way is not installed, and a script that was cut off does nothing', async () => {
  const script = await (await fetch(`${origin}/agent/install.sh`)).text()
  const destination = join(directory, 'changed')
  const env = { PATH: process.env['PATH'] ?? '', DESTDIR: destination, WATCHWORD_AGENT_KEY: 'key' }
  const wrong = script.replace(/(download watchword-agent\.mjs )\w{64}/, `$1${'0'.repeat(64)}`)
  const failed = (error: { stderr: string }) => /is not what this script was made for/.test(error.stderr)
  await assert.rejects(run('sh', ['-c', wrong], { env }), failed)
  for (const share of [0.3, 0.6, 0.9]) {
    await run('sh', ['-c', script.slice(0, Math.floor(script.length * share))], { env }).catch(() => undefined)
  }
  assert.equal(existsSync(destination), false)
})
