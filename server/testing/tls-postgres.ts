/** A PostgreSQL of its own for tests of the link to it: over TCP, with TLS or without. */
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { findPostgresBinaries } from '../platform/embedded/postgres-binaries.ts'

/** Whoever asks may enter: it lives for one test and has nothing in it. */
const hba = { tls: 'hostssl all all all trust\nhostnossl all all all reject\n', plain: 'host all all all trust\n' }
const nobody = 65_534

/** The port at which it listens on every address of the machine, with the certificate or in plain. */
export async function startTlsPostgres(
  t: TestContext,
  tls: { key: string; certificate: string } | null,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-tls-postgres-'))
  const asRoot = process.getuid?.() === 0
  const { initdb, postgres } = findPostgresBinaries({ everyoneMustReach: asRoot, privateCopyDir: directory })
  if (asRoot) chownSync(directory, nobody, nobody)
  const options = {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(asRoot && { uid: nobody, gid: nobody }),
  }
  const data = join(directory, 'data')
  const made = spawnSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '--locale=C'], options)
  if (made.status !== 0) throw new Error(`initdb: ${String(made.stderr)}`)
  const write = (name: string, content: string): void => {
    writeFileSync(join(data, name), content, { mode: 0o600 })
    if (asRoot) chownSync(join(data, name), nobody, nobody)
  }
  write('pg_hba.conf', tls ? hba.tls : hba.plain)
  if (tls) {
    write('server.key', tls.key)
    write('server.crt', tls.certificate)
  }
  const port = await freePort()
  const settings = { port, listen_addresses: '0.0.0.0', unix_socket_directories: '', ssl: tls ? 'on' : 'off' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(postgres, ['-D', data, ...flags], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGQUIT')
    await ended
    rmSync(directory, { recursive: true, force: true })
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)))
  })
  return port
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '0.0.0.0', () => resolve())
  })
  const { port } = server.address() as AddressInfo // listening on TCP
  await new Promise((resolve) => server.close(resolve))
  return port
}
