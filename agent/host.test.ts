import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs, { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCollecting } from './collect.ts'
import { createCollectors } from './collectors/index.ts'
import { makeHost, type KnownHost } from './host.fixture.ts'
import { createMetadataCollectors } from './metadata.ts'

/** The files that are opened meanwhile, as the host names them. */
async function openedBy({ root }: KnownHost, work: () => unknown): Promise<string[]> {
  const real = fs.openSync
  const opened: string[] = []
  fs.openSync = (path, ...rest) => {
    opened.push(String(path).replace(root, ''))
    return real(path, ...rest)
  }
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    fs.openSync = real
    syncBuiltinESMExports()
  }
  return opened
}

test('what stays is opened once: a cycle opens only what may be replaced, and files of containers', async () => {
  const known = makeHost()
  const metadata = createMetadataCollectors({ version: '', isHostNameWithheld: false })
  const collect = createCollecting(known.host, [...createCollectors(), ...metadata])
  const first = await openedBy(known, () => collect(0, 0))
  assert.ok(first.length > 40 && new Set(first).size > first.length - 2, first.join(' '))
  const isFew = (path: string) => path === '/etc/os-release' || path.startsWith('/sys/fs/cgroup/')
  for (let cycle = 1; cycle < 3; cycle += 1) {
    const opened = await openedBy(known, () => collect(cycle, cycle))
    assert.deepEqual(
      opened.filter((path) => !isFew(path)),
      [],
    )
    assert.equal(opened.length, 8)
  }
  known.remove()
})

test('a file that stays open is read anew, one of the disk is opened again, and not more than 64 are kept', async () => {
  const places = Array.from({ length: 80 }, (_, index) => `/sys/class/net/e${index}/operstate`)
  const known = makeHost({
    '/proc/loadavg': 'one',
    '/etc/os-release': 'old',
    ...Object.fromEntries(places.map((path) => [path, 'up'])),
  })
  const { host, root } = known
  assert.deepEqual([host.read('/proc/loadavg'), host.read('/etc/os-release')], ['one', 'old'])
  writeFileSync(join(root, '/proc/loadavg'), 'another, longer')
  writeFileSync(join(root, '/etc/new'), 'new')
  renameSync(join(root, '/etc/new'), join(root, '/etc/os-release'))
  assert.deepEqual([host.read('/proc/loadavg'), host.read('/etc/os-release')], ['another, longer', 'new'])
  for (const path of places) host.read(path)
  const again = await openedBy(known, () => places.map((path) => host.read(path)))
  assert.equal(again.length, 80 - 63)
  host.close()
  assert.equal((await openedBy(known, () => host.read('/proc/loadavg'))).length, 1)
  known.remove()
})

test('what is gone while it was open is absent, and when it comes back it is read', async () => {
  const known = makeHost({})
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  // Files of a process answer ESRCH when it has ended, as those of a device do when it was pulled out.
  mkdirSync(join(known.root, 'sys/class'), { recursive: true })
  const place = join(known.root, 'sys/class/net')
  symlinkSync(`/proc/${child.pid}`, place)
  const read = () => known.host.find('/sys/class/net/stat')
  assert.match(read() ?? '', new RegExp(`^${child.pid} `))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGKILL')
  await ended
  assert.equal(read(), undefined)
  rmSync(place)
  symlinkSync('/proc/self', place)
  assert.match(read() ?? '', new RegExp(`^${process.pid} `))
  known.remove()
})
