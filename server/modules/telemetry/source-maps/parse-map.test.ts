import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { declaredName, lineAt, shortName } from './function-name.ts'
import { inlineBytes, maxSegments } from './limits.ts'
import { locate, mapFrame } from './map-frame.ts'
import { parseApart } from './parse-apart.ts'
import { findSegment, parseMap, UnreadableMap, type ParsedMap } from './parse-map.ts'
import { besideUrl, readDebugId, sourceName, tildeUrl } from './source-map.ts'
import { computedMs } from '../../../testing/own-time.ts'

const bytes = (map: unknown): Buffer => Buffer.from(typeof map === 'string' ? map : JSON.stringify(map))
const parsed = (map: object, script: string | null = null): ParsedMap =>
  parseMap({ map: bytes({ version: 3, names: [], ...map }), script: script === null ? null : Buffer.from(script) })

const budget = () => ({ left: 10_000 })

test('frames count from 1 and maps from 0: the first column of the first line is the first of each', () => {
  // Column 0 of line 0 is 1:0 of the source; column 10 is 2:4.
  const map = parsed({ sources: ['a.ts'], sourcesContent: ['zero\none\n    two\n'], mappings: 'AACA,UACI' })
  const place = (line: number, column: number) => {
    const position = locate(map, { line, column })
    return position && [position.line + 1, position.originalColumn + 1]
  }
  assert.deepEqual(place(1, 1), [2, 1])
  assert.deepEqual(place(1, 10), [2, 1])
  assert.deepEqual(place(1, 11), [3, 5])
  assert.deepEqual(place(1, 9_999), [3, 5])
  assert.equal(place(2, 1), undefined)
  for (const frame of [{}, { line: 1 }, { column: 1 }, { line: 0, column: 0 }])
    assert.equal(locate(map, frame), undefined)
  const position = locate(map, { line: 1, column: 11 })!
  const frame = mapFrame({ line: 1, column: 11, inApp: false, module: 'app.min' }, { map, position }, budget())
  assert.partialDeepStrictEqual(frame, { file: 'a.ts', line: 3, column: 5, contextLine: '    two', inApp: false })
  assert.deepEqual([frame.before, frame.after, frame.module], [['zero', 'one'], [], undefined])
})

test('a source without text, or with null for it, gives a place without context', () => {
  for (const sourcesContent of [undefined, null, [null], [], [7]]) {
    const map = parsed({ sources: ['a.ts'], sourcesContent, mappings: 'AACA' })
    const position = locate(map, { line: 1, column: 1 })!
    const frame = mapFrame({ line: 1, column: 1, contextLine: 'minified' }, { map, position }, budget())
    assert.deepEqual([frame.file, frame.line, frame.contextLine], ['a.ts', 2, undefined])
  }
  assert.equal(lineAt(parsed({ sources: [null], mappings: '' }), 0, 0), undefined)
})

test('maps in sections, with a source root, and with segments that name no source are read', () => {
  const section = { version: 3, sources: ['b.ts'], names: [], mappings: 'AAAA' }
  const map = parseMap({
    map: bytes({ version: 3, sections: [{ offset: { line: 1, column: 5 }, map: section }] }),
    script: null,
  })
  assert.equal(findSegment(map, 0, 0), undefined)
  assert.equal(findSegment(map, 1, 5)?.source, 0)
  assert.deepEqual(parsed({ sourceRoot: '/app', sources: ['a.ts'], mappings: 'AAAA' }).sources, ['/app/a.ts'])
  assert.equal(locate(parsed({ sources: ['a.ts'], mappings: 'A' }), { line: 1, column: 1 }), undefined)
  // An index that is not there is nobody's.
  assert.equal(locate(parsed({ sources: [], mappings: 'AAAA' }), { line: 1, column: 1 }), undefined)
})

