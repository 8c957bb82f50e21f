/** What an archive from outside may not do. */
import assert from 'node:assert/strict'
import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { AppError } from '#platform/errors'
import { maxEntries, maxRatio, maxUnpackedBytes, smallEntryBytes } from './limits.ts'
import { openBundle } from './read-bundle.ts'
import { bundleEntries, zipOf, type ZipEntry } from './zip.fixture.ts'

async function opened(t: TestContext, bytes: Buffer) {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-zip-'))
  const file = await open(join(directory, 'bundle'), 'wx+')
  t.after(async () => {
    await file.close()
    assert.deepEqual(await readdir(directory), ['bundle'], 'nothing is unpacked')
    await rm(directory, { recursive: true })
  })
  await file.write(bytes)
  return openBundle(file)
}

const refused = (t: TestContext, bytes: Buffer, why: RegExp) =>
  assert.rejects(opened(t, bytes), (error) => {
    assert.ok(error instanceof AppError, String(error))
    assert.match(error.message, why)
    return true
  })

const plain = (name: string, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, content: 'x', ...more })

test('a bundle is read although the zip does not begin at its first byte', async (t) => {
  const bundle = await opened(t, zipOf(bundleEntries()))
  assert.equal((await bundle.read('files/_/_/app.min.js')).toString(), 'throw new Error()')
  assert.deepEqual(Object.keys((await bundle.readManifest()) as object), ['files'])
})

test('what is no bundle, or a bundle cut off, is refused with a reason', async (t) => {
  const whole = zipOf(bundleEntries())
  await refused(t, Buffer.from('PK\x03\x04'), /no artifact bundle/)
  await refused(t, Buffer.alloc(0), /no artifact bundle/)
  await refused(t, zipOf(bundleEntries(), Buffer.alloc(0)), /no artifact bundle/)
  for (const length of [8, 20, whole.length / 2, whole.length - 1]) {
    await refused(t, whole.subarray(0, length), /cannot be read/)
  }
})

test('names that leave the archive, links and encrypted entries are refused [S-08]', async (t) => {
  for (const name of ['../evil', 'a/../../evil', '/etc/passwd', 'C:/evil', 'a\\..\\evil', '\\\\host\\evil']) {
    await refused(t, zipOf([plain(name)]), /cannot be read/)
  }
  for (const name of ['a\0b', 'a\nb', 'x'.repeat(1_001)]) await refused(t, zipOf([plain(name)]), /name of an entry/)
  await refused(t, zipOf([plain('link', { content: '/etc/passwd', mode: 0o120777 })]), /is a link/)
  await refused(t, zipOf([plain('secret', { flags: 0x801 })]), /is encrypted/)
  await refused(t, zipOf([plain('a'), plain('a')]), /same name/)
  // Names of devices and of prototypes are names like others: nothing is made of them.
  const bundle = await opened(t, zipOf([plain('CON'), plain('__proto__'), plain('constructor')]))
  assert.equal((await bundle.read('__proto__')).toString(), 'x')
  await assert.rejects(bundle.read('toString'), /not in the bundle/)
})

test('bombs are stopped at the limit before anything is unpacked: entries, sizes, ratio, overlap [S-09]', async (t) => {
  const many = Array.from({ length: maxEntries + 1 }, (_, index) => plain(`f${index}`, { method: 0 }))
  await refused(t, zipOf(many), /more than 20000 entries/)
  await opened(t, zipOf(many.slice(1)))
  const zeros = Buffer.alloc(smallEntryBytes + 1)
  await refused(t, zipOf([plain('zeros', { content: zeros })]), /compressed more/)
  await opened(t, zipOf([plain('zeros', { content: zeros.subarray(1) })]))
  const large = Math.ceil((maxUnpackedBytes + 1) / 2)
  const says = { saysSize: large, saysCompressed: Math.ceil(large / maxRatio) }
  await refused(t, zipOf([plain('a', says), plain('b', says)]), /unpacks to more/)
  const overlapping = [plain('a', { content: 'y'.repeat(500) }), plain('b', { saysOffset: 10 })]
  await refused(t, zipOf(overlapping), /overlap/)
})

test('an entry that unpacks to more or less than the archive says is not believed [S-09]', async (t) => {
  for (const saysSize of [2, 1_000]) {
    const bundle = await opened(t, zipOf([plain('a', { content: 'x'.repeat(500), saysSize })]))
    await assert.rejects(bundle.read('a'), /cannot be read/)
  }
})

test('an archive in an archive stays an entry: nothing opens it [S-09]', async (t) => {
  const inner = zipOf([plain('../evil')])
  const bundle = await opened(t, zipOf([{ name: 'inner.zip', content: inner }]))
  assert.deepEqual([...bundle.names], ['inner.zip'])
  assert.deepEqual(await bundle.read('inner.zip'), inner)
})