test('what is no map is refused in words, whatever it is', () => {
  for (const map of [
    '',
    'null',
    '[]',
    '7',
    '{"version":2}',
    '{"version":3}',
    '{"version":3,"mappings":7}',
    ")]}'\n{}",
    '{"version":3,"sections":[{}]}',
  ]) {
    assert.throws(() => parseMap({ map: bytes(map), script: null }), UnreadableMap, map)
  }
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((mappings) => JSON.stringify({ version: 3, sources: ['a'], names: [], mappings })),
      ),
      (map) => {
        try {
          const read = parseMap({ map: bytes(map), script: null })
          findSegment(read, 0, 5)
        } catch (error) {
          assert.ok(error instanceof UnreadableMap, String(error))
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a map with too many segments is refused before it is decoded [S-09]', () => {
  const bomb = { version: 3, sources: ['a'], names: [], mappings: 'A,'.repeat(maxSegments + 1) }
  const startedMs = computedMs()
  assert.throws(() => parseMap({ map: bytes(bomb), script: null }), /segments at most/)
  assert.ok(computedMs() - startedMs < 2_000)
})

test('a large map is decoded beside the main thread, and says the same', async () => {
  const mappings = `AAAA,${'CAAC,'.repeat(60_000)}CAAC`
  const map = { version: 3, sources: ['a.ts'], sourcesContent: ['x'.repeat(1_000)], names: [], mappings }
  assert.ok(bytes(map).length > inlineBytes)
  const here = parseMap({ map: bytes(map), script: null })
  assert.deepEqual(await parseApart({ map: bytes(map), script: null }), here)
  await assert.rejects(parseApart({ map: Buffer.alloc(inlineBytes + 1, '{'), script: null }), UnreadableMap)
})

test('the name of a function is looked for around the place where it failed, not where the same name stands again', () => {
  const script =
    'function e(t){return n(t)}function n(t){var e=1;return t.x}class i{constructor(){e({})}}var o=()=>{e(1)};'
  const names = ['charge', 'total', 'Cart', 'handler']
  const at = (text: string) => ({ line: 0, column: script.indexOf(text) })
  // A name for each declaration: e, n, i, o.
  const declared = [9, script.indexOf('n(t){var'), script.indexOf('i{'), script.indexOf('o=()')]
  const mappings = declared.map(
    (column, index) => vlq(column - (declared[index - 1] ?? 0)) + vlq(0) + vlq(0) + vlq(0) + vlq(index === 0 ? 0 : 1),
  )
  const map = parsed({ sources: ['a.ts'], names, mappings: mappings.join(',') }, script)
  assert.equal(declaredName(map, at('n(t)}f'), 'e'), 'charge')
  assert.equal(declaredName(map, at('t.x'), 'n'), 'total')
  assert.equal(declaredName(map, at('e({})'), 'i'), 'Cart')
  assert.equal(declaredName(map, at('e(1)'), 'o'), 'handler')
  assert.equal(declaredName(map, at('t.x'), 'e'), undefined)
  assert.equal(declaredName(map, at('t.x'), 'nowhere'), undefined)
  assert.equal(shortName('async Object.e [as pay]'), 'e')
  assert.equal(shortName('<anonymous>'), undefined)
})

test('looking for a name takes a bounded time in hostile code', () => {
  const hostile = `${'function e(){'.repeat(20_000)}${'e('.repeat(200_000)}${'"'.repeat(99_999)}`
  const map = parsed({ sources: ['a.ts'], mappings: 'AAAA' }, hostile)
  const startedMs = computedMs()
  for (let times = 0; times < 20; times++) declaredName(map, { line: 0, column: hostile.length - times }, 'e')
  assert.ok(computedMs() - startedMs < 1_000, `${computedMs() - startedMs} ms`)
})

test('names of sources, addresses and debug ids have one form', () => {
  const names = {
    'webpack://shop/./src/a.ts': 'src/a.ts',
    'webpack:///./src/a.ts?1f2c': 'src/a.ts',
    'webpack-internal:///(app-pages-browser)/./src/a.ts': 'src/a.ts',
    '../../src/a.ts': 'src/a.ts',
    './a.ts': 'a.ts',
    '/home/ci/src/a.ts': '/home/ci/src/a.ts',
    '../node_modules/.pnpm/x@1.0.0/node_modules/x/a.js': 'node_modules/.pnpm/x@1.0.0/node_modules/x/a.js',
  }
  for (const [source, name] of Object.entries(names)) assert.equal(sourceName(source), name)
  assert.equal(tildeUrl('https://shop.example:8443/a/b.js?v=1#x'), '~/a/b.js')
  assert.equal(tildeUrl('/a.js'), '~/a.js')
  assert.equal(tildeUrl('a.js'), undefined)
  assert.equal(besideUrl('~/a/app.js', 'app.js.map'), '~/a/app.js.map')
  assert.equal(besideUrl('~/a/app.js', '/maps/app.js.map'), '~/maps/app.js.map')
  assert.equal(besideUrl('~/a/app.js', '../../../../etc/passwd'), '~/etc/passwd')
  assert.equal(besideUrl('~/a/app.js', 'data:application/json,{}'), undefined)
  assert.equal(readDebugId('89D20704-3b5c-57ef-b932-f3f9bb455131'), '89d207043b5c57efb932f3f9bb455131')
  for (const wrong of ['', 'x', 7, null, '0'.repeat(32), 'a'.repeat(33)]) assert.equal(readDebugId(wrong), undefined)
})

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    text += digits[(rest & 31) | (rest > 31 ? 32 : 0)]
    rest >>>= 5
  } while (rest > 0)
  return text
}
